"""What crews add to the house."""

EVENT_CLONERS = ["staff.cloning.clone_departments"]
PERSON_MERGERS = ["staff.merging.move_memberships"]
