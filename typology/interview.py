"""What to ask next: the question that is expected to tell most about what is still plausible."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from typology.diagnosis import posterior
from typology.evidence import NOW, Evidence, Ledger
from typology.likelihood import table
from typology.model import OPENING_QUESTIONS, Confusion, Knowledge

MOST_QUESTIONS = 6
CLEAR_ENOUGH = 0.9
# Bits. Under this a question is not worth the practitioner's time.
LEAST_GAIN = 0.03
# How clearly an answer that was not given yet is imagined to be heard.
IMAGINED = 0.9
# A confusion is at hand when two types hold this much, the second at least that much.
TWO_LEFT, SECOND = 0.85, 0.12


@dataclass(frozen=True)
class Pace:
    """How long an interview may be: its opening questions, and how many are asked at most, the narrative aside."""

    openings: tuple[str, ...]
    most: int


FULL = Pace(OPENING_QUESTIONS, MOST_QUESTIONS)
# A session's short form: why and who, then two more at most.
EXPRESS = Pace(("pourquoi", "qui"), 4)


@dataclass(frozen=True)
class NextQuestion:
    """The next question: its id, and the confusion that it settles if any."""

    id: str
    confusion: Confusion | None = None


def next_question(ledger: Ledger, knowledge: Knowledge, pace: Pace = FULL) -> NextQuestion | None:
    """Return the next question, or None when the interview is over. It never asks what was already said."""
    for question in pace.openings:
        if not _opening_answered(question, ledger):
            return NextQuestion(question)
    if _count(ledger) >= pace.most:
        return None
    types = posterior((item for item in ledger.heard if item.temps == NOW), knowledge)
    first, second = sorted(types.items(), key=lambda pair: -pair[1])[:2]
    if first[1] >= CLEAR_ENOUGH:
        return None
    open_dimensions = [d for d in knowledge.dimension_ids if d not in ledger.posees and not ledger.knows(d)]
    confusion = knowledge.confusion(first[0], second[0])
    if first[1] + second[1] >= TWO_LEFT and second[1] >= SECOND and confusion and confusion.dimension in open_dimensions:
        return NextQuestion(confusion.dimension, confusion)
    gains = {dimension: expected_gain(dimension, ledger, knowledge) for dimension in open_dimensions}
    if not gains:
        return None
    best = max(gains, key=lambda dimension: gains[dimension])
    return NextQuestion(best) if gains[best] >= LEAST_GAIN else None


def expected_gain(dimension: str, ledger: Ledger, knowledge: Knowledge) -> float:
    """Return the expected entropy reduction, in bits, of asking about ``dimension``.

    The answer's probability is the posterior's prediction.
    """
    evidence = [item for item in ledger.heard if item.temps == NOW]
    types = posterior(evidence, knowledge)
    before, after = entropy(types), 0.0
    for modality, chance in _predicted(dimension, types, knowledge).items():
        answered = posterior([*evidence, Evidence(dimension, modality, confiance=IMAGINED)], knowledge)
        after += chance * entropy(answered)
    return before - after


def likely_answers(dimension: str, ledger: Ledger, knowledge: Knowledge, readings: Mapping[str, float] | None = None, most: int = 2) -> list[str]:
    """Return the ``most`` modalities that best fit what was heard so far, the likeliest first.

    ``readings`` {modality: probability} of a message that was not understood, however faint, come on top of it.
    """
    chances = _predicted(dimension, posterior((item for item in ledger.heard if item.temps == NOW), knowledge), knowledge)
    for modality, probability in (readings or {}).items():
        if modality in chances:
            chances[modality] += probability
    return sorted(chances, key=lambda modality: -chances[modality])[:most]


def questions_left(ledger: Ledger, knowledge: Knowledge, pace: Pace = FULL) -> int:
    """Return about how many questions are still to come, if each is answered as what was heard makes likely."""
    for count in range(len(pace.openings) + pace.most + 1):
        following = next_question(ledger, knowledge, pace)
        if following is None:
            return count
        ledger = ledger.asked(following.id).answered(following.id)
        if following.id in knowledge.dimension_ids:
            (modality,) = likely_answers(following.id, ledger, knowledge, most=1)
            ledger = ledger.add(Evidence(following.id, modality, confiance=IMAGINED))
    return pace.most


def _predicted(dimension: str, types: Mapping[str, float], knowledge: Knowledge) -> dict[str, float]:
    """Return {modality: probability of hearing it}: each type gives its modalities in proportion to how typical they are."""
    weights = {modality.id: table(knowledge)[dimension, modality.id] for modality in knowledge.dimension(dimension).modalites}
    totals = {type_id: sum(fit[type_id] for fit in weights.values()) for type_id in types}
    return {modality: sum(types[t] * fit[t] / totals[t] for t in types) for modality, fit in weights.items()}


def entropy(types: dict[str, float]) -> float:
    """Return Shannon's entropy of a distribution, in bits."""
    return -sum(p * math.log2(p) for p in types.values() if p > 0.0)


def _count(ledger: Ledger) -> int:
    return sum(question != "recit" for question in ledger.posees)


def _opening_answered(question: str, ledger: Ledger) -> bool:
    if question in ledger.repondues:
        return True
    if question == "pourquoi":
        return "recit" in ledger.repondues and (ledger.knows("autour_de") and ledger.knows("resultat_attendu"))
    if question == "qui":
        return "recit" in ledger.repondues and ledger.knows("place_beneficiaires")
    return False
