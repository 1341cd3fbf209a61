"""What is read of whole texts, pooled over the messages of an interview: as if all that was told were one text.

A logarithmic opinion pool (Genest and Zidek, 1986). A message counts as the square root of its share of the words: more than its share, since the messages
do not all say the same, and less than whole, since they tell of one network. Where little is told, it is a share of ``ENOUGH``: few words tell less apart.
"""

from __future__ import annotations

import functools
import math

# From so many words on, a text read as a whole is believed as it is.
ENOUGH = 100
# Nothing is believed for certain.
TRUST = 0.97
# What is hardly likely in one message may be said by the others.
FLOOR = 1e-3

# Readings of one message, as (modality, probability) pairs, and how many words it has.
Told = tuple[tuple[tuple[str, float], ...], int]


# An interview weighs the same words again for each answer that it imagines; the key holds none of them.
@functools.lru_cache(maxsize=1024)
def pool(told: frozenset[Told]) -> tuple[tuple[str, float], ...]:
    """Return the modalities with their probability, the likeliest first; together no more than ``TRUST``, nor than the message that says most."""
    words = max(ENOUGH, sum(count for _, count in told))
    modalities = sorted({modality for readings, _ in told for modality, _ in readings})
    logs = dict.fromkeys([*modalities, ""], 0.0)
    most = 0.0
    for readings, count in sorted(told):
        said = dict(readings)
        mass = min(1.0, sum(said.values()))
        most = max(most, mass)
        for name in logs:
            probability = said.get(name, 0.0) if name else 1.0 - mass
            logs[name] += math.sqrt(count / words) * math.log(max(probability, FLOOR))
    highest = max(logs.values())
    likelihoods = {name: math.exp(value - highest) for name, value in logs.items()}
    something = sum(likelihoods[name] for name in modalities)
    share = TRUST * min(1.0 / (something + likelihoods[""]), most / something) if something else 0.0
    return tuple(sorted(((name, share * likelihoods[name]) for name in modalities), key=lambda pair: (-pair[1], pair[0])))
