"""Training examples of evidence, read from Rasa's NLU data: what the metadata and the annotated spans of ``data/nlu`` mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.nlu.clauses import clauses
from bot.nlu.cues import is_negated
from bot.nlu.french import clean, pipeline

NOTHING = "aucune"


@dataclass(frozen=True)
class Example:
    """One unit to learn from. ``labels`` maps dimension to modality; ``complete`` tells that the other dimensions carry nothing.

    ``denied`` is True where the modality is denied, False where it is said.
    """

    text: str
    negated: bool
    labels: Mapping[str, str] = field(default_factory=dict)
    denied: bool = False
    complete: bool = False


def examples(messages: Iterable[Mapping[str, Any]]) -> Iterator[Example]:
    """Yield the units of messages given as {"text", "metadata", "entities"}; ValueError on metadata that mean nothing."""
    rows = [(clean(message["text"]), dict(message.get("metadata") or {}), list(message.get("entities") or ())) for message in messages]
    for doc, (text, metadata, entities) in zip(pipeline().pipe(row[0] for row in rows), rows):
        form = metadata.get("forme")
        if form == "recit":
            yield from _narrative(doc, text, entities)
        elif form == "neutre":
            yield Example(text, is_negated(doc[:]), complete=True)
        elif form in {"proposition", "reponse"}:
            yield Example(text, is_negated(doc[:]), {metadata["dimension"]: metadata["modalite"]}, metadata.get("polarite") == "nie")
        else:
            raise ValueError(f"data/nlu : « forme » doit valoir proposition, reponse, recit ou neutre, pas « {form} » ({text[:40]}…)")


def _narrative(doc: Any, text: str, entities: list[Mapping[str, Any]]) -> Iterator[Example]:
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
        yield Example(clause.text, clause.negated, labels, denied, complete=True)
