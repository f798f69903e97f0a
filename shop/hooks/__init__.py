"""What other floors call by a dotted path in settings: cloning, provisioning, going live, webhook subjects, consistency."""
