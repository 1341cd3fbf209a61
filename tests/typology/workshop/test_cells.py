"""Which counts a room may see."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typology.workshop.cells import LEAST_HIDDEN, MINIMUM, SMALLEST, protect

TABLES = st.dictionaries(st.sampled_from("abcdefghi"), st.integers(0, 12), min_size=2)


@settings(max_examples=40)
@given(TABLES)
def test_no_small_count_is_shown_and_nobody_is_lost(counts: dict[str, int]) -> None:
    cells = protect(counts)
    assert all(cells.shown[cell] == counts[cell] >= SMALLEST for cell in cells.shown)
    assert sum(cells.shown.values()) + cells.others == sum(counts.values())
    if sum(counts.values()) < MINIMUM:
        assert not cells.shown


@settings(max_examples=40)
@given(TABLES)
def test_a_hidden_count_does_not_follow_by_difference(counts: dict[str, int]) -> None:
    cells = protect(counts)
    hidden = [cell for cell in counts if cell not in cells.shown]
    if cells.others:
        # At least two ways to share the rest among the hidden cells, and nobody alone in it.
        assert len(hidden) >= 2
        assert cells.others >= LEAST_HIDDEN or sum(counts.values()) < MINIMUM
        assert all(cells.count(cell) is None for cell in hidden)
    else:
        assert all(cells.count(cell) == 0 for cell in hidden)


@settings(max_examples=40)
@given(TABLES, st.randoms())
def test_the_order_of_the_table_does_not_matter(counts: dict[str, int], chance) -> None:  # type: ignore[no-untyped-def]
    other = list(counts.items())
    chance.shuffle(other)
    assert protect(dict(other)) == protect(counts)


@pytest.mark.parametrize(
    ("counts", "shown", "others"),
    [
        ((4, 4, 0, 0), {0: 4, 1: 4}, 0),
        # One against all: their count would be one.
        ((7, 1, 0, 0), {}, 8),
        # The one alone is hidden with the smaller of the two others.
        ((4, 3, 1, 0), {0: 4}, 4),
        ((3, 3, 1, 1), {0: 3, 1: 3}, 2),
        ((3, 2, 0, 0), {0: 3}, 2),
        ((2, 2, 2, 2), {}, 8),
        ((2, 2, 0, 0), {}, 4),
        ((8, 0, 0, 0), {0: 8}, 0),
    ],
)
def test_some_groups(counts: tuple[int, ...], shown: dict[int, int], others: int) -> None:
    cells = protect({str(place): count for place, count in enumerate(counts)})
    assert cells.shown == {str(place): count for place, count in shown.items()}
    assert cells.others == others


def test_what_is_shown_of_a_small_group_fits_several_tables() -> None:
    # An attacker who knows the rules and sees the result cannot tell any hidden count: every table of up to ten people in four cells.
    seen: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(11), repeat=4):
        if MINIMUM <= sum(counts) <= 10:
            cells = protect(dict(zip("abcd", counts)))
            seen[(*sorted(cells.shown.items()), cells.others)].append(counts)
    for (*shown, others), tables in seen.items():
        for place, cell in enumerate("abcd"):
            if others and cell not in dict(shown):
                assert len({counts[place] for counts in tables}) > 1, tables
