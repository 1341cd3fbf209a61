"""Which words of a message are a person's name."""

from __future__ import annotations

from bot.privacy.civility import civility, families
from bot.privacy.context import coordinated, initials, introduced
from bot.privacy.given import family_names_alone, given_names
from bot.privacy.memory import Names
from bot.privacy.reader import Opinion, Reader
from bot.privacy.spans import Span
from bot.privacy.unexplained import again, believed

# In order: the surest first. What is joined to a name is looked for again once the model was asked.
RULES = (civility, families, given_names, family_names_alone, introduced, coordinated, initials, believed, coordinated, again)


def persons(text: str, opinion: Opinion | None = None, names: Names | None = None) -> list[Span]:
    """Return the spans of the names of persons, first names and family names apart, in order; ``names`` are those of earlier messages, and are added to."""
    reader = Reader(text, opinion, Names() if names is None else names)
    for rule in RULES:
        rule(reader)
    return reader.spans()
