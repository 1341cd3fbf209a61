"""The arithmetic of the measure: quantiles, ratios, and whether a goal is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# A ratio that is to stay under its goal, or one that is to reach it.
AT_MOST, AT_LEAST = "≤", "≥"


@dataclass(frozen=True)
class Goal:
    """A figure that has a goal: its name in French, its value (None when it was not measured), ``sign`` and ``wanted``."""

    name: str
    value: float | None
    sign: str
    wanted: float

    @property
    def reached(self) -> bool | None:
        """Whether it is reached, or None when it was not measured."""
        if self.value is None:
            return None
        return self.value <= self.wanted if self.sign == AT_MOST else self.value >= self.wanted


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return the value under which that share (0 to 1) of them lies, between neighbours; None when there are none."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """Return ours / theirs; None when one is missing or theirs is zero."""
    return ours / theirs if ours is not None and theirs else None


def summary(seconds: Sequence[float], lasted: float, failures: int = 0) -> dict[str, Any]:
    """Return what is kept of a load: how many turns, p50 and p95 in ms, turns a second over ``lasted`` seconds, failures."""
    p50, p95 = quantile(seconds, 0.5), quantile(seconds, 0.95)
    return {
        "tours": len(seconds),
        "p50_ms": None if p50 is None else round(p50 * 1000, 1),
        "p95_ms": None if p95 is None else round(p95 * 1000, 1),
        "par_seconde": round(len(seconds) / lasted, 2) if lasted > 0 else None,
        "echecs": failures,
    }


def at(results: dict[str, Any], *path: str) -> Any:
    """Return what is at that path, None as soon as something on the way is not there."""
    found: Any = results
    for name in path:
        if not isinstance(found, dict) or name not in found:
            return None
        found = found[name]
    return found


LEVELS = (1, 10, 50, 200)


def goals(parts: dict[str, Any]) -> list[Goal]:
    """Return every goal of the project with what was measured; ``parts`` as in docs/performance.json under « parties »."""
    found = [
        Goal("Réponse courte, NLU seul, médiane (ms)", at(parts, "nlu", "reponse_courte", "mediane_ms"), AT_MOST, 25.0),
        Goal("Récit de huit phrases, NLU seul, médiane (ms)", at(parts, "nlu", "recit", "mediane_ms"), AT_MOST, 120.0),
        Goal("Entraînement", ratio(at(parts, "entrainement_notre", "secondes"), at(parts, "entrainement_origine", "secondes")), AT_MOST, 0.5),
        Goal("Démarrage", ratio(_least(at(parts, "demarrage", "notre")), _least(at(parts, "demarrage", "origine"))), AT_MOST, 1.0),
        Goal("Mémoire résidente", ratio(at(parts, "charge_notre", "memoire_mo"), at(parts, "charge_origine", "memoire_mo")), AT_MOST, 1.0),
    ]
    for level in LEVELS:
        both = [at(parts, f"charge_{who}", "niveaux", str(level), "p50_ms") for who in ("notre", "origine")]
        found.append(Goal(f"p50 d'un tour, {level} conversation{'s' if level > 1 else ''}", ratio(*both), AT_MOST, 1.0))
    found.append(Goal("Débit, de un à deux ouvriers", at(parts, "ouvriers", "rapport"), AT_LEAST, 1.6))
    found.append(Goal("200ᵉ tour / 5ᵉ tour", at(parts, "tour_notre", "longue", "rapport"), AT_MOST, 1.5))
    return found


def _least(values: Sequence[float] | None) -> float | None:
    return min(values) if values else None
