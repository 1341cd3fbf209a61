"""Invented interviews, as a practitioner could have them: soft readings of several clauses, denials, former times, « je ne sais pas »."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from typology.evidence import DENIED, FORMERLY, NOW, SAID, Evidence, Goal, Ledger
from typology.model import OPENING_QUESTIONS, Knowledge, Typicality

FITTING = (Typicality.tres_typique, Typicality.typique)


def interview(seed: int, knowledge: Knowledge) -> Ledger:
    """Return one interview about a network of some type, told more or less clearly; the same seed gives the same one."""
    chance = random.Random(seed)
    kind = knowledge.type(chance.choice(knowledge.type_ids))
    items, answered = [], {question for question in OPENING_QUESTIONS if chance.random() < 0.8}
    for dimension, row in kind.typicite.items():
        fitting = [modality for modality, word in row.items() if word in FITTING]
        for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
            modality = chance.choice(fitting) if fitting and chance.random() < 0.75 else chance.choice(list(row))
            items.append(_clause(dimension, modality, [other for other in row if other != modality], chance))
        if chance.random() < 0.4:
            answered.add(dimension)
            if not any(item.dimension == dimension for item in items):
                items.append(Evidence(dimension, None, "aucune idée", "m1"))
    goal = Goal("pour que les jeunes aillent mieux", "m1") if chance.random() < 0.5 else None
    return Ledger(tuple(items), tuple(sorted(answered)), frozenset(answered), goal, sans_pourquoi=chance.random() < 0.1)


def with_wholes(ledger: Ledger, seed: int, knowledge: Knowledge) -> Ledger:
    """Return the interview with what one to six of its messages say as a whole."""
    chance = random.Random(seed)
    modalities = [modality.id for modality in knowledge.dimension("autour_de").modalites]
    wholes = []
    for number in range(chance.randint(1, 6)):
        words, shares = chance.randint(3, 90), [chance.random() ** 4 for _ in (*modalities, "rien")]
        (first, probability), *others = sorted(zip(modalities, (round(share / sum(shares), 3) for share in shares)), key=lambda pair: -pair[1])
        wholes.append(Evidence("autour_de", first, "tout cela", f"m{number}", probability, repartition=tuple(others), impression=words < 20, mots=words))
    return ledger.reading(*wholes)


def _clause(dimension: str, modality: str, others: list[str], chance: random.Random) -> Evidence:
    confidence = round(chance.uniform(0.2, 0.98), 3)
    left, readings = 1.0 - confidence, []
    for other in chance.sample(others, chance.randint(0, 3)):
        share = round(chance.uniform(0.0, min(left, confidence)), 3)
        left -= share
        readings.append((other, share))
    polarity = DENIED if chance.random() < 0.1 else SAID
    tense = FORMERLY if chance.random() < 0.12 else NOW
    return Evidence(dimension, modality, "c'est ce que la collègue raconte", "m1", confidence, polarity, tense, tuple(readings))


@st.composite
def any_ledger(draw: st.DrawFn, knowledge: Knowledge) -> Ledger:
    """Draw a ledger of unrelated evidence: no network at all, or several at once."""
    cells = [(d.id, m.id) for d in knowledge.dimensions for m in d.modalites]
    items = []
    for dimension, modality in draw(st.lists(st.sampled_from(cells), max_size=10)):
        confidence = draw(st.floats(0.05, 1.0))
        others = [m.id for m in knowledge.dimension(dimension).modalites if m.id != modality]
        readings = draw(st.sampled_from([(), *(((other, (1.0 - confidence) / 2),) for other in others)]))
        polarity, tense = draw(st.sampled_from([SAID, SAID, DENIED])), draw(st.sampled_from([NOW, NOW, FORMERLY]))
        items.append(Evidence(dimension, modality, draw(st.text(max_size=8)), "m1", confidence, polarity, tense, readings))
    answered = draw(st.frozensets(st.sampled_from([*OPENING_QUESTIONS, *knowledge.dimension_ids])))
    ledger = Ledger(tuple(items), tuple(sorted(answered)), answered, draw(st.sampled_from([None, Goal("un but")])), draw(st.booleans()))
    return with_wholes(ledger, draw(st.integers(0, 2**16)), knowledge) if draw(st.booleans()) else ledger
