"""What is read of a whole text, pooled over the messages of an interview: as if all that was told were one text.

A logarithmic opinion pool (Genest and Zidek, 1986). Alone, a message counts whole; among others, as the square root of its share of the words: more than
its share, since they do not all say the same, and less than whole, since they tell of one network.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import replace

from typology.evidence import Evidence

# Fewer words than this, in all, say nothing as a whole; from there on they are believed the more the more they are, up to ``FULL``; never for certain.
FEWEST, FULL, TRUST = 6, 12, 0.97
# What is hardly likely in one message may be said by the others.
FLOOR = 1e-3

# Of one message: its readings, as (modality, probability) pairs, and how many words it has.
_Told = tuple[tuple[tuple[str, float], ...], int]


def trust(words: int) -> float:
    """Return how far what so many words say as a whole is believed, in [0, 1[."""
    return TRUST * min(1.0, words / FULL) if words >= FEWEST else 0.0


def pooled(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the evidence, with one in place of all that was read of whole texts on the same dimension; what is pooled already stays as it is.

    It is an impression unless one of them surely says what they say together; its words are that one's.
    """
    items: list[Evidence] = []
    told: dict[str, list[Evidence]] = {}
    for item in evidence:
        if item.mots and item.current:
            told.setdefault(item.dimension, []).append(item)
        else:
            items.append(item)
    return [*items, *(one for wholes in told.values() for one in _together(wholes))]


def _together(wholes: list[Evidence]) -> list[Evidence]:
    """Return the one evidence that they make, or none when it says nothing."""
    # In whatever order they were told, and once each.
    readings = _pool(tuple(sorted({(tuple(sorted(item.weighed[0])), item.mots) for item in wholes})))
    if not readings:
        return []
    (top, probability), *others = readings
    sure = [item for item in wholes if item.sure and item.modalite == top]
    said = max(sure or wholes, key=lambda item: (item.readings.get(top, 0.0), item.citation))
    return [replace(said, modalite=top, confiance=probability, repartition=tuple(others), impression=not sure, mots=0)]


# The interview weighs the same words again for each answer that it imagines; the key holds none of them.
@functools.lru_cache(maxsize=1024)
def _pool(told: tuple[_Told, ...]) -> tuple[tuple[str, float], ...]:
    """Return the modalities with their probability, the likeliest first; they sum to at most 1."""
    words = sum(count for _, count in told)
    modalities = sorted({modality for readings, _ in told for modality, _ in readings})
    logs = dict.fromkeys([*modalities, ""], 0.0)
    for readings, count in told:
        said = dict(readings)
        for name in logs:
            probability = said.get(name, 0.0) if name else 1.0 - sum(said.values())
            logs[name] += math.sqrt(count / words) * math.log(max(probability, FLOOR))
    highest = max(logs.values())
    likelihoods = {name: math.exp(value - highest) for name, value in logs.items()}
    share = trust(words) / sum(likelihoods.values())
    return tuple(sorted(((name, share * likelihoods[name]) for name in modalities), key=lambda pair: -pair[1])) if share else ()
