"""What is read of a whole text, pooled over the messages of an interview: as if all that was told were one text.

A logarithmic opinion pool (Genest and Zidek, 1986). A message counts as the square root of its share of the words: more than its share, since the messages
do not all say the same, and less than whole, since they tell of one network. Where little is told, it is a share of ``ENOUGH``: few words are believed less.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import replace

from typology.evidence import Evidence

# From so many words on, a text read as a whole is believed as it is.
ENOUGH = 100
# Nothing is believed for certain.
TRUST = 0.97
# What is hardly likely in one message may be said by the others.
FLOOR = 1e-3

# Of one message: its readings, as (modality, probability) pairs, and how many words it has.
_Told = tuple[tuple[tuple[str, float], ...], int]


def pooled(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the evidence, with one (``ensemble``) in place of all that was read of whole texts on the same dimension.

    It is an impression unless one of them surely says what they say together; its words are that one's.
    """
    items: list[Evidence] = []
    told: dict[str, list[Evidence]] = {}
    for item in evidence:
        if item.mots and item.current:
            told.setdefault(item.dimension, []).append(item)
        else:
            items.append(item)
    return [*items, *map(_together, told.values())]


def _together(wholes: list[Evidence]) -> Evidence:
    """Return the one evidence that they make."""
    # In whatever order they were told, and once each.
    (top, probability), *others = _pool(tuple(sorted({(tuple(sorted(item.weighed[0])), item.mots) for item in wholes})))
    sure = [item for item in wholes if item.sure and item.modalite == top]
    said = max(sure or wholes, key=lambda item: (item.readings.get(top, 0.0), item.citation))
    return replace(said, modalite=top, confiance=probability, repartition=tuple(others), impression=not sure, mots=0, ensemble=True)


# The interview weighs the same words again for each answer that it imagines; the key holds none of them.
@functools.lru_cache(maxsize=1024)
def _pool(told: tuple[_Told, ...]) -> tuple[tuple[str, float], ...]:
    """Return the modalities with their probability, the likeliest first; they sum to at most 1."""
    words = max(ENOUGH, sum(count for _, count in told))
    modalities = sorted({modality for readings, _ in told for modality, _ in readings})
    logs = dict.fromkeys([*modalities, ""], 0.0)
    for readings, count in told:
        said = dict(readings)
        for name in logs:
            probability = said.get(name, 0.0) if name else 1.0 - sum(said.values())
            logs[name] += math.sqrt(count / words) * math.log(max(probability, FLOOR))
    highest = max(logs.values())
    likelihoods = {name: math.exp(value - highest) for name, value in logs.items()}
    share = TRUST / sum(likelihoods.values())
    return tuple(sorted(((name, share * likelihoods[name]) for name in modalities), key=lambda pair: -pair[1]))
