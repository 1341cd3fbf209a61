"""What the trainer's session keeps and answers."""
