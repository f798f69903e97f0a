"""What the shop adds to the house."""

HOOKS = (
    "ORDER_FULFILLERS",  # what follows of an order
    "ITEM_FOLLOWERS",  # what each floor adds to an item that was written
    "POSITION_FACTS",  # what each floor knows of an order's positions, for the organizer's surfaces
)
HISTORY_NAMES = ["shop.reads.organizer.history_names"]
LIVE_CHECKS = ["shop.hooks.going_live.live_problems"]
EVENT_DELETION_GUARDS = ["shop.hooks.going_live.refuse_deletion"]
WEBHOOK_SUBJECTS = ["shop.hooks.webhook_subjects.subject"]
EVENT_CLONERS = ["shop.hooks.cloning.clone_catalogue"]
PROVISIONERS = ["shop.hooks.provisioning.apply"]
TASKS = {
    "order.mail": "shop.tasks.order_mail",
    "waitinglist.mail": "shop.tasks.waiting_list_mail",
    "waitinglist.serve": "shop.tasks.serve_waiting_list",
    "holds.release": "shop.tasks.release_holds",
    "orders.expire": "shop.tasks.expire_orders",
    "quotas.recount": "shop.tasks.recount_event",
}
LANES = {
    "waitinglist.serve": "periodic",
    "holds.release": "periodic",
    "orders.expire": "periodic",
    "quotas.recount": "periodic",
}
PERIODIC = [
    ("shop.tasks.release_expired_holds", 30),
    ("shop.tasks.expire_overdue_orders", 60),
    ("shop.tasks.serve_waiting_lists", 60),
    ("shop.tasks.recount_quotas", 86400),
]
