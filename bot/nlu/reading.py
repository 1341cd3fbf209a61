"""Read one message: clauses → evidence, and how it would be understood as the answer to each question."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from spacy.tokens import Doc

from bot.nlu.clauses import Clause, clauses
from bot.nlu.evidence_model import DENIAL, EvidenceModel
from bot.nlu.examples import NOTHING
from bot.nlu.features import features
from bot.nlu.french import clean, fold, pipeline

# Even a faint reading is evidence, as long as it counts for no more than its probability: the typology weighs it so.
SAYS_SOMETHING, LEAST_TOP, LEAST_OTHER = 0.1, 0.05, 0.03
# Log-odds in favour of « it does say something » once the question was asked.
ASKED_SHIFT = 2.5
DENIED = 0.5
_ABSENCES = {"absents", "objet", "aucune", "chacun_souverain"}
# How many clauses of one message are read: a guard, far above eight sentences.
MOST_CLAUSES = 80

_GOAL = re.compile(
    r"\b(pour|afin (de|d'|que)|au service (de|des|du)|au benefice (de|des|du)|dans l'interet (de|des|du)|en faveur (de|des|du)|aider|accompagner|soutenir)\b"
    r"[^.;,:]{0,40}\b(jeunes?|familles?|parents?|enfants?|ados?|adolescent\w*|usagers?|usageres?|beneficiaires?|habitant\w*|patient\w*|resident\w*|"
    r"personnes? \w+|seniors?|aine\w*|aines|migrant\w*|"
    r"demandeurs?|femmes?|eleves?|sans[- ]abri\w*|locataires?|publics?|gens|concerne\w*|detenu\w*|mamans?|meres?)\b"
)


def read(text: str, model: EvidenceModel) -> dict[str, Any]:
    """Return what a message says, JSON-able.

    ``preuves``: evidence heard anywhere, as {"dimension", "modalite", "confiance", "repartition", "polarite", "temps", "citation"}.
    ``reponses``: {dimension: [[modality, probability], …]}, the whole message taken as the answer to that dimension's question.
    ``objectif``: the words of a stated goal that names the people concerned, or None.
    ``lisible``: False when hardly a word of it is known.
    """
    text = clean(text)
    doc = pipeline()(text)
    parts = clauses(doc)[:MOST_CLAUSES]
    if not parts:
        return {"preuves": [], "reponses": {}, "objectif": None, "lisible": False}
    whole = Clause(text, 0, len(text), any(part.negated for part in parts), False)
    rows = [*parts, whole] if len(parts) > 1 else parts
    matrix = features([row.text for row in rows], [row.negated for row in rows])
    scores = model.scores(matrix)
    denial = np.exp(scores.pop(DENIAL)[:, 1])
    found: list[dict[str, Any]] = []
    answers: dict[str, list[list[Any]]] = {}
    for dimension, rows_of in scores.items():
        names = model.classes[dimension]
        for row, part in enumerate(parts):
            item = _evidence(dimension, names, rows_of[row], part, denial[row])
            if item:
                found.append(item)
        answers[dimension] = _answer(names, rows_of[-1])
    found.sort(key=lambda item: item["debut"])
    return {"preuves": found, "reponses": answers, "objectif": _goal(parts), "lisible": _readable(doc)}


def _evidence(dimension: str, names: tuple[str, ...], scores: np.ndarray, part: Clause, denial: float) -> dict[str, Any] | None:
    probabilities = {name: float(p) for name, p in zip(names, np.exp(scores)) if name != NOTHING}
    top = max(probabilities, key=lambda name: probabilities[name])
    if sum(probabilities.values()) < SAYS_SOMETHING or probabilities[top] < LEAST_TOP:
        return None
    # « ils n'y sont pas » says an absence, it does not deny one.
    denied = part.negated and denial > DENIED and top not in _ABSENCES
    others = sorted(((m, round(p, 3)) for m, p in probabilities.items() if m != top and p >= LEAST_OTHER), key=lambda pair: -pair[1])
    return {
        "dimension": dimension,
        "modalite": top,
        "confiance": round(probabilities[top], 3),
        "repartition": [] if denied else [list(pair) for pair in others],
        "polarite": "nie" if denied else "dit",
        "temps": "avant" if part.past else "maintenant",
        "citation": part.text,
        "debut": part.start,
    }


def _answer(names: tuple[str, ...], scores: np.ndarray) -> list[list[Any]]:
    shifted = scores.copy()
    shifted[names.index(NOTHING)] -= ASKED_SHIFT
    probabilities = np.exp(shifted - shifted.max())
    probabilities /= probabilities.sum()
    pairs = [(name, round(float(p), 3)) for name, p in zip(names, probabilities) if name != NOTHING and p >= LEAST_OTHER]
    return [list(pair) for pair in sorted(pairs, key=lambda pair: -pair[1])]


def _readable(doc: Doc) -> bool:
    """False for what holds hardly a word of French, even misspelt: a hand on the keyboard."""
    words = [token for token in doc if token.is_alpha]
    return sum(token.has_vector for token in words) > 0.3 * len(words)


def _goal(parts: list[Clause]) -> str | None:
    for part in parts:
        if _GOAL.search(fold(part.text)):
            return part.text
    return None
