"""Take out of a message what points to a person, before anything keeps it, logs it or passes it on."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from bot.privacy.memory import Names
from bot.privacy.opinion import believed_persons
from bot.privacy.patterns import formed
from bot.privacy.persons import persons
from bot.privacy.reader import Opinion
from bot.privacy.spans import Span, disjoint, overlaps, replaced
from typology.code import located


class Pseudonymised(NamedTuple):
    """The text to go on with, and how many of each kind were replaced in it."""

    text: str
    counts: dict[str, int]


def pseudonymise(text: str, opinion: Opinion | None = believed_persons, names: Names | None = None) -> Pseudonymised:
    """Return the text with names, numbers and addresses of persons replaced by « [prénom] », « [téléphone] »…; ``names``: see ``persons``."""
    spans = find(text, opinion, names)
    return Pseudonymised(replaced(text, spans), dict(Counter(span.kind for span in spans)))


def find(text: str, opinion: Opinion | None = believed_persons, names: Names | None = None) -> list[Span]:
    """Return what is to be replaced, in order and without overlap."""
    spans = disjoint([*formed(text), *persons(text, opinion, names)])
    # A result code is left alone, and only the code: a name may follow it.
    codes = [Span(start, end, "code") for _, start, end in located(text)]
    return [span for span in spans if not overlaps(span, codes)]
