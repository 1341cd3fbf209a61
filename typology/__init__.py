"""The typology of networks: knowledge as YAML, and a small pure core over it. Imports no Rasa, reads nothing but its own YAML."""
