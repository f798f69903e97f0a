"""What every floor may use and what knows no floor: errors, money, words, the outbox, the audit trail."""
