"""What registration and the door add to the house."""

ORDER_FULFILLERS = ["register.fulfilment.follow_order"]
ITEM_FOLLOWERS = ["register.levels.follow_item"]
POSITION_FACTS = ["register.queries.position_facts"]
WEBHOOK_SUBJECTS = ["register.notices.subject"]
EVENT_CLONERS = ["register.cloning.clone_doors"]
TASKS = {"door.close": "register.tasks.close_door"}
LANES = {"door.close": "periodic"}
PERIODIC = [("register.tasks.close_doors", 60)]
PERSON_MERGERS = ["register.merging.move_registrations"]
