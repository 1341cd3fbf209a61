"""What a message names: one of the questions, when it is to be answered again."""

from __future__ import annotations

import re

from typology.model import Knowledge
from typology.typography import fold


def named_questions(text: str, knowledge: Knowledge) -> list[str]:
    """Return the ids of the questions whose subject the text names, in the order of the text; a dimension before an opening question."""
    plain, found = fold(text), []
    for rank, questions in enumerate((knowledge.dimensions, knowledge.ouvertures)):
        for question in questions:
            places = [match.start() for word in question.mots for match in re.finditer(rf"\b{re.escape(fold(word))}", plain)]
            if places:
                found.append((rank, min(places), question.id))
    return [question for _, _, question in sorted(found)]
