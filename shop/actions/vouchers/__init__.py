"""Vouchers: created and changed, redeemed, and given to those on the waiting list."""
