"""Check-in: who may pass, what was scanned, and what lists know."""
