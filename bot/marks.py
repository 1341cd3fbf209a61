"""Find citations in the text that they were taken from, and cut the text where they begin and end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

# A character with the accents that follow it, when they are written apart.
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.S)


@dataclass(frozen=True)
class Segment:
    """A piece of the text: how many citations lie one in another over it, and the numbers of those that end with it."""

    words: str
    depth: int
    ends: tuple[int, ...]


def marked(text: str, quotes: Mapping[int, str]) -> tuple[list[Segment], list[int]]:
    """Return the text in pieces that cover it, and the numbers of the citations that are not in it."""
    places = {number: place for number, quote in quotes.items() if (place := locate(quote, text))}
    cuts = sorted({0, len(text), *(edge for place in places.values() for edge in place)})
    segments = [
        Segment(
            text[start:end],
            sum(a <= start and end <= b for a, b in set(places.values())),
            tuple(number for number, (_, b) in places.items() if b == end),
        )
        for start, end in pairwise(cuts)
    ]
    return segments, [number for number in quotes if number not in places]


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Return where a citation is in the text, the NLU's cleaning apart: spaces, controls, apostrophes, accents written apart."""
    wanted = "".join(char for char, _, _ in _plain(quote)).strip()
    plain = _plain(text)
    at = "".join(char for char, _, _ in plain).find(wanted) if wanted else -1
    return (plain[at][1], plain[at + len(wanted) - 1][2]) if at >= 0 else None


def _plain(text: str) -> list[tuple[str, int, int]]:
    """The text's characters as the NLU reads them, each with where it begins and ends in the text; a run of spaces is one."""
    plain: list[tuple[str, int, int]] = []
    for cluster in _CLUSTER.finditer(text):
        for char in unicodedata.normalize("NFC", cluster.group()).replace("’", "'"):
            if not (char.isspace() or unicodedata.category(char)[0] == "C"):
                plain.append((char, cluster.start(), cluster.end()))
            elif not plain or plain[-1][0] != " ":
                plain.append((" ", cluster.start(), cluster.end()))
    return plain
