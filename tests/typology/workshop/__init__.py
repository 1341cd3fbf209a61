"""The pure part of the trainer's session."""
