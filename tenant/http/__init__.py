"""Pieces of HTTP that the `api/` of several floors are built from: lists of an event's rows, the history, fields."""
