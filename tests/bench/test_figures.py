"""The arithmetic of `make bench`: quantiles, ratios, goals; and the watch, with a clock of ours."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.bench.figures import AT_LEAST, AT_MOST, Goal, goals, quantile, ratio, summary
from scripts.bench.timed import REST, Watch

NUMBERS = st.lists(st.floats(0, 1e6), min_size=1, max_size=50)


def test_quantiles_lie_between_neighbours() -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5
    assert quantile(list(map(float, range(101))), 0.95) == 95.0
    assert quantile([7.0], 0.95) == 7.0 and quantile([], 0.5) is None


@given(NUMBERS)
def test_a_quantile_is_between_the_ends_and_grows(values: list[float]) -> None:
    found = [quantile(values, share) or 0.0 for share in (0.0, 0.25, 0.5, 0.95, 1.0)]
    assert found[0] == min(values) and found[-1] == max(values)
    assert all(one <= other + 1e-6 for one, other in pairwise(found))


def test_a_ratio_needs_both() -> None:
    assert ratio(1.0, 4.0) == 0.25
    assert ratio(None, 4.0) is ratio(1.0, None) is ratio(1.0, 0.0) is None


def test_a_load_is_summed_up_in_milliseconds() -> None:
    assert summary([0.01, 0.02, 0.03], 1.5, 2) == {"tours": 3, "p50_ms": 20.0, "p95_ms": 29.0, "par_seconde": 2.0, "echecs": 2}
    assert summary([], 0.0)["p50_ms"] is None


@pytest.mark.parametrize(
    ("value", "sign", "reached"), [(0.5, AT_MOST, True), (0.51, AT_MOST, False), (0.5, AT_LEAST, True), (0.4, AT_LEAST, False), (None, AT_MOST, None)]
)
def test_a_goal_is_reached_missed_or_unknown(value: float | None, sign: str, reached: bool | None) -> None:
    assert Goal("but", value, sign, 0.5).reached is reached


def test_the_goals_are_taken_from_the_parts() -> None:
    parts: dict[str, Any] = {
        "nlu": {"reponse_courte": {"mediane_ms": 20.0}, "recit": {"mediane_ms": 130.0}},
        "entrainement_notre": {"secondes": 300.0},
        "entrainement_origine": {"secondes": 100.0},
        "demarrage": {"notre": [30.0, 20.0], "origine": [25.0, 40.0]},
        "charge_notre": {"memoire_mo": 900.0, "niveaux": {"1": {"p50_ms": 30.0}}},
        "charge_origine": {"memoire_mo": 1000.0, "niveaux": {"1": {"p50_ms": 40.0}}},
        "ouvriers": {"rapport": 1.7},
        "tour_notre": {"longue": {"rapport": 1.2}},
    }
    found = {goal.name: (goal.value, goal.reached) for goal in goals(parts)}
    assert found["Entraînement"] == (3.0, False) and found["Démarrage"] == (0.8, True) and found["Mémoire résidente"] == (0.9, True)
    assert found["p50 d'un tour, 1 conversation"] == (0.75, True) and found["p50 d'un tour, 200 conversations"] == (None, None)
    assert found["Débit, de un à deux ouvriers"] == (1.7, True) and found["200ᵉ tour / 5ᵉ tour"] == (1.2, True)
    assert all(goal.reached is None for goal in goals({}))


def test_each_part_of_a_turn_is_counted_without_those_inside_it() -> None:
    now = [0.0]
    turns: list[dict[str, Any]] = []
    watch = Watch(turns.append, lambda: now[0])

    def takes(seconds: float) -> None:
        now[0] += seconds

    async def store() -> str:
        await asyncio.sleep(0)
        takes(2.0)
        return "lu"

    # As Rasa's: a plain function that gives something to wait for.
    def handle() -> Any:
        async def work() -> str:
            takes(1.0)
            read = await watch.around("store", store)()
            watch.around("policy", takes)(4.0)
            watch.around("policy", takes)(1.0)
            return read

        return work()

    async def turn() -> str:
        takes(0.5)
        answered: str = await watch.around("tracker", handle)()
        return answered

    assert asyncio.run(watch.around(REST, turn)()) == "lu"
    assert turns == [{"total": 8.5, "parts": {REST: 0.5, "tracker": 1.0, "store": 2.0, "policy": 5.0}}]
    # What is not part of a turn is not counted, and what fails does not leave the watch running.
    watch.around("policy", takes)(9.0)
    with pytest.raises(ZeroDivisionError):
        watch.around(REST, lambda: 1 / 0)()
    assert len(turns) == 2 and turns[1]["parts"] == {REST: 0.0}


def test_what_is_watched_is_there() -> None:
    from scripts.bench.timed import TURN, WATCHED

    for name in [*(name for names in WATCHED.values() for name in names), *TURN.values()]:
        module, path = name.split(":")
        owner: Any = __import__(module, fromlist=["_"])
        for step in path.split("."):
            owner = getattr(owner, step)
        assert callable(owner), name
