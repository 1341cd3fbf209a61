"""Invented groups: what each member gave."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from tests.typology.interviews import interview
from typology.evidence import Evidence, Ledger
from typology.loader import load
from typology.model import Typicality
from typology.workshop.contribution import Contribution, contribution

KNOWLEDGE = load()


def clear(type_id: str, *dimensions: str) -> Contribution:
    """Return what somebody gives who answers everything, or only these dimensions, as is very typical of a type."""
    cells = KNOWLEDGE.type(type_id).typicite
    wanted = dimensions or KNOWLEDGE.dimension_ids
    best = {name: next(modality for modality, word in cells[name].items() if word is Typicality.tres_typique) for name in wanted}
    return contribution(Ledger(tuple(Evidence(name, modality) for name, modality in best.items())), KNOWLEDGE)


def lost() -> Contribution:
    """Return what somebody gives who does not know why the network exists."""
    return contribution(Ledger(sans_pourquoi=True), KNOWLEDGE)


def members(least: int = 0, most: int = 30) -> st.SearchStrategy[list[Contribution]]:
    """Draw a group: alike, split in two, or scattered."""
    return st.lists(st.integers(0, 60), min_size=least, max_size=most).map(lambda seeds: [_member(seed) for seed in seeds])


_KNOWN: dict[int, Contribution] = {}


def _member(seed: int) -> Contribution:
    if seed not in _KNOWN:
        kinds = ("coordination", "connexion", "aide")
        _KNOWN[seed] = clear(kinds[seed % 3]) if seed < 30 else lost() if seed < 35 else contribution(interview(seed, KNOWLEDGE), KNOWLEDGE)
    return _KNOWN[seed]


def shuffled(group: list[Contribution], seed: int) -> list[Contribution]:
    """Return the group in another order."""
    return random.Random(seed).sample(group, len(group))
