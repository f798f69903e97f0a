"""Version 1 of the public API. Within it nothing is removed and no field changes its type."""
