"""How far apart readings are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.typology.workshop.groups import KNOWLEDGE, clear, members, shuffled
from typology.workshop.cells import MINIMUM
from typology.workshop.contribution import Contribution
from typology.workshop.divergence import divergences, jensen_shannon, overall, reading, shown


def distributions(size: int) -> st.SearchStrategy[list[dict[str, float]]]:
    def made(weights: list[list[float]]) -> list[dict[str, float]]:
        return [{str(place): weight / sum(row) for place, weight in enumerate(row)} for row in weights]

    return st.lists(st.lists(st.floats(0.001, 1.0), min_size=size, max_size=size), min_size=2, max_size=12).map(made)


@settings(max_examples=40)
@given(distributions(7))
def test_it_is_between_nothing_and_all_that_it_can_be(readings: list[dict[str, float]]) -> None:
    assert -1e-12 <= jensen_shannon(readings) <= math.log2(min(len(readings), 7)) + 1e-9


@settings(max_examples=40)
@given(distributions(4), st.randoms())
def test_the_order_does_not_matter(readings: list[dict[str, float]], chance) -> None:  # type: ignore[no-untyped-def]
    other = list(readings)
    chance.shuffle(other)
    assert jensen_shannon(other) == pytest.approx(jensen_shannon(readings), abs=1e-9)


@settings(max_examples=40)
@given(distributions(4), st.integers(2, 4))
def test_a_group_twice_as_large_and_alike_diverges_as_much(readings: list[dict[str, float]], times: int) -> None:
    assert jensen_shannon(readings * times) == pytest.approx(jensen_shannon(readings), abs=1e-9)


def test_the_same_reading_does_not_diverge_and_two_foreign_ones_differ_by_one_bit() -> None:
    one, other = {"a": 1.0, "b": 0.0}, {"a": 0.0, "b": 1.0}
    assert jensen_shannon([one, one, one]) == 0.0
    assert jensen_shannon([one, other]) == pytest.approx(1.0)
    assert jensen_shannon([one, other, other, other]) < jensen_shannon([one, other])
    assert jensen_shannon([one]) == jensen_shannon([]) == 0.0


@settings(max_examples=40)
@given(members(), st.integers())
def test_dimensions_are_ranked_whatever_the_order_of_the_members(group: list[Contribution], seed: int) -> None:
    found = divergences(group, KNOWLEDGE)
    other = {item.dimension: item for item in divergences(shuffled(group, seed), KNOWLEDGE)}
    assert {item.dimension for item in found} == set(other)
    assert all(item.respondents >= MINIMUM and item.bits == pytest.approx(other[item.dimension].bits) for item in found)
    assert [item.bits for item in found] == sorted((item.bits for item in found), reverse=True)


def test_where_only_one_question_divides_it_comes_first() -> None:
    base = clear("coordination")
    decides = {**base.reponses, "qui_decide": "deux_groupes"}
    group = [base] * 4 + [Contribution(decides, base.verdict, base.type, base.types)] * 4
    first, *others = divergences(group, KNOWLEDGE)
    assert first.dimension == "qui_decide" and first.level >= 2 and first.value > 0
    assert all(item.bits == 0.0 and item.level == 0 for item in others)


def test_what_points_to_the_same_network_is_hardly_a_disagreement() -> None:
    near, far = (jensen_shannon([reading("place_beneficiaires", one, KNOWLEDGE), reading("place_beneficiaires", two, KNOWLEDGE)]) for one, two in PAIRS)
    assert near < 0.1 < far


PAIRS = (("absents", "objet"), ("absents", "acteurs_collectifs"))


@settings(max_examples=40)
@given(members(least=2))
def test_the_whole_group_diverges_within_bounds(group: list[Contribution]) -> None:
    assert 0.0 <= overall(group) <= math.log2(7) + 1e-9
    assert overall(group[:1] * 5) == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=40)
@given(st.floats(0.0, 3.0))
def test_what_is_shown_is_a_tenth_between_0_and_1(bits: float) -> None:
    assert shown(bits) in [tenth / 10 for tenth in range(11)]
