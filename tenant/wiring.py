"""What tenants and events add to the house."""

HOOKS = (
    "HISTORY_NAMES",  # what the things are called that the audit trail is about
    "LIVE_CHECKS",  # what keeps an event from going live
    "EVENT_DELETION_GUARDS",
    "EVENT_CLONERS",
    "PLUGIN_INSTALLERS",
    "WEBHOOK_SUBJECTS",  # the thing that a webhook tells of: its code or id, nothing about people
)
AUDIT_FOLLOWERS = ["tenant.webhooks.following.follow"]
WEBHOOK_SUBJECTS = ["tenant.webhooks.following.subject"]
EVENT_CLONERS = ["tenant.events.cloning.clone_descriptions"]
PROVISIONERS = ["tenant.provisioning.apply"]
TASKS = {
    "webhook.announce": "tenant.webhooks.delivery.announce",
    "webhook.deliver": "tenant.webhooks.delivery.deliver",
}
LANES = {"webhook.deliver": "webhooks"}
PERIODIC = [
    ("tenant.sockets.actions.prune", 60),
    ("tenant.webhooks.delivery.prune", 3600),
]
