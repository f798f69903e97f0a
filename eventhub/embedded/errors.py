"""What can go wrong with the database that we run ourselves."""


class PostgresUnavailable(Exception):
    """Our own PostgreSQL cannot be used; the message is one sentence for the operator."""
