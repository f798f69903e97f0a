"""What the programme adds to the house."""

EVENT_CLONERS = ["schedule.cloning.clone_rooms"]
PROVISIONERS = ["schedule.provisioning.apply"]
