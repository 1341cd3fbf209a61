"""The bot: Rasa's configuration, NLU components, channels, pages, and the command `pourquoi-reseau`."""
