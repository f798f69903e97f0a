"""Carts: units held for visitors and for integrators, and what is added to them."""
