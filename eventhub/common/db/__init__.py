"""The database: transactions, tenant scopes, prepared statements, the sync watermark."""
