"""Confidentiality: names and numbers of people are taken out of a message before anything keeps, logs or passes it on."""
