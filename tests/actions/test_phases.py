"""The phases of a network, and the fresh start of the next one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from actions.phases import MOST_PHASES, fresh_start, place, read_phases, steps_with
from actions.state import State
from tests.helpers import after, button, tracker, user
from typology import code
from typology.evidence import Ledger
from typology.loader import load


def phase(etape: int, name: str = "Z") -> dict[str, Any]:
    return {"etape": etape, "code": name, "type": None}


@pytest.mark.parametrize("kept", [None, "rien", {"etape": 0}, [], ["rien", None, {"etape": 0}, {"etape": 0, "code": "Z"}]])
def test_phases_of_another_version_are_none(kept: Any) -> None:
    assert read_phases(tracker(slots={"phases": kept})) == []


def test_phases_are_read_as_they_were_kept() -> None:
    assert read_phases(tracker(slots={"phases": [phase(0), "rien", phase(1)]})) == [phase(0), phase(1)]


def test_steps_are_in_time_whatever_the_order_in_which_they_were_told_and_parallel_ones_together() -> None:
    steps = steps_with([phase(1, "b"), phase(-1, "a"), phase(3, "d")], 1, "c", "aide")
    assert [[item["code"] for item in step] for step in steps] == [["a"], ["b", "c"], ["d"]]
    assert steps[1][1] == {"etape": 1, "code": "c", "type": "aide"}


@pytest.mark.parametrize(("when", "found"), [("avant", -3), ("apres", 5), ("en_parallele", 1), ("autre", 1)])
def test_a_phase_is_placed_before_all_after_all_or_beside_the_last_told(when: str, found: int) -> None:
    assert place(when, [phase(-2), phase(4)], 1) == found


def test_a_fresh_start_empties_every_slot_keeps_the_variants_and_takes_nothing_in_again() -> None:
    said = (user("un récit", at=4.0), button("autour_de", "realisation", at=7.5))
    state = State(vu=4.0, question="qui", resultat="net aide", attente="vos_mots", phrase="elle", quand="avant", comparer="Z", dernieres={"accuse": 3})
    found = after({}, fresh_start(tracker(*said), state, [phase(0)], 2, load()))
    assert found["etat"] == asdict(State(vu=7.5, accueilli=True, etape=2, dernieres={"accuse": 3}))
    assert found["ledger"] == Ledger().to_dict()
    assert found["phases"] == [phase(0)]
    assert set(found) == {"etat", "ledger", "phases", "requested_slot", "recit", "pourquoi", "qui", *load().dimension_ids}
    assert all(found[name] is None for name in ("requested_slot", "recit", "pourquoi", "qui", *load().dimension_ids))


def test_with_the_phase_being_told_no_more_phases_are_kept_than_one_address_holds() -> None:
    phases = [phase(rank, f"Z{rank}") for rank in range(20)]
    kept = after({}, fresh_start(tracker(), State(), phases, 20, load()))["phases"]
    assert kept == phases[-MOST_PHASES:]
    assert len(kept) + 1 == code.MOST_PHASES
