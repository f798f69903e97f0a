"""The only places that talk to machines of others."""
