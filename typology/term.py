"""A term of the glossary, as a trainer writes it."""

from __future__ import annotations

from enum import Enum
from typing import Literal

from pydantic import Field

from typology.frozen import Frozen


class TermKind(str, Enum):
    """What a term of the glossary names."""

    service = "service"
    instance = "instance"
    mandat = "mandat"
    public = "public"
    document = "document"
    lieu = "lieu"
    dispositif = "dispositif"
    metier = "metier"


class Country(str, Enum):
    """Where a term is used."""

    BE = "BE"
    FR = "FR"
    CH = "CH"
    QC = "QC"


class Term(Frozen):
    """An acronym or an institution's name, what it stands for, and the plain words that may take its place in a sentence."""

    terme: str
    variantes: tuple[str, ...] = ()
    pays: tuple[Country, ...]
    developpe: str
    simple: str = Field(max_length=60)
    genre: TermKind
    nombre: Literal["singulier", "pluriel"] = "singulier"
    mot_courant: bool = False
