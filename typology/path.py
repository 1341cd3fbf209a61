"""The phases of one network, in time: from which kind to which, and what each passage changes in the rules of the game."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from typology.messages import say
from typology.model import Knowledge, Passage

# Each step in time holds the types told for it, several when they go on in parallel; None where a phase has no type.
Steps = Sequence[Sequence[str | None]]


def in_words(steps: Steps, knowledge: Knowledge) -> str:
    """Return « soutien → coordination → partenariat ∥ coordination »."""
    return " → ".join(" ∥ ".join(knowledge.type(kind).id if kind else say("phase_sans_type") for kind in step) for step in steps)


def passages(steps: Steps, knowledge: Knowledge) -> list[tuple[str, str, Passage | None]]:
    """Return (from, to, the passage or None when the knowledge base describes none) for each type that a step brings to the one before it."""
    found = []
    for before, after in pairwise(steps):
        for now in _kinds(after):
            if now in before:
                continue
            known = [(former, _passage(former, now, knowledge)) for former in _kinds(before)]
            best = next(((former, passage) for former, passage in known if passage), known[0] if known else None)
            if best:
                found.append((best[0], now, best[1]))
    return found


def enters_action(before: str, now: str, knowledge: Knowledge) -> bool:
    """True for the passage that is felt least: from thinking together to acting, when the people concerned come in."""
    return knowledge.type(before).centre == "reflexion" and knowledge.type(now).centre == "action"


def _passage(before: str, now: str, knowledge: Knowledge) -> Passage | None:
    return next((item for item in knowledge.type(before).passages if item.vers == now), None)


def _kinds(step: Iterable[str | None]) -> list[str]:
    return [kind for kind in step if kind]
