"""A sentence and where it comes from."""

from __future__ import annotations

from enum import Enum

from typology.frozen import Frozen


class Status(str, Enum):
    """Where a claim comes from; always shown to the reader."""

    fondateur = "fondateur"
    rta = "rta"
    litterature = "litterature"
    secteur = "secteur"
    proposition = "proposition"


class Claim(Frozen):
    """A sentence with its provenance."""

    texte: str
    statut: Status
    source: str
