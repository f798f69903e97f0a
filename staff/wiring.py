"""What crews add to the house."""

EVENT_CLONERS = ["staff.cloning.clone_departments"]
