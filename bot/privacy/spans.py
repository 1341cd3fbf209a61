"""A stretch of text to be replaced, and how stretches are put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

FIRST_NAME, NAME, PHONE, EMAIL, ADDRESS, BIRTH = "prénom", "nom", "téléphone", "courriel", "adresse", "date de naissance"
NATIONAL, ACCOUNT, PSEUDONYM = "numéro national", "numéro de compte", "pseudonyme"
KINDS = (FIRST_NAME, NAME, PHONE, EMAIL, ADDRESS, BIRTH, NATIONAL, ACCOUNT, PSEUDONYM)


class Span(NamedTuple):
    """Characters ``start`` to ``end`` of a text, and what they are: one of KINDS."""

    start: int
    end: int
    kind: str


def overlaps(span: Span, others: Iterable[tuple[int, int, str]]) -> bool:
    """True when the span has a character in common with one of the stretches."""
    return any(span.start < end and start < span.end for start, end, _ in others)


def disjoint(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in the order of the text, leaving out each that overlaps one given earlier."""
    kept: list[Span] = []
    for span in spans:
        if not overlaps(span, kept):
            kept.append(span)
    return sorted(kept)


def replaced(text: str, spans: Iterable[Span]) -> str:
    """Return the text with each span replaced by its kind in square brackets; the spans do not overlap."""
    parts, at = [], 0
    for span in sorted(spans):
        parts += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return "".join([*parts, text[at:]])
