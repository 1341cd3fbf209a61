"""Channels: what comes in is checked here, what goes out is shaped here. They are thin."""
