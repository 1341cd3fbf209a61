"""What an interview kept, read with a knowledge base that has changed meanwhile: what still fits is kept, the rest is asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from typology.errors import LedgerError
from typology.evidence import Ledger, ledger_from_dict
from typology.model import Knowledge


def what_fits(data: Any, knowledge: Knowledge) -> Ledger:
    """Return the ledger of :meth:`Ledger.to_dict` without the evidence and the questions that the knowledge does not have; empty if it is none.

    A dimension that loses evidence is not answered any more: its question may be put again.
    """
    if not isinstance(data, Mapping):
        return Ledger()
    kept = Ledger()
    lost = set()
    for item in _listed(data, "evidence"):
        one = _read({"evidence": [item]}, knowledge)
        if one is None:
            lost.add(item.get("dimension") if isinstance(item, Mapping) else None)
        else:
            kept = kept.add(*one.evidence)
    for question in _listed(data, "posees"):
        if question not in lost and _read({"posees": [question]}, knowledge):
            kept = kept.asked(question)
    for question in _listed(data, "repondues"):
        if question not in lost and _read({"repondues": [question]}, knowledge):
            kept = kept.answered(question)
    for item in _listed(data, "ensembles"):
        one = _read({"ensembles": [item]}, knowledge)
        kept = kept.reading(*one.ensembles) if one else kept
    rest = _read({"objectif": data.get("objectif"), "sans_pourquoi": data.get("sans_pourquoi", False)}, knowledge) or Ledger()
    return replace(kept, objectif=rest.objectif, sans_pourquoi=rest.sans_pourquoi)


def _listed(data: Mapping[str, Any], key: str) -> list[Any]:
    found = data.get(key)
    return list(found) if isinstance(found, (list, tuple)) else []


def _read(data: Mapping[str, Any], knowledge: Knowledge) -> Ledger | None:
    try:
        return ledger_from_dict(data, knowledge)
    except LedgerError:
        return None
