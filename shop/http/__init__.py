"""Shapes of the shop that register's `api/` builds on: items, which are levels there."""
