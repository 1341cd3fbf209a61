"""From the ledger to probabilities: prior × likelihoods → posterior over the seven types, and the verdict.

Evidence on one dimension is correlated (several clauses say the same thing), so a dimension's penalties are summed and then bent
by a concave function with a ceiling: repeating oneself cannot weigh more than ``CEILING``. The bend keeps three properties that the
tests check: the order of evidence does not matter, repeating it changes nothing, and very typical evidence never lowers its type.
What all messages say together, read as a whole (``Ledger.heard``), is one more factor beside the dimensions.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass

from typology.evidence import FORMERLY, Evidence, Ledger, Weighed
from typology.likelihood import penalties, penalties_of
from typology.model import Knowledge

CEILING = 6.0

NET, PARTAGE, EN_TRANSITION = "net", "partage", "en_transition"
SANS_POURQUOI, INDETERMINE = "sans_pourquoi", "indetermine"
CLEAR = 0.7
TOO_LITTLE = 0.22
# The type that the network was of must be more likely than not.
FORMER = 0.5


@dataclass(frozen=True)
class Diagnosis:
    """The state of the evidence. ``types`` and ``centres`` each sum to 1; ``type`` and ``centre`` are None when the verdict has none."""

    verdict: str
    type: str | None
    centre: str | None
    types: dict[str, float]
    centres: dict[str, float]
    avant: str | None = None

    @property
    def ranking(self) -> list[tuple[str, float]]:
        """The seven types, the most probable first."""
        return sorted(self.types.items(), key=lambda pair: -pair[1])


def posterior(evidence: Iterable[Evidence], knowledge: Knowledge) -> dict[str, float]:
    """Return {type: probability}, from a uniform prior. Evidence without modality (« je ne sais pas ») changes nothing."""
    by_dimension: dict[str, dict[tuple[str | None, str], Evidence]] = {}
    scores = [0.0] * len(knowledge.type_ids)
    for item in evidence:
        if item.modalite is None:
            continue
        if item.ensemble:
            # On its own: it is read otherwise than the clauses, and tells beside them (docs/mesures.md).
            costs = penalties(item, knowledge)
            scores = [score - costs[type_id] for score, type_id in zip(scores, knowledge.type_ids)]
            continue
        same = by_dimension.setdefault(item.dimension, {})
        kept = same.get((item.modalite, item.polarite))
        if kept is None or _rank(item) > _rank(kept):
            same[item.modalite, item.polarite] = item
    for dimension, items in by_dimension.items():
        heard = frozenset(item.weighed for item in items.values())
        scores = [score - loss for score, loss in zip(scores, _bent(dimension, heard, knowledge))]
    return _normalised({type_id: math.exp(score) for type_id, score in zip(knowledge.type_ids, scores)})


# To choose a question one dimension is imagined otherwise at a time; what the others weigh stays.
@functools.lru_cache(maxsize=4096)
def _bent(dimension: str, heard: frozenset[Weighed], knowledge: Knowledge) -> tuple[float, ...]:
    """Return the penalty of each type, in the order of ``knowledge.type_ids``, for all that was heard on one dimension: at most ``CEILING``."""
    totals = dict.fromkeys(knowledge.type_ids, 0.0)
    for readings, polarity in sorted(heard):
        for type_id, penalty in penalties_of(dimension, readings, polarity, knowledge).items():
            totals[type_id] += penalty
    return tuple(CEILING * (1.0 - math.exp(-total / CEILING)) for total in totals.values())


def diagnose(ledger: Ledger, knowledge: Knowledge) -> Diagnosis:
    """Return the diagnosis of a ledger: a pure function of it."""
    now = [item for item in ledger.heard if item.temps != FORMERLY and item.modalite is not None]
    formerly = [item for item in ledger.heard if item.temps == FORMERLY and item.modalite is not None]
    types = posterior(now, knowledge)
    centres = {centre.id: sum(types[type_id] for type_id in centre.types) for centre in knowledge.centres}
    ranking = sorted(types.items(), key=lambda pair: -pair[1])
    best, first = ranking[0]
    before = _former_type(formerly, knowledge)
    if not now or first < TOO_LITTLE:
        verdict = SANS_POURQUOI if ledger.sans_pourquoi else INDETERMINE
        return Diagnosis(verdict, None, None, types, centres)
    if ledger.sans_pourquoi and first < CLEAR:
        return Diagnosis(SANS_POURQUOI, None, None, types, centres)
    if before is not None and before != best:
        verdict = EN_TRANSITION
    elif first < CLEAR:
        verdict = PARTAGE
    else:
        verdict = NET
    return Diagnosis(verdict, best, knowledge.type(best).centre, types, centres, before if verdict == EN_TRANSITION else None)


def _former_type(evidence: list[Evidence], knowledge: Knowledge) -> str | None:
    # Read as a whole alone, the past is only an impression.
    if all(item.ensemble for item in evidence):
        return None
    best, probability = max(posterior(evidence, knowledge).items(), key=lambda pair: pair[1])
    return best if probability >= FORMER else None


def _rank(item: Evidence) -> tuple[float, str, str, tuple[tuple[str, float], ...]]:
    return (item.confiance, item.modalite or "", item.polarite, tuple(sorted(item.repartition)))


def _normalised(values: dict[str, float]) -> dict[str, float]:
    total = sum(values.values())
    return {key: value / total for key, value in values.items()}
