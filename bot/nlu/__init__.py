"""From French text to evidence: clauses, features, the evidence model, and their Rasa graph components."""
