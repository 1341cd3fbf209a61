"""The trainer's session: what it keeps, for how long, and what it answers over HTTP. See README.md here."""
