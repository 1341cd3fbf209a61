"""Why this result: reasons for and against with the practitioner's words, what would change it, and which pitfalls threaten."""

from __future__ import annotations

import math
from dataclasses import dataclass

from typology.diagnosis import Diagnosis, posterior
from typology.evidence import NOW, SAID, Evidence, Ledger
from typology.interview import SECOND
from typology.likelihood import penalties
from typology.model import Confusion, Knowledge, Pitfall

_ABSENT = {"absents", "objet"}


@dataclass(frozen=True)
class Reason:
    """One piece of evidence and how it pulls: ``poids`` > 0 for the result's type, < 0 against it, in nats."""

    evidence: Evidence
    poids: float


@dataclass(frozen=True)
class Counterfactual:
    """The one answer which, had it been ``modalite``, would have given ``type`` instead."""

    dimension: str
    modalite: str
    type: str
    probabilite: float


@dataclass(frozen=True)
class Explanation:
    """All that the report needs to say why. ``confusion_ouverte``: its question was not answered yet."""

    pour: tuple[Reason, ...]
    contre: tuple[Reason, ...]
    contrefactuel: Counterfactual | None
    confusion: Confusion | None
    confusion_ouverte: bool
    ecueils: tuple[tuple[Pitfall, bool], ...]
    objectif_contre_centre: bool


def explain(ledger: Ledger, diagnosis: Diagnosis, knowledge: Knowledge) -> Explanation:
    """Return the explanation of a diagnosis. Pitfalls come with True when their clue was heard, those first."""
    if diagnosis.type is None:
        return Explanation((), (), None, None, False, (), False)
    reasons = [Reason(item, _pull(item, diagnosis, knowledge)) for item in _distinct(ledger)]
    second, chance = diagnosis.ranking[1]
    confusion = knowledge.confusion(diagnosis.type, second) if chance >= SECOND else None
    pour = tuple(sorted((r for r in reasons if r.poids > 0.05), key=lambda r: -r.poids))
    quoted = {_words(reason) for reason in pour}
    return Explanation(
        pour=pour,
        contre=tuple(sorted((r for r in reasons if r.poids < -0.3 and _words(r) not in quoted), key=lambda r: r.poids)),
        contrefactuel=counterfactual(ledger, diagnosis, knowledge),
        confusion=confusion,
        confusion_ouverte=confusion is not None and not ledger.knows(confusion.dimension),
        ecueils=_pitfalls(ledger, diagnosis.type, knowledge),
        objectif_contre_centre=goal_against_centre(ledger),
    )


def _words(reason: Reason) -> str:
    return reason.evidence.citation or reason.evidence.dimension


def counterfactual(ledger: Ledger, diagnosis: Diagnosis, knowledge: Knowledge) -> Counterfactual | None:
    """Return the single answer, among the dimensions heard, that would most surely have changed the type; None if none would."""
    best: Counterfactual | None = None
    now = [item for item in ledger.heard if item.temps == NOW]
    for dimension in knowledge.dimensions:
        if not any(item.current and item.sure for item in ledger.heard_on(dimension.id)):
            continue
        kept = [item for item in now if item.dimension != dimension.id]
        for modality in dimension.modalites:
            types = posterior([*kept, Evidence(dimension.id, modality.id)], knowledge)
            top, probability = max(types.items(), key=lambda pair: pair[1])
            if top != diagnosis.type and (best is None or probability > best.probabilite):
                best = Counterfactual(dimension.id, modality.id, top, probability)
    return best


def goal_against_centre(ledger: Ledger) -> bool:
    """True when the stated goal names the people concerned while their place is to be absent or talked about."""
    places = [item for item in ledger.on("place_beneficiaires") if item.current and item.sure]
    if ledger.objectif is None or not places:
        return False
    return max(places, key=lambda item: item.confiance).modalite in _ABSENT


def _pull(item: Evidence, diagnosis: Diagnosis, knowledge: Knowledge) -> float:
    """Log-likelihood ratio of the result's type against the others, weighted by how plausible these are without it."""
    cost = penalties(item, knowledge)
    own = diagnosis.type
    others = {t: diagnosis.types[t] + 0.02 for t in cost if t != own}
    mixed = sum(weight * math.exp(-cost[t]) for t, weight in others.items()) / sum(others.values())
    return -cost[own] - math.log(mixed) if own else 0.0


def _distinct(ledger: Ledger) -> list[Evidence]:
    best: dict[tuple[str, str | None, str], Evidence] = {}
    for item in ledger.heard:
        key = (item.dimension, item.modalite, item.polarite)
        if item.sure and item.temps == NOW and (key not in best or item.confiance > best[key].confiance):
            best[key] = item
    return list(best.values())


def _pitfalls(ledger: Ledger, type_id: str, knowledge: Knowledge) -> tuple[tuple[Pitfall, bool], ...]:
    heard = {
        f"{item.dimension}.{item.modalite}": item.confiance
        for item in ledger.heard
        if item.polarite == SAID and item.temps == NOW and item.modalite and item.sure
    }

    def strength(pitfall: Pitfall) -> float:
        return max((heard.get(clue, 0.0) for clue in pitfall.indices), default=0.0)

    ranked = sorted(knowledge.type(type_id).ecueils, key=lambda pitfall: -strength(pitfall))
    return tuple((pitfall, strength(pitfall) > 0.0) for pitfall in ranked)
