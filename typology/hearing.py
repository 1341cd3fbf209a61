"""From one message to the ledger: what was heard, given the question that was asked.

A message comes with its dialogue act (``intent``) and its reading, as the NLU gives them; a payload comes from a button. The same
function serves the conversation and the evaluation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from typology.evidence import Evidence, Goal, Ledger, evidence_from_dict
from typology.model import OPENING_QUESTIONS, Knowledge

ANSWER, UNKNOWN, DIGRESSION, NOT_UNDERSTOOD, CLOSE = "reponse", "ne_sait_pas", "digression", "incompris", "conclure"

# Dialogue acts that carry no evidence and call for an answer of their own.
DIGRESSIONS = frozenset(
    [
        "saluer",
        "remercier",
        "au_revoir",
        "robot",
        "auteurs",
        "bavardage",
        "insulte",
        "detresse",
        "urgence",
        "autre_langue",
        "demander_pourquoi",
        "demander_exemple",
        "ne_comprend_pas",
        "definir",
        "recommencer",
        "confidentialite",
        "effacer",
    ]
)
CHOSEN = 0.97
# A whole message read as the answer to the question asked must be at least this likely to say something of it.
ANSWERS = 0.3
# The opening questions are about these dimensions, though they do not name them.
ABOUT = {"recit": (), "pourquoi": ("autour_de", "resultat_attendu"), "qui": ("place_beneficiaires",)}
# From this many words on a message tells something, whatever its dialogue act looks like.
TELLS = 20
CERTAIN, SURE, PROBABLE = 0.8, 0.6, 0.3


@dataclass(frozen=True)
class Message:
    """One message: its words, its id, its dialogue act with the act's confidence in [0, 1], its reading, and a button's choice."""

    text: str
    id: str = ""
    intent: str = "informer"
    confiance: float = 1.0
    lecture: Mapping[str, Any] = field(default_factory=dict)
    choix: tuple[str, str] | None = None

    @classmethod
    def from_parse(cls, text: str, message_id: str, data: Mapping[str, Any]) -> Message:
        """Build it from what the NLU made of the text: {"intent": {"name", "confidence"}, "entities", "evidence"}, any of them missing."""
        intent = data.get("intent") or {}
        name = intent.get("name") or "informer"
        entities = {item.get("entity"): item.get("value") for item in data.get("entities") or () if isinstance(item, dict)}
        chosen = name == "repondre" and {"dimension", "modalite"} <= set(entities)
        return cls(
            text=text,
            id=message_id,
            intent=name,
            confiance=float(intent.get("confidence") or 0.0),
            lecture=data.get("evidence") or {},
            choix=(str(entities["dimension"]), str(entities["modalite"])) if chosen else None,
        )


@dataclass(frozen=True)
class Hearing:
    """The ledger after the message, and what the message was: one of the five kinds above."""

    ledger: Ledger
    kind: str


def hear(ledger: Ledger, message: Message, question: str | None, knowledge: Knowledge) -> Hearing:
    """Return what a message adds to the ledger when ``question`` (an id, or None) was the last one asked."""
    if message.choix is not None:
        return _chosen(ledger, message, knowledge)
    words = len(message.text.split())
    found = _evidence(message, knowledge)
    clear = [item for item in found if item.clear]
    if not clear and not message.lecture.get("lisible", True):
        return Hearing(ledger, NOT_UNDERSTOOD)
    if message.intent == "ne_sait_pas" and (words <= 12 or not clear):
        return _unknown(ledger, question)
    if message.intent == "ignorer_pourquoi" and message.confiance >= SURE and words < TELLS and question in (None, *OPENING_QUESTIONS):
        return Hearing(replace(ledger, sans_pourquoi=True).answered("pourquoi").answered(question or "pourquoi"), ANSWER)
    # Starting again wipes the ledger: it takes more than a likeness.
    needed = CERTAIN if message.intent == "recommencer" else SURE if clear else PROBABLE
    if message.intent in DIGRESSIONS and words < TELLS and message.confiance >= needed:
        return Hearing(ledger, DIGRESSION)
    if message.intent == "demander_resultat" and words < TELLS and message.confiance >= SURE:
        return Hearing(ledger, CLOSE if ledger.evidence else NOT_UNDERSTOOD)
    if message.intent == "corriger":
        for dimension in {item.dimension for item in clear}:
            ledger = ledger.without(dimension)
    goal = message.lecture.get("objectif")
    if goal and ledger.objectif is None:
        ledger = replace(ledger, objectif=Goal(str(goal), message.id))
    if question is None or question in OPENING_QUESTIONS:
        return _opening(ledger, message, found, question, words, knowledge)
    return _dimension(ledger, message, found, question, words, knowledge)


def skip(ledger: Ledger, question: str) -> Ledger:
    """Return the ledger with the question given up: recorded as not known, never as a default answer."""
    return _unknown(ledger, question).ledger


def _chosen(ledger: Ledger, message: Message, knowledge: Knowledge) -> Hearing:
    dimension, modality = message.choix or ("", "")
    evidence = Evidence(dimension, knowledge.dimension(dimension).modality(modality).id, message=message.id, confiance=CHOSEN)
    return Hearing(ledger.without(dimension).add(evidence).answered(dimension), ANSWER)


def _unknown(ledger: Ledger, question: str | None) -> Hearing:
    if question is None:
        return Hearing(ledger, UNKNOWN)
    if question not in OPENING_QUESTIONS:
        ledger = ledger.add(Evidence(question, None))
    return Hearing(ledger.answered(question), UNKNOWN)


def _opening(ledger: Ledger, message: Message, found: list[Evidence], question: str | None, words: int, knowledge: Knowledge) -> Hearing:
    for dimension in ABOUT[question or "recit"]:
        found = _with_answer(found, message, dimension, knowledge)
    if words < 4 and not any(item.clear for item in found) and not message.lecture.get("objectif"):
        return Hearing(ledger, NOT_UNDERSTOOD)
    return Hearing(ledger.add(*found).answered(question or "recit"), ANSWER)


def _dimension(ledger: Ledger, message: Message, found: list[Evidence], question: str, words: int, knowledge: Knowledge) -> Hearing:
    short = {"affirmer": knowledge.dimension(question).oui, "nier": knowledge.dimension(question).non}.get(message.intent)
    if short and words <= 4 and not any(item.clear for item in found):
        return Hearing(ledger.add(Evidence(question, short, message.text, message.id, 0.8)).answered(question), ANSWER)
    heard = _with_answer(found, message, question, knowledge)
    if not any(item.clear or (item.dimension == question and item.mass >= ANSWERS) for item in heard):
        return Hearing(ledger, NOT_UNDERSTOOD)
    return Hearing(ledger.add(*heard).answered(question), ANSWER)


def _with_answer(found: list[Evidence], message: Message, dimension: str, knowledge: Knowledge) -> list[Evidence]:
    """The evidence, with the whole message read as the answer on ``dimension`` in place of faint readings on it."""
    if any(item.dimension == dimension and item.clear for item in found):
        return found
    answer = _as_answer(message, dimension, knowledge)
    return [item for item in found if item.dimension != dimension] + answer if answer else found


def _as_answer(message: Message, dimension: str, knowledge: Knowledge) -> list[Evidence]:
    """The whole message taken as the answer to the question on ``dimension``."""
    readings = message.lecture.get("reponses", {}).get(dimension, [])
    if not readings or sum(p for _, p in readings) < ANSWERS:
        return []
    (modality, probability), *others = readings
    data = {"dimension": dimension, "modalite": modality, "confiance": probability, "repartition": others}
    return [evidence_from_dict({**data, "citation": message.text, "message": message.id}, knowledge)]


def _evidence(message: Message, knowledge: Knowledge) -> list[Evidence]:
    return [evidence_from_dict({**item, "message": message.id}, knowledge) for item in message.lecture.get("preuves", ())]
