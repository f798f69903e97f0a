"""What can be done at the desk and at the door."""
