"""What can be done with organizers, events and teams."""
