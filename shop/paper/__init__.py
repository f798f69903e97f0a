"""What is printed: tickets and invoices as PDF. Pure: facts in, bytes out."""
