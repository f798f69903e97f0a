"""What accounts add to the house."""

PROVISIONERS = ["account.provisioning.apply"]
PERIODIC = [
    ("account.actions.tokens.forget_expired", 3600),
    ("account.actions.sessions.forget_expired", 3600),
]
