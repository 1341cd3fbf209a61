"""A correction: whether a message is one, which question it has put again, and the room made for the new answer."""

from __future__ import annotations

from dataclasses import replace

from typology.evidence import Ledger
from typology.model import ABOUT, Knowledge
from typology.naming import named_questions
from typology.short_answers import corrects, only_names, says_wrong

# The dialogue acts whose words may announce a correction.
_TELLING = frozenset(["informer", "affirmer", "nier", "corriger"])


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


def to_answer_again(text: str, told: bool, ledger: Ledger, knowledge: Knowledge) -> str | None:
    """Return the id of the question to put again for a correction that does not say what is right: the one it names, else the last one answered.

    ``told`` is True when the words hold an answer; None is returned then, unless they only name a question after all.
    """
    if told and not only_names(text):
        return None
    named = named_questions(text, knowledge)
    answered = [question for question in ledger.posees if question in ledger.repondues]
    return next(iter(named or answered[-1:]), None)


def withdrawn(ledger: Ledger, question: str) -> Ledger:
    """Return the ledger without any answer to that question, marked as asked: it is put again."""
    for dimension in ABOUT.get(question, ()):
        ledger = ledger.without(dimension)
    return replace(ledger.without(question), repondues=ledger.repondues - {question}).asked(question)


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
