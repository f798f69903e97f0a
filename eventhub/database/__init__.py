"""How connections to PostgreSQL are opened and judged: the one place."""
