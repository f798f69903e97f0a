"""What the shop prints and mails: order mails, tickets, invoices, downloads."""
