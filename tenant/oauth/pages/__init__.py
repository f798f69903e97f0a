"""What OAuth 2 shows to people and answers to programs: consent, applications, token endpoints, on its one host."""
