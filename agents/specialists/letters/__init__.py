"""Plume: cover letters, e-mails, follow-ups, resignations."""
