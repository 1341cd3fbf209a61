"""Rasa SDK adapters: read the conversation, call the typology, emit events. One action a file."""
