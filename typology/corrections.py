"""A correction: whether a message is one, which question it has put again or is about, and the room made for what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from typology.evidence import SAID, Evidence, Ledger
from typology.model import ABOUT, Knowledge
from typology.naming import named_questions
from typology.read_evidence import with_answer
from typology.short_answers import corrects, misheard, only_names, says_wrong
from typology.typography import fold

# What is denied takes with it what a whole message was read to say with this probability.
FAINT = 0.3
# The dialogue acts whose words may announce a correction.
_TELLING = frozenset(["informer", "affirmer", "nier", "corriger"])
_STRESSED = re.compile(r"\b(?:c'est|ce (?:sont|n'est pas|ne sont pas))\b[^.;:!?]{0,80}?\b(qui .*)", re.DOTALL)


def act_of(intent: str, text: str, clear: bool, answers: bool) -> str:
    """Return the dialogue act of a message, « corriger » when its words announce a correction.

    ``clear`` is True when something is clearly heard in it, ``answers`` when it may answer the question that stands: « en fait, … » opens many
    a plain answer too.
    """
    if intent not in _TELLING or not corrects(text):
        return intent
    if clear or says_wrong(text):
        return "corriger"
    return "informer" if intent == "corriger" and answers else intent


def to_answer_again(text: str, told: bool, ledger: Ledger, knowledge: Knowledge, clear: Collection[str] = ()) -> str | None:
    """Return the id of the question to put again for a correction that does not say what is right: the one it names, else the last one answered.

    ``told`` is True when the words hold an answer; None is returned then, unless they only name a question after all. Of several that they name,
    one of which something is clearly heard (``clear``) goes before the first.
    """
    if told and not only_names(text):
        return None
    named = _named(text, knowledge)
    answered = [question for question in ledger.posees if question in ledger.repondues]
    return next(iter([name for name in named if name in clear] or named or answered[-1:]), None)


def about(text: str, clear: Collection[str], knowledge: Knowledge) -> str | None:
    """Return the dimension that a correction is about, or None when its words name none; ``clear`` are those of which something is clearly heard.

    What stands before a colon is announced. Without one, « on voit les jeunes tous les lundis » mentions the young, and tells of the rhythm.
    """
    head, colon, _ = text.partition(":")
    named = (_dimensions(head, knowledge) if colon else []) or _dimensions(text, knowledge)
    heard = [name for name in named if name in clear]
    return next(iter(heard or (named if colon or not clear else [])), None)


def put_right(
    ledger: Ledger, found: list[Evidence], text: str, as_answer: Callable[[str], list[Evidence]], knowledge: Knowledge
) -> tuple[Ledger, list[Evidence], bool]:
    """Return (the ledger with room made for what a correction says, what it says, whether it takes the place of anything).

    ``as_answer`` gives the whole message read as the answer on a dimension.
    """
    righted = False
    dimension = about(text, clear_dimensions(found), knowledge)
    if dimension:
        found = with_answer(found, dimension, as_answer(dimension))
        if any(item.dimension == dimension and item.current for item in found):
            righted = dimension in ledger.repondues or bool(ledger.on(dimension))
            ledger = ledger.answered(dimension)
    cleared = with_room(ledger, [item for item in found if item.clear])
    righted = righted or cleared != ledger
    if not righted and misheard(text) and cleared.evidence:
        return without_surest(cleared), found, True
    return cleared, found, righted


def with_room(ledger: Ledger, fresh: Iterable[Evidence]) -> Ledger:
    """Return the ledger without what fresh evidence puts right; the answers stay answers.

    What is now replaces all that was heard of its dimension; what is denied, only what it denies; what was, only what was said of the past.
    """
    news = list(fresh)
    kept = tuple(item for item in ledger.evidence if not any(_replaces(new, item) for new in news))
    wholes = tuple(item for item in ledger.ensembles if not any(_replaces(new, item) or (new.current and new.dimension == item.question) for new in news))
    return replace(ledger, evidence=kept, ensembles=wholes)


def _replaces(new: Evidence, old: Evidence) -> bool:
    if new.dimension != old.dimension or new.current:
        return new.dimension == old.dimension
    return new.temps == old.temps and (
        new.polarite == SAID or new.modalite == old.modalite or bool(old.mots and old.readings.get(str(new.modalite), 0.0) >= FAINT)
    )


def withdrawn(ledger: Ledger, question: str) -> Ledger:
    """Return the ledger without any answer to that question, marked as asked: it is put again."""
    for dimension in ABOUT.get(question, ()):
        ledger = ledger.without(dimension)
    # What it turns around is told by all messages.
    ledger = replace(ledger, ensembles=tuple(item for item in ledger.ensembles if item.dimension != question))
    if question == "recit":
        ledger = _without_narrative(ledger)
    if question == "pourquoi":
        # Whatever message had it: the new answer's goal would be refused beside it.
        ledger = replace(ledger, objectif=None, sans_pourquoi=False)
    return replace(ledger.without(question), repondues=ledger.repondues - {question}).asked(question)


def _without_narrative(ledger: Ledger) -> Ledger:
    """Without what the narrative's message brought. When no whole tells which one it was: the narrative comes first, and in words."""
    whole = next((item.message for item in ledger.ensembles if item.question == "recit"), None)
    told = whole or next((item.message for item in ledger.evidence if item.message and item.citation), None)
    brought = {item.dimension for item in ledger.evidence if item.message == told}
    # What only answers questions that were put is no narrative.
    if told is None or "recit" not in ledger.repondues or (not whole and brought <= {*ledger.posees} & ledger.repondues):
        return ledger
    kept = tuple(item for item in ledger.evidence if item.message != told)
    # « Comme je disais » answers by what was told.
    gone = {item.dimension for item in ledger.evidence} - {item.dimension for item in kept}
    goal = ledger.objectif if ledger.objectif and ledger.objectif.message != told else None
    return replace(ledger, evidence=kept, repondues=ledger.repondues - gone, objectif=goal)


def without_surest(ledger: Ledger) -> Ledger:
    """Return the ledger without the dimension that was heard most surely in the last message.

    It is what was « mal compris » when the words do not say which answer they put right.
    """
    heard = [item for item in ledger.evidence if item.modalite is not None]
    if not heard:
        return ledger
    last = [item for item in heard if item.message == heard[-1].message]
    wrong = max(last, key=lambda item: item.confiance).dimension
    return replace(ledger.without(wrong), repondues=ledger.repondues)


def clear_dimensions(found: Iterable[Evidence]) -> set[str]:
    """Return the dimensions of which something is clearly heard."""
    return {item.dimension for item in found if item.clear}


def _dimensions(text: str, knowledge: Knowledge) -> list[str]:
    return [name for name in _named(text, knowledge) if name in knowledge.dimension_ids]


def _named(text: str, knowledge: Knowledge) -> list[str]:
    """The questions that the text names; of « ce sont les familles qui décident », who decides first."""
    stressed = _STRESSED.search(fold(text))
    return [*dict.fromkeys((named_questions(stressed[1], knowledge) if stressed else []) + named_questions(text, knowledge))]
