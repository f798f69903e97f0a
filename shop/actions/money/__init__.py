"""Money of an order: payments, refunds, the ledger that sums them, invoices."""
