"""What registration and the door add to the house."""

ORDER_FULFILLERS = ["register.fulfilment.follow_order"]
POSITION_FACTS = ["register.queries.position_facts"]
WEBHOOK_SUBJECTS = ["register.notices.subject"]
EVENT_CLONERS = ["register.cloning.clone_doors"]
PERIODIC = [("register.tasks.close_doors", 60)]
