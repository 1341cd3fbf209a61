"""Training examples of evidence, read from Rasa's NLU data: what the metadata and the annotated spans of ``data/nlu`` mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc

from bot.nlu.clauses import clauses
from bot.nlu.cues import is_negated
from bot.nlu.french import clean, pipeline
from bot.nlu.grammar import structure
from bot.nlu.processes import shared_out

NOTHING = "aucune"
# A message's number, its text, its metadata and its entities.
_Row = tuple[int, str, dict[str, Any], list[Mapping[str, Any]]]


@dataclass(frozen=True)
class Example:
    """One unit to learn from. ``labels`` maps dimension to modality; ``complete`` tells that the other dimensions carry nothing.
    ``message`` numbers the narrative that a clause is part of; -1 for what stands alone.

    ``denied`` is True where the modality is denied, False where it is said.
    """

    text: str
    negated: bool
    labels: Mapping[str, str] = field(default_factory=dict)
    denied: bool = False
    complete: bool = False
    structure: tuple[str, ...] = ()
    message: int = -1


@dataclass(frozen=True)
class Narrative:
    """A whole text, and the modality of ``autour_de`` that its type is most typical of; ``NOTHING`` when it tells of no network."""

    text: str
    around: str


def narratives(messages: Iterable[Mapping[str, Any]], around: Mapping[str, str]) -> Iterator[Narrative]:
    """Yield the narratives whose metadata give the type, and the texts that say nothing; ``around`` maps a type to the modality it turns around."""
    for message in messages:
        metadata = message.get("metadata") or {}
        if metadata.get("forme") == "recit" and metadata.get("type") in around:
            yield Narrative(clean(message["text"]), around[metadata["type"]])
        elif metadata.get("forme") == "neutre":
            yield Narrative(clean(message["text"]), NOTHING)


def examples(messages: Iterable[Mapping[str, Any]]) -> Iterator[Example]:
    """Yield the units of messages given as {"text", "metadata", "entities"}; ValueError on metadata that mean nothing."""
    rows = [
        (number, clean(message["text"]), dict(message.get("metadata") or {}), list(message.get("entities") or ())) for number, message in enumerate(messages)
    ]
    pipeline()
    # What a process gives back is the units, not the parses: these are long to copy.
    yield from shared_out(_units, rows)


def _units(rows: Sequence[_Row]) -> list[Example]:
    """The units of some messages."""
    docs = pipeline().pipe(text for _, text, _, _ in rows)
    return [unit for doc, row in zip(docs, rows) for unit in _units_of(doc, *row)]


def _units_of(doc: Doc, number: int, text: str, metadata: Mapping[str, Any], entities: list[Mapping[str, Any]]) -> Iterator[Example]:
    form = metadata.get("forme")
    if form == "recit":
        yield from _narrative(doc, entities, number)
    elif form == "neutre":
        yield Example(text, is_negated(doc[:]), complete=True, structure=tuple(structure(doc[:])))
    elif form in {"proposition", "reponse"}:
        labels, denied = {metadata["dimension"]: metadata["modalite"]}, metadata.get("polarite") == "nie"
        yield Example(text, is_negated(doc[:]), labels, denied, structure=tuple(structure(doc[:])))
    else:
        raise ValueError(f"data/nlu : « forme » doit valoir proposition, reponse, recit ou neutre, pas « {form} » ({text[:40]}…)")


def _narrative(doc: Doc, entities: list[Mapping[str, Any]], number: int) -> Iterator[Example]:
    """Each clause takes the labels of the annotated spans that it overlaps for the most part."""
    for clause in clauses(doc):
        labels, denied = {}, False
        for span in entities:
            start, end = int(span["start"]), int(span["end"])
            common = min(end, clause.end) - max(start, clause.start)
            if common > 0 and common >= 0.5 * min(end - start, clause.end - clause.start):
                labels[span["entity"]] = span["value"]
                if span.get("group"):
                    # The second thing that the same words say.
                    dimension, modality = span["group"].split(".")
                    labels.setdefault(dimension, modality)
                denied = denied or span.get("role") == "nie"
        yield Example(clause.text, clause.negated, labels, denied, True, clause.structure, number)
