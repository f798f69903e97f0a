"""What the ground floor adds to the house."""

HOOKS = ("AUDIT_FOLLOWERS",)
TASKS = {"mail.deliver": "eventhub.common.effects.mail.deliver"}
LANES = {"mail.deliver": "mail"}
PERIODIC = [
    ("eventhub.common.effects.outbox.prune", 3600),
    ("eventhub.common.effects.mail.prune", 3600),
    ("eventhub.common.effects.streams.prune", 60),
    ("eventhub.common.effects.uploads.prune", 3600),
    ("eventhub.common.effects.idempotency.forget", 3600),
]
