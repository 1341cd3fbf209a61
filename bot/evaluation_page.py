"""The page of an evaluation: for each practitioner, which words gave which evidence, so that a trainer sees why the bot was wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.evaluation import DO_NOT_KNOW, Run, confusions, expected_types, reliability
from bot.marks import Segment, marked
from typology.evidence import FORMERLY, Evidence, Ledger
from typology.likelihood import penalties
from typology.model import Knowledge
from typology.typography import french, quote

# In nats: types this near to the best are as good; a spread under FAINT says next to nothing.
AS_GOOD, FAINT = 0.1, 0.2
MOST_AGAINST, MOST_PULLS = 2, 3


@dataclass(frozen=True)
class About:
    """What was evaluated: the file's name, the mode, the day."""

    file: str
    mode: str
    day: date


@dataclass(frozen=True)
class Shown:
    """One evidence as the page shows it: its number, the types that it fits best and worst (with how many times less), and if it weighs.

    ``same_as`` is the number of the surer evidence that says the same, None when this one is the surest.
    """

    number: int
    evidence: Evidence
    favours: tuple[str, ...]
    against: tuple[tuple[str, float], ...]
    same_as: int | None


@dataclass(frozen=True)
class Text:
    """One text told: the question's id, what the words were taken for, the words cut at the evidence, and the evidence not found in them."""

    question: str
    kind: str
    silent: bool
    segments: list[Segment]
    missing: list[int]


@dataclass(frozen=True)
class Pull:
    """One evidence between two types: how many times likelier it makes the one than the other."""

    shown: Shown
    factor: float


@dataclass(frozen=True)
class Apart:
    """What separated the type put first from the expected one: the evidence towards each, strongest first."""

    found: str
    expected: str
    towards_found: list[Pull]
    towards_expected: list[Pull]


@dataclass(frozen=True)
class Entry:
    """One practitioner on the page. ``state`` is « juste », « faux » or « sans » (no label)."""

    number: int
    row: Mapping[str, Any]
    run: Run
    state: str
    expected: list[str]
    texts: list[Text]
    evidence: list[Shown]
    unknown: list[tuple[str, str]]
    apart: Apart | None


def page(report: Mapping[str, Any], runs: list[Run], about: About, knowledge: Knowledge) -> str:
    """Return the whole page, which asks nothing of any host; everything from the file is escaped."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(fr=french, quote=quote, percent=_percent, times=_times)
    return environment.get_template("evaluation_page.html").render(
        about=about,
        resume=report["resume"],
        confusions=confusions(report, knowledge),
        reliability=reliability(report),
        entries=[entry(number, row, run, knowledge) for number, (row, run) in enumerate(zip(report["items"], runs), 1)],
        knowledge=knowledge,
    )


def write_page(report: Mapping[str, Any], runs: list[Run], about: About, knowledge: Knowledge, path: Path) -> None:
    """Write the page, UTF-8."""
    path.write_text(page(report, runs, about, knowledge), encoding="utf-8", errors="xmlcharrefreplace")


def entry(number: int, row: Mapping[str, Any], run: Run, knowledge: Knowledge) -> Entry:
    """Return one practitioner as the page shows it."""
    expected = expected_types(row)
    state = "sans" if not expected else "juste" if row["type"] in expected else "faux"
    evidence = shown(run.ledger, knowledge)
    texts = [_text(told.question, told.kind, told.text, evidence) for told in run.told]
    apart = separation(run, expected, evidence, knowledge) if state == "faux" else None
    return Entry(number, row, run, state, expected, texts, evidence, list(unknown(run.ledger, knowledge)), apart)


def shown(ledger: Ledger, knowledge: Knowledge) -> list[Shown]:
    """Return the evidence that names a modality, in the order heard, then what the texts say as a whole, numbered from 1."""
    heard = list(enumerate((item for item in ledger.heard if item.modalite is not None), 1))
    surest: dict[tuple[Any, ...], tuple[int, Evidence]] = {}
    for number, item in heard:
        if _sense(item) not in surest or _rank(item) > _rank(surest[_sense(item)][1]):
            surest[_sense(item)] = (number, item)
    same = {number: surest[_sense(item)][0] for number, item in heard}
    return [Shown(n, item, *leanings(item, knowledge), same[n] if same[n] != n else None) for n, item in heard]


def leanings(item: Evidence, knowledge: Knowledge) -> tuple[tuple[str, ...], tuple[tuple[str, float], ...]]:
    """Return the types that the evidence fits best, and those it fits worst with how many times less; nothing when it hardly tells."""
    cost = penalties(item, knowledge)
    worst = max(cost.values())
    if worst < FAINT:
        return (), ()
    against = sorted((kind for kind in cost if cost[kind] > worst / 2), key=lambda kind: -cost[kind])[:MOST_AGAINST]
    return tuple(kind for kind in cost if cost[kind] <= AS_GOOD), tuple((kind, math.exp(cost[kind])) for kind in against)


def unknown(ledger: Ledger, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Yield (dimension, why) for what the network is not surely known to be now: « muette », « ne_sait_pas », « incertaine » or « autrement »."""
    for dimension in knowledge.dimension_ids:
        heard = ledger.heard_on(dimension)
        if any(item.current and item.sure for item in heard):
            continue
        told = [item for item in heard if item.modalite is not None]
        if any(item.sure for item in told):
            yield dimension, "autrement"
        else:
            yield dimension, "incertaine" if told else "ne_sait_pas" if heard else "muette"


def separation(run: Run, expected: list[str], evidence: list[Shown], knowledge: Knowledge) -> Apart | None:
    """Return what pulled towards the type put first against the likeliest expected one; None when that one is first, or not a type."""
    ranking = [kind for kind, _ in run.diagnosis.ranking]
    wanted = next((kind for kind in ranking if kind in expected), None)
    if wanted is None or wanted == ranking[0]:
        return None
    weighing = [item for item in evidence if item.same_as is None and item.evidence.temps != FORMERLY]
    costs = [(item, penalties(item.evidence, knowledge)) for item in weighing]
    pulls = sorted(((cost[wanted] - cost[ranking[0]], item) for item, cost in costs), key=lambda pair: -pair[0])
    towards = [Pull(item, math.exp(pull)) for pull, item in pulls if pull > AS_GOOD]
    back = [Pull(item, math.exp(-pull)) for pull, item in reversed(pulls) if pull < -AS_GOOD]
    return Apart(ranking[0], wanted, towards[:MOST_PULLS], back[:MOST_PULLS])


def _text(question: str, kind: str, text: str, evidence: list[Shown]) -> Text:
    quotes = {item.number: item.evidence.citation for item in evidence if item.evidence.message == question and item.evidence.citation}
    segments, missing = marked(text, quotes)
    return Text(question, kind, text == DO_NOT_KNOW, segments, missing)


def _sense(item: Evidence) -> tuple[Any, ...]:
    return item.dimension, item.modalite, item.polarite, item.temps, item.ensemble


def _rank(item: Evidence) -> tuple[Any, ...]:
    return item.confiance, sorted(item.repartition)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}\u202f%" if share >= 0.005 or not share else "<\u202f1\u202f%"


def _times(factor: float) -> str:
    return f"{factor:.0f}" if factor >= 9.5 else f"{factor:.1f}".replace(".", ",")
