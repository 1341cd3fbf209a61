"""A stand-in for the trained NLU: clauses that are told beforehand, each with what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.evaluation import Parse


def piece(dimension: str, modality: str, quote: str, confidence: float = 0.9, **more: Any) -> dict[str, Any]:
    """Return one evidence in the shape of the NLU."""
    return {"dimension": dimension, "modalite": modality, "citation": quote, "confiance": confidence, **more}


def fake_parse(heard: Mapping[str, list[dict[str, Any]]]) -> Parse:
    """Return a parse that hears what ``heard`` has for a text; a text that it does not have says nothing."""

    def parse(text: str) -> Mapping[str, Any]:
        intent = "ne_sait_pas" if text == "je ne sais pas" else "saluer" if text == "bonjour" else "informer"
        return {"intent": {"name": intent, "confidence": 0.9}, "evidence": {"preuves": heard.get(text, []), "reponses": {}, "lisible": True}}

    return parse
