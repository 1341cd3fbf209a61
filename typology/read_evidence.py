"""From a reading, as the NLU gives it, to evidence: what its clauses say, what the text says read as a whole, or as an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typology.evidence import FORMERLY, Evidence, evidence_from_dict
from typology.model import Knowledge

# A clause that hints at what the network turns around, less than this, says it no better than the whole text does.
HINT = 0.5
# A whole message read as the answer to the question asked must be at least this likely to say something of it.
ANSWERS = 0.3


def read_evidence(reading: Mapping[str, Any], message: str, *, as_a_whole: bool, knowledge: Knowledge) -> list[Evidence]:
    """Return the evidence of a message, ``message`` being its id; with ``as_a_whole``, that of the text read in one go too.

    That is for what tells of the network: an answer to a precise question does not, nor does a correction, unless it is long.
    ValueError or KeyError when the reading names what the knowledge does not have.
    """
    found = [evidence_from_dict({**item, "message": message}, knowledge) for item in reading.get("preuves") or ()]
    told = reading.get("ensemble")
    if not (as_a_whole and told):
        return found
    whole = evidence_from_dict({**told, "message": message}, knowledge)
    return [*(item for item in found if item.dimension != whole.dimension or item.temps == FORMERLY or item.confiance >= HINT), whole]


def read_answer(reading: Mapping[str, Any], message: str, text: str, dimension: str, knowledge: Knowledge) -> list[Evidence]:
    """Return the whole message taken as the answer to the question on ``dimension``, or nothing when it hardly says anything of it."""
    readings = (reading.get("reponses") or {}).get(dimension) or []
    if sum(probability for _, probability in readings) < ANSWERS:
        return []
    (modality, probability), *others = readings
    data = {"dimension": dimension, "modalite": modality, "confiance": probability, "repartition": others, "citation": text, "message": message}
    return [evidence_from_dict(data, knowledge)]
