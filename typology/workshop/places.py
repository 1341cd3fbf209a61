"""Everybody's place in the triangle, and nobody's: each point is the mean place of at least ``SMALLEST`` people (microaggregation, MDAV).

The person farthest from the middle is put with those nearest to them, then the person farthest from these, and so on until too few are left
to part. Every person is in one point; no point is one person's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typology.workshop.cells import MINIMUM, SMALLEST

Place = tuple[float, ...]
# Points are shown by twentieths of the way between two corners.
STEP = 0.05


@dataclass(frozen=True)
class Point:
    """The mean place of ``people``: a share of each centre, summing to about 1."""

    centres: Mapping[str, float]
    people: int


def points(places: Sequence[Mapping[str, float]]) -> list[Point]:
    """Return the points of a room, the most peopled first; none under ``MINIMUM`` places. The order of the places does not matter."""
    if len(places) < MINIMUM:
        return []
    names = sorted(places[0])
    left = sorted(tuple(place[name] for name in names) for place in places)
    groups = []
    while len(left) >= 2 * SMALLEST:
        start = max(left, key=lambda place: (math.dist(place, _mean(left)), place))
        group = sorted(left, key=lambda place: (math.dist(place, start), place))[:SMALLEST]
        for place in group:
            left.remove(place)
        groups.append(group)
    groups.append(left)
    # Groups that fall on one place are one point.
    people: Counter[Place] = Counter()
    for group in groups:
        people[tuple(_rounded(value) for value in _mean(group))] += len(group)
    return [Point(dict(zip(names, place)), count) for place, count in sorted(people.items(), key=lambda item: (-item[1], item[0]))]


def _mean(places: Sequence[Place]) -> Place:
    return tuple(math.fsum(axis) / len(places) for axis in zip(*places))


def _rounded(value: float) -> float:
    return round(round(value / STEP) * STEP, 2)
