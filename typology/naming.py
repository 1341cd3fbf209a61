"""What a message names: one of the questions, when it is to be answered again."""

from __future__ import annotations

import re
from functools import lru_cache

from typology.model import Knowledge
from typology.typography import fold


def named_questions(text: str, knowledge: Knowledge) -> list[str]:
    """Return the ids of the questions whose subject the text names, in the order of the text; a dimension before an opening question."""
    plain, found = fold(text), []
    for rank, questions in enumerate((knowledge.dimensions, knowledge.ouvertures)):
        for question in questions:
            if question.mots and (first := _any_of(tuple(question.mots)).search(plain)):
                found.append((rank, first.start(), question.id))
    return [question for _, _, question in sorted(found)]


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern of the words' beginnings; every message is searched for those of all questions, so it is kept."""
    return re.compile(r"\b(?:" + "|".join(re.escape(fold(word)) for word in words) + ")")
