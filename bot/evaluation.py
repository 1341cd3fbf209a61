"""Run practitioners from a file through the trained NLU and the typology, and count how often the type is right."""

from __future__ import annotations

import asyncio
import json
import logging
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from typology.diagnosis import Diagnosis, diagnose
from typology.evidence import Ledger
from typology.hearing import DIGRESSION, NOT_UNDERSTOOD, Message, hear, skip
from typology.interview import next_question
from typology.model import OPENING_QUESTIONS, Knowledge

MODES = ("recit", "court", "entretien")
DO_NOT_KNOW = "je ne sais pas"
# Edges of the bins of probability: 0.5, 0.7 and 0.9 are where the words of confidence change.
BINS = (0.0, 0.3, 0.5, 0.7, 0.9, 1.0)

Parse = Callable[[str], Mapping[str, Any]]


class EvaluationError(ValueError):
    """The file cannot be evaluated; the message says why, in French."""


@dataclass(frozen=True)
class Told:
    """One message of an interview: the question's id, the words, and what they were taken for (a kind of ``typology.hearing``)."""

    question: str
    text: str
    kind: str


@dataclass(frozen=True)
class Run:
    """One practitioner run: the ledger at the end, what it gives, and what was told, in order."""

    item: Mapping[str, Any]
    ledger: Ledger
    diagnosis: Diagnosis
    told: tuple[Told, ...] = ()


def read_items(path: Path) -> list[dict[str, Any]]:
    """Return the practitioners of a file in the format of vignettes; EvaluationError when it is not one."""
    try:
        items = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EvaluationError(f"{path} : fichier introuvable.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise EvaluationError(f"{path} : ce n'est pas du YAML lisible ({error}).") from error
    if not isinstance(items, list) or not all(isinstance(item, dict) and "id" in item for item in items):
        raise EvaluationError(f"{path} : une liste d'entrées, chacune avec un « id », est attendue.")
    return items


def parser(model: Path, remember: bool = True) -> Parse:
    """Return the trained NLU as a function of the text, with a memory for texts that come again unless told otherwise."""
    import skops.io  # noqa: F401 - before TensorFlow, see bot.server
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)

    agent = Agent.load(str(model))
    loop, known = asyncio.new_event_loop(), {}

    def parse(text: str) -> Mapping[str, Any]:
        if text not in known or not remember:
            known[text] = loop.run_until_complete(agent.parse_message(text))
        return known[text]

    return parse


def run(item: Mapping[str, Any], mode: str, parse: Parse, knowledge: Knowledge) -> Run:
    """Hold one interview: the narrative alone, the two opening questions alone, or all that the bot would ask."""
    ledger, told = Ledger(), []
    if mode == "entretien":
        while (following := next_question(ledger, knowledge)) is not None:
            ledger, message = _answer(ledger.asked(following.id), following.id, item, parse, knowledge)
            told.append(message)
    else:
        for question in ("recit",) if mode == "recit" else ("pourquoi", "qui"):
            ledger, message = _answer(ledger, question, item, parse, knowledge)
            told.append(message)
    return Run(item, ledger, diagnose(ledger, knowledge), tuple(told))


def answer_to(question: str, item: Mapping[str, Any]) -> str:
    """Return what the practitioner of a file says to a question; « je ne sais pas » where the file is silent."""
    source = item if question in OPENING_QUESTIONS else item.get("faits") or {}
    return str(source.get(question) or "").strip() or DO_NOT_KNOW


def _answer(ledger: Ledger, question: str, item: Mapping[str, Any], parse: Parse, knowledge: Knowledge) -> tuple[Ledger, Told]:
    text = answer_to(question, item)
    hearing = hear(ledger, Message.from_parse(text, question, parse(text)), question, knowledge)
    # In the conversation the question would come again, reworded; this practitioner has nothing else to say to it.
    heard = skip(ledger, question) if hearing.kind in (DIGRESSION, NOT_UNDERSTOOD) else hearing.ledger
    return heard, Told(question, text, hearing.kind)


def evaluate(items: list[dict[str, Any]], mode: str, parse: Parse, knowledge: Knowledge) -> tuple[dict[str, Any], list[Run]]:
    """Return the report of the contract, {"items", "resume"}, and the runs behind it."""
    runs = [run(item, mode, parse, knowledge) for item in items]
    rows = [_row(result) for result in runs]
    scored = [row for row in rows if row["attendu"]]
    centre_of = {kind.id: kind.centre for kind in knowledge.types}

    def share(hits: list[bool]) -> float | None:
        return round(sum(hits) / len(hits), 4) if hits else None

    resume = {
        "n": len(scored),
        "type": share([row["type"] in row["attendu"] for row in scored]),
        "centre": share([row["centre"] in {centre_of.get(kind) for kind in row["attendu"]} for row in scored]),
        "top2": share([bool({kind for kind, _ in row["classement"][:2]} & set(row["attendu"])) for row in scored]),
        "questions_mediane": statistics.median(row["questions"] for row in rows) if rows else None,
    }
    return {"items": [{**row, "attendu": _unwrapped(row["attendu"])} for row in rows], "resume": resume}, runs


def _row(result: Run) -> dict[str, Any]:
    expected = result.item.get("type")
    labels = [expected] if isinstance(expected, str) else list(expected or [])
    return {
        "id": result.item["id"],
        "attendu": [label for label in labels if label != "indecidable"],
        "type": result.diagnosis.type,
        "centre": result.diagnosis.centre,
        "classement": [[kind, round(p, 4)] for kind, p in result.diagnosis.ranking],
        "verdict": result.diagnosis.verdict,
        "questions": sum(question != "recit" for question in result.ledger.posees),
    }


def _unwrapped(labels: list[str]) -> str | list[str] | None:
    return labels[0] if len(labels) == 1 else labels or None


def expected_types(row: Mapping[str, Any]) -> list[str]:
    """Return the types that are right for an item of the report; none when it has no label."""
    return [row["attendu"]] if isinstance(row["attendu"], str) else list(row["attendu"] or [])


def confusions(report: Mapping[str, Any], knowledge: Knowledge) -> dict[str, dict[str | None, int]]:
    """Return expected type → found type (None for none) → how many; items with several expected types are left out."""
    found = {kind: [row["type"] for row in report["items"] if row["attendu"] == kind] for kind in knowledge.type_ids}
    return {kind: {column: found[kind].count(column) for column in (*knowledge.type_ids, None)} for kind in knowledge.type_ids}


def confusion_table(report: Mapping[str, Any], knowledge: Knowledge) -> str:
    """Return a text table: expected types in rows, found types in columns, « – » for no type."""
    lines = ["attendu \\ trouvé".ljust(16) + "".join((kind or "–")[:6].rjust(8) for kind in (*knowledge.type_ids, None))]
    lines += [kind.ljust(16) + "".join(str(n or ".").rjust(8) for n in row.values()) for kind, row in confusions(report, knowledge).items()]
    return "\n".join(lines)


def reliability(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return, for each bin of the first type's probability, {"de", "a", "n", "moyenne", "juste"}: does what is announced come true?

    ``moyenne`` is the mean probability, ``juste`` the share where the first type of the ranking is expected; both None in an empty
    bin. Items without a label do not count.
    """
    firsts = [(*row["classement"][0], expected_types(row)) for row in report["items"] if row["attendu"]]
    bins = []
    for low, high in pairwise(BINS):
        inside = [(p, kind in expected) for kind, p, expected in firsts if low <= p and (p < high or high == BINS[-1])]
        mean, right = (round(statistics.fmean(column), 4) for column in zip(*inside)) if inside else (None, None)
        bins.append({"de": low, "a": high, "n": len(inside), "moyenne": mean, "juste": right})
    return bins


def reliability_table(report: Mapping[str, Any]) -> str:
    """Return the reliability as a text table, « . » in the empty bins."""
    lines = ["fiabilite".ljust(16) + "n".rjust(8) + "annoncé".rjust(10) + "juste".rjust(8)]
    for row in reliability(report):
        mean, right = ("." if row[key] is None else f"{row[key]:.2f}" for key in ("moyenne", "juste"))
        lines.append(f"{row['de']:.1f} à {row['a']:.1f}".ljust(16) + str(row["n"]).rjust(8) + mean.rjust(10) + right.rjust(8))
    return "\n".join(lines)


def write_json(report: Mapping[str, Any], path: Path) -> None:
    """Write the report, UTF-8."""
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
