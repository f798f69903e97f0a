"""Who may do what: callers and their rights, the event that a request is about, and how a view declares its gate."""
