"""What every published dialect shares: limits and idempotency, parameters, paging, cross-origin calls."""
