"""What one participant gives to the room: modalities and the result, never a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from typology.condense import best_reading
from typology.diagnosis import diagnose
from typology.errors import LedgerError
from typology.evidence import SAID, Ledger
from typology.model import Knowledge

# Finer, the probabilities would be a fingerprint of the conversation that they come from.
DECIMALS = 2


@dataclass(frozen=True)
class Contribution:
    """``reponses`` maps a dimension to its modality, or to None for « je ne sais pas »; ``types`` has the seven probabilities, rounded."""

    reponses: Mapping[str, str | None]
    verdict: str
    type: str | None
    types: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-able copy."""
        return {"reponses": dict(self.reponses), "verdict": self.verdict, "type": self.type, "types": dict(self.types)}


def contribution(ledger: Ledger, knowledge: Knowledge) -> Contribution:
    """Return what the ledger gives: the best sure reading of each dimension that was heard of, and the diagnosis."""
    found = diagnose(ledger, knowledge)
    answers: dict[str, str | None] = {}
    for dimension in knowledge.dimension_ids:
        best = best_reading(ledger.heard_on(dimension))
        if best is not None and best.polarite == SAID and best.sure:
            answers[dimension] = best.modalite
        elif dimension in ledger.repondues:
            answers[dimension] = None
    return Contribution(answers, found.verdict, found.type, {type_id: round(p, DECIMALS) for type_id, p in found.types.items()})


def from_dict(data: Mapping[str, Any], knowledge: Knowledge) -> Contribution:
    """Rebuild a contribution; LedgerError when it does not fit the knowledge base (another version's)."""
    try:
        answers = {str(key): value for key, value in data["reponses"].items()}
        for dimension, modality in answers.items():
            if modality is not None:
                knowledge.dimension(dimension).modality(modality)
        knowledge.verdict(data["verdict"])
        kind = data["type"]
        if kind is not None:
            knowledge.type(kind)
        types = {type_id: float(data["types"][type_id]) for type_id in knowledge.type_ids}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise LedgerError("ce résultat ne peut pas être relu") from error
    return Contribution(answers, str(data["verdict"]), kind, types)
