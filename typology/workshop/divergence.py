"""How far apart the members' readings are: the Jensen–Shannon divergence, in bits.

One member's reading of a dimension is the posterior over the seven types given their answer on it alone, so that two answers that point to
the same network hardly count as a disagreement. The divergence of several readings is the entropy of their mean minus the mean of their
entropies: 0 when all are the same, at most log2 of the number of readings (or of types, if fewer).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typology.diagnosis import posterior
from typology.evidence import Evidence
from typology.interview import entropy
from typology.model import Knowledge
from typology.workshop.cells import MINIMUM
from typology.workshop.contribution import Contribution

# In bits, between one level and the next: set by hand on groups split in two, half and half or one against the others.
LEVELS = (0.06, 0.18, 0.33)
# What is shown is rounded: exact, it would tell hidden counts.
STEP = 0.1


@dataclass(frozen=True)
class Divergence:
    """How the members who answered differ on one dimension; ``bits`` is exact and not to be shown."""

    dimension: str
    bits: float
    respondents: int

    @property
    def value(self) -> float:
        """What is shown: from 0 to 1 by tenths."""
        return shown(self.bits)

    @property
    def level(self) -> int:
        """From 0 (one voice) to 3 (not the same thing at all)."""
        return sum(self.bits >= bound for bound in LEVELS)


def shown(bits: float) -> float:
    """Return a divergence as it is shown: from 0 to 1 by tenths. Two camps cannot exceed 1; what several do beyond is not told apart."""
    return round(round(min(1.0, bits) / STEP) * STEP, 1)


def jensen_shannon(readings: Sequence[Mapping[str, float]]) -> float:
    """Return the divergence of distributions over the same keys, in bits; 0 for fewer than two. Their order does not matter."""
    if len(readings) < 2:
        return 0.0
    mean = {key: math.fsum(reading[key] for reading in readings) / len(readings) for key in readings[0]}
    return max(0.0, entropy(mean) - math.fsum(entropy(dict(reading)) for reading in readings) / len(readings))


@functools.lru_cache(maxsize=256)
def reading(dimension: str, modality: str, knowledge: Knowledge) -> dict[str, float]:
    """Return the posterior over the types given one answer alone."""
    return posterior([Evidence(dimension, modality)], knowledge)


def divergences(members: Sequence[Contribution], knowledge: Knowledge) -> list[Divergence]:
    """Return the dimensions that at least ``MINIMUM`` members answered, the most divergent first (then in the knowledge's order)."""
    found = []
    for dimension in knowledge.dimension_ids:
        answers = [modality for member in members if (modality := member.reponses.get(dimension)) is not None]
        if len(answers) >= MINIMUM:
            found.append(Divergence(dimension, jensen_shannon([reading(dimension, modality, knowledge) for modality in answers]), len(answers)))
    return sorted(found, key=lambda item: -item.bits)


def overall(members: Sequence[Contribution]) -> float:
    """Return the divergence of the members' results, in bits: of their posteriors, each made to sum to 1 again after rounding."""
    results = []
    for member in members:
        total = math.fsum(member.types.values())
        results.append({type_id: p / total for type_id, p in member.types.items()} if total else dict.fromkeys(member.types, 1 / len(member.types)))
    return jensen_shannon(results)
