"""Sockets: one base consumer that keeps the rules of docs/realtime.md; the floors above say who may join and what is sent."""
