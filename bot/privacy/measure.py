"""Measure how well names are hidden, and what is kept, on phrases in which both are marked."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.privacy.pseudonymise import find
from bot.privacy.spans import FIRST_NAME, NAME, Span, overlaps

PERSON, KEPT = "p", "g"
MARKS = {"p": "personnes", "t": "téléphones", "c": "courriels", "a": "adresses", "n": "naissances", "i": "numéros", "g": "gardés"}
_MARK = re.compile(r"\{([a-z])\|([^}]+)\}")


@dataclass
class Tally:
    """How many there were, and how many were treated rightly; ``wrong`` names the others."""

    total: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, right: bool, what: str) -> None:
        """Count one."""
        self.total += 1
        self.right += right
        if not right:
            self.wrong.append(what)

    @property
    def share(self) -> float:
        """Right among all; 1 when there was none."""
        return self.right / self.total if self.total else 1.0


@dataclass
class Measure:
    """``recall`` by mark (persons, numbers, what is kept) and by family of phrases; ``precision`` of what was replaced by a name."""

    recall: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    families: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    precision: Tally = field(default_factory=Tally)
    precision_of_forms: Tally = field(default_factory=Tally)
    untouched: Tally = field(default_factory=Tally)


def read(path: Path, half: str) -> dict[str, list[str]]:
    """Return the marked phrases of one half, by family."""
    content: dict[str, dict[str, list[str]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content[half]


def unmarked(phrase: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the phrase as it is said, and its marked stretches."""
    text, stretches, at = "", [], 0
    for match in _MARK.finditer(phrase):
        text += phrase[at : match.start()]
        stretches.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        at = match.end()
    return text + phrase[at:], stretches


def measure(phrases: dict[str, list[str]]) -> Measure:
    """Return the measure of all phrases."""
    result = Measure()
    for family, group in phrases.items():
        for phrase in group:
            _one(phrase, family, result)
    return result


def _one(phrase: str, family: str, result: Measure) -> None:
    text, stretches = unmarked(phrase)
    spans = find(text)
    hidden = [stretch for stretch in stretches if stretch[2] != KEPT]
    for start, end, mark in stretches:
        if mark == KEPT:
            right = not overlaps(Span(start, end, ""), spans)
        else:
            # Every letter and figure of it must be gone.
            right = not re.search(r"\w", "".join(text[i] for i in range(start, end) if not any(s.start <= i < s.end for s in spans)))
        result.recall[mark].add(right, f"{text[start:end]}  <<  {text}")
        if mark == PERSON:
            result.families[family].add(right, text[start:end])
    for span in spans:
        tally = result.precision if span.kind in (FIRST_NAME, NAME) else result.precision_of_forms
        tally.add(overlaps(span, hidden), f"{text[span.start : span.end]} [{span.kind}]  <<  {text}")
    if not hidden:
        result.untouched.add(not spans, text)


def table(result: Measure, half: str) -> str:
    """Return the measure as lines of text."""
    lines = [half]
    lines += [f"  rappel, {MARKS[mark]:<12} {tally.right}/{tally.total} = {tally.share:.3f}" for mark, tally in sorted(result.recall.items()) if mark != KEPT]
    for name, tally in (
        ("précision des noms", result.precision),
        ("précision des formes", result.precision_of_forms),
        ("institutions, lieux et mots gardés", result.recall[KEPT]),
        ("phrases sans nom laissées intactes", result.untouched),
    ):
        lines.append(f"  {name} : {tally.right}/{tally.total} = {tally.share:.3f}")
    lines += [f"    personnes, {family} : {tally.right}/{tally.total}" for family, tally in result.families.items()]
    return "\n".join(lines)
