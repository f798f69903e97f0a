"""Teams: members, invitations, keys."""
