"""The knowledge base as immutable values: what a trainer writes in ``knowledge/``, once it is checked.

These models are both the schema (``loader`` turns their errors into French) and the values that the rest of the package reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Protocol, TypeVar

from pydantic import Field

from typology.claim import Claim, Status
from typology.frozen import Frozen
from typology.term import Term
from typology.workshop.model import Workshop


class _HasId(Protocol):
    id: str


_Item = TypeVar("_Item", bound=_HasId)

OPENING_QUESTIONS = ("recit", "pourquoi", "qui")
# They are about these dimensions, though they do not name them.
ABOUT: dict[str, tuple[str, ...]] = {"recit": (), "pourquoi": ("autour_de", "resultat_attendu"), "qui": ("place_beneficiaires",)}


class Typicality(str, Enum):
    """How typical a modality is of a type, in five words."""

    tres_typique = "tres_typique"
    typique = "typique"
    possible = "possible"
    atypique = "atypique"
    exclu = "exclu"


class Source(Frozen):
    """A text that claims rest on; ``lu`` says whether it was read whole or in part."""

    id: str
    statut: Status
    auteur: str
    titre: str
    annee: int | None = None
    url: str | None = None
    lu: str | None = None
    note: str | None = None


class Modality(Frozen):
    """One possible answer to a dimension's question. ``si`` completes « Si …, ce serait plutôt … »."""

    id: str
    label: str = Field(max_length=75)
    definition: str
    si: str


class Question(Frozen):
    """What the interview asks: the words, the rewording with examples, and what the question separates.

    ``mots`` are beginnings of words by which a practitioner names its subject (« je me suis trompé pour le rythme »).
    """

    id: str
    titre: str
    question: str
    reformulation: str
    pourquoi: str
    exemples: tuple[str, ...]
    mots: tuple[str, ...] = ()


class Dimension(Question):
    """One thing a question can find out, with its closed list of modalities.

    ``oui`` and ``non`` name the modality that a bare « oui » or « non » means, where it means one.
    """

    statut: Status
    source: str
    modalites: tuple[Modality, ...]
    oui: str | None = None
    non: str | None = None

    def modality(self, modality_id: str) -> Modality:
        """Return the modality of that id; KeyError if there is none."""
        for modality in self.modalites:
            if modality.id == modality_id:
                return modality
        raise KeyError(modality_id)


class Pitfall(Frozen):
    """An « écueil »: what happens, the warning sign, a concrete first step; ``indices`` are « dimension.modalite »."""

    id: str
    titre: str
    ce_qui_se_passe: str
    signal: str
    premier_pas: str
    statut: Status
    source: str
    indices: tuple[str, ...]


class Passage(Frozen):
    """How one type turns into another, and what this changes in the rules of the game."""

    vers: str
    quand: str
    ce_qui_change: str
    statut: Status
    source: str


class NetworkType(Frozen):
    """One of the seven types. ``typicite`` maps dimension id to modality id to one of five words."""

    id: str
    nom: str
    centre: str
    resume: str
    verbe: str
    definition: Claim
    ecueils: tuple[Pitfall, ...]
    questions: tuple[Claim, ...]
    passages: tuple[Passage, ...]
    exemple: Claim
    typicite: dict[str, dict[str, Typicality]]


class Centre(Frozen):
    """One of the three centres de gravité."""

    id: str
    nom: str
    phrase: str
    definition: str
    statut: Status
    source: str
    types: tuple[str, ...]


class Choice(Frozen):
    """One answer to a confusion's separating question."""

    label: str = Field(max_length=75)
    modalite: str
    type: str


class Confusion(Frozen):
    """A pair of types, why they are confused, and the question that separates them best."""

    id: str
    types: tuple[str, str]
    pourquoi: str
    question: str
    dimension: str
    choix: tuple[Choice, Choice]
    statut: Status
    source: str


class VerdictText(Frozen):
    """The words around one verdict."""

    id: str
    titre: str
    texte: str
    conseil: str


class Knowledge(Frozen):
    """Everything in ``knowledge/``, checked. Order of the tuples is the order of the files, and is stable."""

    version: str
    sources: tuple[Source, ...]
    ouvertures: tuple[Question, ...]
    dimensions: tuple[Dimension, ...]
    centres: tuple[Centre, ...]
    types: tuple[NetworkType, ...]
    confusions: tuple[Confusion, ...]
    verdicts: tuple[VerdictText, ...]
    glossaire: tuple[Term, ...]
    objectif_contre_centre: Claim
    pourquoi_final: str
    atelier: Workshop
    messages: dict[str, tuple[str, ...]]

    @property
    def type_ids(self) -> tuple[str, ...]:
        """The seven type ids, in the typology's order."""
        return tuple(item.id for item in self.types)

    @property
    def dimension_ids(self) -> tuple[str, ...]:
        """The seven dimension ids."""
        return tuple(item.id for item in self.dimensions)

    def turns_around(self) -> dict[str, str]:
        """Return {type: the modality of ``autour_de`` that is most typical of it}."""
        typical = Typicality.tres_typique
        return {item.id: modality for item in self.types for modality, word in item.typicite["autour_de"].items() if word is typical}

    def dimension(self, dimension_id: str) -> Dimension:
        """Return the dimension of that id; KeyError if there is none."""
        return _find(self.dimensions, dimension_id)

    def question(self, question_id: str) -> Question:
        """Return the question of that id, an opening one or a dimension's; KeyError if there is none."""
        return _find((*self.ouvertures, *self.dimensions), question_id)

    def type(self, type_id: str) -> NetworkType:
        """Return the type of that id; KeyError if there is none."""
        return _find(self.types, type_id)

    def centre(self, centre_id: str) -> Centre:
        """Return the centre of that id; KeyError if there is none."""
        return _find(self.centres, centre_id)

    def source(self, source_id: str) -> Source:
        """Return the source of that id; KeyError if there is none."""
        return _find(self.sources, source_id)

    def verdict(self, verdict_id: str) -> VerdictText:
        """Return the words of that verdict; KeyError if there is none."""
        return _find(self.verdicts, verdict_id)

    def confusion(self, first: str, second: str) -> Confusion | None:
        """Return the confusion between two types, whatever their order, or None."""
        for item in self.confusions:
            if set(item.types) == {first, second}:
                return item
        return None


def _find(items: Iterable[_Item], wanted: str) -> _Item:
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)
