"""Everybody's place, and nobody's."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from typology.workshop.cells import MINIMUM, SMALLEST
from typology.workshop.places import points

PLACES = st.lists(
    st.tuples(st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.01, 1)).map(
        lambda w: {name: round(x / sum(w), 2) for name, x in zip(("action", "beneficiaires", "reflexion"), w)}
    ),
    max_size=70,
)


@settings(max_examples=40)
@given(PLACES, st.randoms())
def test_every_person_is_in_a_point_of_at_least_three(places: list[dict[str, float]], chance) -> None:  # type: ignore[no-untyped-def]
    found = points(places)
    if len(places) < MINIMUM:
        assert found == []
        return
    assert sum(point.people for point in found) == len(places)
    assert all(point.people >= SMALLEST for point in found)
    assert all(0.0 <= share <= 1.0 for point in found for share in point.centres.values())
    other = list(places)
    chance.shuffle(other)
    assert points(other) == found


def test_one_against_all_is_not_where_they_are() -> None:
    together, alone = {"action": 0.0, "beneficiaires": 0.0, "reflexion": 1.0}, {"action": 1.0, "beneficiaires": 0.0, "reflexion": 0.0}
    found = points([together] * 7 + [alone])
    assert all(point.centres["action"] <= 0.35 for point in found)


def test_two_camps_are_two_points() -> None:
    left, right = {"action": 0.0, "beneficiaires": 0.0, "reflexion": 1.0}, {"action": 1.0, "beneficiaires": 0.0, "reflexion": 0.0}
    assert [(point.people, point.centres) for point in points([left] * 4 + [right] * 3)] == [(4, left), (3, right)]
