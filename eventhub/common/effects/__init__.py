"""What an action leaves behind: audit trail, broadcasts, outbox, mail, uploads, stored answers."""
