"""Many participants at once, by locust."""
