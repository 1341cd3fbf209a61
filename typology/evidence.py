"""What was heard, and nothing else: evidence, and the ledger that holds it.

The rest of the package is a pure function of the ledger. Undo is taking evidence out; resume is loading the ledger.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from typology.errors import LedgerError
from typology.model import OPENING_QUESTIONS, Knowledge
from typology.pooling import pool

SAID, DENIED = "dit", "nie"
NOW, FORMERLY = "maintenant", "avant"
# Below this a reading is too uncertain to count as the answer to a question.
HEARD = 0.45


# Readings, as (modality, probability) pairs, and a polarity.
Weighed = tuple[tuple[tuple[str, float], ...], str]


@dataclass(frozen=True)
class Evidence:
    """One thing heard about one dimension.

    ``modalite`` is None for « je ne sais pas ». ``confiance`` is the probability, in [0, 1], that the words mean ``modalite``.
    ``repartition`` gives other readings of the same words, as (modality, probability) pairs; their sum with ``confiance`` is at most 1.
    ``mots`` is how many words were read in one go, 0 for what a clause or an answer says, and ``ensemble`` is True for what all messages say
    together, read so (:attr:`Ledger.heard`). ``question`` is the id of the question that such a message answered, "" for none.
    ``impression`` is True for what a few words, or words of the past, give as a whole: it weighs, but answers no question and is nothing to quote.
    """

    dimension: str
    modalite: str | None
    citation: str = ""
    message: str = ""
    confiance: float = 1.0
    polarite: str = SAID
    temps: str = NOW
    repartition: tuple[tuple[str, float], ...] = ()
    impression: bool = False
    mots: int = 0
    ensemble: bool = False
    question: str = ""

    @property
    def current(self) -> bool:
        """True when it says what the network is now."""
        return self.modalite is not None and self.polarite == SAID and self.temps == NOW

    @property
    def mass(self) -> float:
        """The probability, in [0, 1], that the words say something of the dimension, whatever it is."""
        return sum(self.readings.values())

    @property
    def clear(self) -> bool:
        """True when the words more likely say something of the dimension than nothing."""
        return not self.impression and self.mass >= HEARD

    @property
    def sure(self) -> bool:
        """True when one reading of the words stands out: worth quoting, and an answer to the dimension's question."""
        return self.modalite is not None and not self.impression and self.confiance >= HEARD

    @property
    def readings(self) -> dict[str, float]:
        """All readings of the words: modality id to probability."""
        if self.modalite is None:
            return {}
        return {**dict(self.repartition), self.modalite: self.confiance}

    @functools.cached_property
    def weighed(self) -> Weighed:
        """What counts in the evidence: its readings and its polarity, without a word of the practitioner."""
        return tuple(self.readings.items()), self.polarite


@dataclass(frozen=True)
class Goal:
    """The stated goal, when it names the people concerned (« pour les jeunes »)."""

    citation: str
    message: str = ""


@dataclass(frozen=True)
class Ledger:
    """Everything kept of one interview about one network.

    ``posees`` are the ids of the questions asked, in order. ``repondues`` are those that got an answer, « je ne sais pas » included.
    ``sans_pourquoi`` is True when the practitioner says that nobody knows why the network exists. ``ensembles`` is what each message says when it
    is read in one go, of now or of before: it answers nothing by itself, and counts as one (``heard``).
    """

    evidence: tuple[Evidence, ...] = ()
    posees: tuple[str, ...] = ()
    repondues: frozenset[str] = frozenset()
    objectif: Goal | None = None
    sans_pourquoi: bool = False
    ensembles: tuple[Evidence, ...] = ()

    @functools.cached_property
    def heard(self) -> tuple[Evidence, ...]:
        """All that weighs: the evidence, then what all messages say together, of now and of before (see :mod:`typology.pooling`)."""
        told: dict[tuple[str, str], list[Evidence]] = {}
        for item in self.ensembles:
            told.setdefault((item.dimension, item.temps), []).append(item)
        return (*self.evidence, *(one for wholes in told.values() if (one := _together(wholes))))

    def heard_on(self, dimension: str) -> tuple[Evidence, ...]:
        """Return all that weighs on one dimension."""
        return tuple(item for item in self.heard if item.dimension == dimension)

    def add(self, *items: Evidence) -> Ledger:
        """Return the ledger with more evidence; what is already there is not added twice."""
        fresh = tuple(item for item in items if item not in self.evidence)
        return replace(self, evidence=self.evidence + fresh)

    def reading(self, *wholes: Evidence) -> Ledger:
        """Return the ledger with what a message says when it is read in one go; without words there is nothing to read."""
        fresh = tuple(item for item in wholes if item.mots and item not in self.ensembles)
        return replace(self, ensembles=self.ensembles + fresh)

    @property
    def told(self) -> bool:
        """True when anything was said of the network, « je ne sais pas » included."""
        return bool(self.evidence or self.ensembles)

    def without(self, dimension: str) -> Ledger:
        """Return the ledger with no evidence on that dimension, nor what its answer says as a whole: undo, or make room for a correction.

        What other messages say as a whole stays, whatever it is about: they were not taken back.
        """
        kept = tuple(item for item in self.evidence if item.dimension != dimension)
        wholes = tuple(item for item in self.ensembles if item.question != dimension)
        return replace(self, evidence=kept, ensembles=wholes, repondues=self.repondues - {dimension})

    def asked(self, question: str) -> Ledger:
        """Return the ledger with that question marked as asked (once)."""
        return self if question in self.posees else replace(self, posees=(*self.posees, question))

    def answered(self, question: str) -> Ledger:
        """Return the ledger with that question marked as answered."""
        return replace(self, repondues=self.repondues | {question})

    def on(self, dimension: str) -> tuple[Evidence, ...]:
        """Return the evidence on one dimension, in the order in which it was heard."""
        return tuple(item for item in self.evidence if item.dimension == dimension)

    def knows(self, dimension: str) -> bool:
        """True when the dimension was answered: clearly enough by words, or by « je ne sais pas »."""
        if dimension in self.repondues:
            return True
        return any(item.current and item.sure for item in self.heard_on(dimension))

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-able copy."""
        return {
            "evidence": [_to_dict(item) for item in self.evidence],
            "posees": list(self.posees),
            "repondues": sorted(self.repondues),
            "objectif": asdict(self.objectif) if self.objectif else None,
            "sans_pourquoi": self.sans_pourquoi,
            "ensembles": [_to_dict(item) for item in self.ensembles],
        }


def _together(wholes: list[Evidence]) -> Evidence | None:
    """Return the one evidence that they make; an impression, unless one of them surely says what they say together: its words are quoted."""
    readings = pool(frozenset((tuple(sorted(item.readings.items())), item.mots) for item in wholes))
    if not readings:
        return None
    (top, probability), *others = readings
    sure = [item for item in wholes if item.sure and item.modalite == top]
    said = max(sure or wholes, key=lambda item: (item.readings.get(top, 0.0), item.citation))
    return replace(said, modalite=top, confiance=probability, repartition=tuple(others), impression=not sure, mots=0, ensemble=True)


def ledger_from_dict(data: Any, knowledge: Knowledge) -> Ledger:
    """Rebuild a ledger from :meth:`Ledger.to_dict`; LedgerError when it is not one, or names what the knowledge does not have."""
    if data is None:
        return Ledger()
    try:
        goal = data.get("objectif")
        return Ledger(
            evidence=tuple(evidence_from_dict(item, knowledge) for item in data.get("evidence", ())),
            posees=tuple(_known_question(item, knowledge) for item in data.get("posees", ())),
            repondues=frozenset(_known_question(item, knowledge) for item in data.get("repondues", ())),
            objectif=Goal(str(goal["citation"]), str(goal.get("message", ""))) if goal else None,
            sans_pourquoi=bool(data.get("sans_pourquoi", False)),
            ensembles=tuple(item for data_of in data.get("ensembles", ()) if (item := evidence_from_dict(data_of, knowledge)).mots),
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise LedgerError(f"ces réponses ne peuvent pas être relues : {error}") from error


def evidence_from_dict(data: Mapping[str, Any], knowledge: Knowledge) -> Evidence:
    """Rebuild one evidence from a mapping; ValueError or KeyError when it does not fit the knowledge base."""
    dimension = knowledge.dimension(data["dimension"])
    known = {modality.id for modality in dimension.modalites}
    modality = data.get("modalite")
    if modality is not None and modality not in known:
        raise ValueError(f"modalité inconnue « {modality} »")
    confidence = float(data.get("confiance", 1.0))
    if not 0.0 <= confidence <= 1.0:
        raise ValueError("confiance hors de [0, 1]")
    polarity, tense, words = data.get("polarite", SAID), data.get("temps", NOW), data.get("mots", 0)
    if polarity not in (SAID, DENIED) or tense not in (NOW, FORMERLY):
        raise ValueError("polarité ou temps inconnu")
    if not isinstance(words, int) or words < 0:
        raise ValueError("nombre de mots inattendu")
    if not all(math.isfinite(float(p)) for _, p in data.get("repartition", ())):
        raise ValueError("probabilité inattendue")
    others = tuple((name, min(max(float(p), 0.0), 1.0)) for name, p in data.get("repartition", ()) if name in known and name != modality)
    return Evidence(
        dimension=dimension.id,
        modalite=modality,
        citation=str(data.get("citation", "")),
        message=str(data.get("message", "")),
        confiance=confidence,
        polarite=polarity,
        temps=tense,
        repartition=others,
        impression=bool(data.get("impression", False)),
        mots=words,
        question=str(data.get("question", "")),
    )


def _to_dict(item: Evidence) -> dict[str, Any]:
    return asdict(item) | {"repartition": [list(pair) for pair in item.repartition]}


def _known_question(question: Any, knowledge: Knowledge) -> str:
    if question not in OPENING_QUESTIONS and question not in knowledge.dimension_ids:
        raise ValueError(f"question inconnue « {question} »")
    return str(question)
