"""The five words of the knowledge base as numbers: the only place where « typique » becomes a likelihood.

The words are elicited, not counted, so the numbers are relative: how well a modality fits each type, 1 for the best. Evidence is
soft (Pearl's virtual evidence): its readings are mixed in proportion to their probability, the rest of the mass saying nothing.
"""

from __future__ import annotations

import functools
import math

from typology.evidence import SAID, Evidence
from typology.model import Knowledge, Typicality

WEIGHTS = {
    Typicality.tres_typique: 1.0,
    Typicality.typique: 0.55,
    Typicality.possible: 0.22,
    Typicality.atypique: 0.07,
    Typicality.exclu: 0.015,
}
# How much of a type's fit a denial takes away: « nous ne signons rien » weakens a type, it does not exclude it.
DENIAL = 0.8
# What all messages say together, read as a whole, tells more sharply than one answer does: the fit to this power. See docs/mesures.md.
SHARPER = 1.5


@functools.lru_cache(maxsize=4)
def table(knowledge: Knowledge) -> dict[tuple[str, str], dict[str, float]]:
    """Return (dimension, modality) → {type: weight in ]0, 1]}."""
    return {
        (dimension.id, modality.id): {item.id: WEIGHTS[item.typicite[dimension.id][modality.id]] for item in knowledge.types}
        for dimension in knowledge.dimensions
        for modality in dimension.modalites
    }


def penalties(evidence: Evidence, knowledge: Knowledge) -> dict[str, float]:
    """Return {type: penalty ≥ 0}, the minus log-likelihood of the evidence relative to the type that it fits best (penalty 0)."""
    return penalties_of(evidence.dimension, *evidence.weighed, knowledge, SHARPER if evidence.ensemble else 1.0)


# Choosing a question weighs the same evidence again for each answer that it imagines; the key holds no word of the practitioner.
@functools.lru_cache(maxsize=8192)
def penalties_of(dimension: str, readings: tuple[tuple[str, float], ...], polarity: str, knowledge: Knowledge, power: float = 1.0) -> dict[str, float]:
    """Return the :func:`penalties` of evidence told by its readings, as (modality, probability) pairs, and its polarity; not to be changed.

    ``power`` is what the fit is raised to.
    """
    likelihood = {type_id: max(0.0, 1.0 - sum(probability for _, probability in readings)) for type_id in knowledge.type_ids}
    for modality, probability in readings:
        fit = {type_id: weight**power for type_id, weight in table(knowledge)[dimension, modality].items()}
        if polarity != SAID:
            fit = {type_id: 1.0 - DENIAL * weight for type_id, weight in fit.items()}
        mean = sum(fit.values()) / len(fit)
        for type_id, weight in fit.items():
            likelihood[type_id] += probability * weight / mean
    best = max(likelihood.values())
    if best <= 0.0:
        return dict.fromkeys(likelihood, 0.0)
    return {type_id: -math.log(max(value / best, 1e-9)) + 0.0 for type_id, value in likelihood.items()}
