"""From a reading, as the NLU gives it, to evidence: what its clauses say, what the text says read as a whole, or as an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typology.evidence import Evidence, evidence_from_dict
from typology.model import Knowledge

# A whole message read as the answer to the question asked must be at least this likely to say something of it.
ANSWERS = 0.3


def read_evidence(reading: Mapping[str, Any], message: str, knowledge: Knowledge) -> list[Evidence]:
    """Return what the clauses of a message say, ``message`` being its id; ValueError or KeyError when the knowledge does not have what is named."""
    return [evidence_from_dict({**item, "message": message}, knowledge) for item in reading.get("preuves") or ()]


def read_whole(reading: Mapping[str, Any], message: str, question: str, knowledge: Knowledge, *, long: bool) -> list[Evidence]:
    """Return what the text says when it is read in one go, of now and of before: one evidence each, or nothing; errors as :func:`read_evidence`.

    ``question`` is the id of the one that the message answers, "" for none.

    What is not ``long`` is an impression: a few words mostly say a theme, a goal or who is there, and none of them is what the network turns around.
    So is what was, of which little is told.
    """
    now, before = reading.get("ensemble"), reading.get("ensemble_avant")
    told = [(now, not long), (before, True)]
    return [evidence_from_dict({**whole, "message": message, "question": question, "impression": faint}, knowledge) for whole, faint in told if whole]


def read_answer(reading: Mapping[str, Any], message: str, text: str, dimension: str, knowledge: Knowledge) -> list[Evidence]:
    """Return the whole message taken as the answer to the question on ``dimension``, or nothing when it hardly says anything of it."""
    readings = (reading.get("reponses") or {}).get(dimension) or []
    if sum(probability for _, probability in readings) < ANSWERS:
        return []
    (modality, probability), *others = readings
    data = {"dimension": dimension, "modalite": modality, "confiance": probability, "repartition": others, "citation": text, "message": message}
    return [evidence_from_dict(data, knowledge)]


def with_answer(found: list[Evidence], dimension: str, answer: list[Evidence]) -> list[Evidence]:
    """Return the evidence with the whole message read as the answer on ``dimension``, if anything, in place of faint readings on it."""
    if not answer or any(item.dimension == dimension and item.clear for item in found):
        return found
    return [item for item in found if item.dimension != dimension] + answer
