"""Telling integrators that something happened: what can be told, to whom, how often (ADR 0010, docs/webhooks.md)."""
