"""What people add to the house."""

HOOKS = ("PRIVACY_EXPORTERS", "PRIVACY_ERASERS", "PERSON_MERGERS")
PROVISIONERS = ["people.provisioning.apply"]
PERSON_MERGERS = ["people.merging.move_contacts"]
