"""HTTP in and out: envelopes, parsers, renderers, paging, limits."""
