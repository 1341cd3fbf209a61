"""What is hidden, and what is kept."""
