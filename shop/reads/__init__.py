"""The shop's reads, by who asks: the organizer, the visitor, a purchase, and `*_rows` for lists written straight to the wire."""
