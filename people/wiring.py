"""What people add to the house."""

HOOKS = ("PRIVACY_EXPORTERS", "PRIVACY_ERASERS")
PROVISIONERS = ["people.provisioning.apply"]
