"""Devices: credentials of machines at the door and the till."""
