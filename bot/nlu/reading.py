"""Read one message: clauses → evidence, and how it would be understood as the answer to each question."""

from __future__ import annotations

import functools
import json
import re
from typing import Any

import numpy as np
from cachetools import LRUCache
from spacy.tokens import Doc

from bot.nlu.asides import without_question
from bot.nlu.clauses import Clause, clauses
from bot.nlu.evidence_model import AROUND, DENIAL, EvidenceModel
from bot.nlu.examples import NOTHING
from bot.nlu.features import OPENING, embed, features
from bot.nlu.french import clean, fold, parsed
from bot.nlu.grammar import structure
from bot.privacy.stand_in import bracketed, named

# Even a faint reading is evidence, as long as it counts for no more than its probability: the typology weighs it so.
SAYS_SOMETHING, LEAST_TOP, LEAST_OTHER = 0.1, 0.05, 0.03
DENIED = 0.5
# « Sans parler d'une jeune en particulier » denies, whatever its likeness to what it denies.
_WITHOUT = re.compile(r"\bsans (?:jamais |pour autant )?(?:parler|nommer|citer|evoquer|suivre|donner|dire|entrer)\b")
# A greeting opens a narrative; it is none of what is quoted of it.
_GREETING = re.compile(
    r"^(?:(?:re-?)?bonjour|bonsoir|salut|coucou|(?:hello|all[oô])(?=\s*[,;!?.…]))\b(?!-)"
    r"(?: (?:[àa] tou(?:te)?s(?: et (?:[àa] )?tou(?:te)?s)?|tout le monde))?[\s,;!?.…:–—-]*",
    re.IGNORECASE,
)
# So are the words that link a clause to the one before it.
_LINK = re.compile(r"^(?:(?:et|mais|donc|puis|alors)\b[\s,]+)+(?!qu(?:e\b|['’]))(?=\S+\s+\S)", re.IGNORECASE)
_ABSENCES = {"absents", "objet", "aucune", "chacun_souverain"}
# A message of so many characters is also embedded in one piece.
SHORT = 160
# From so many words on it is also read as a whole; how far that is believed is the typology's matter.
FEWEST = 3
REPEATED = 30
# A message of which more than this share is markup is no French, whatever its tags say.
_MARKUP, MOST_MARKUP = re.compile(r"<[^<>]*>"), 1 / 3
_IN_USE: list[EvidenceModel] = []
# Between the thread and the pipeline, for as long as a turn waits; bounded, should a turn never come.
_READINGS: LRUCache[str, dict[str, Any]] = LRUCache(maxsize=16)
# How many clauses of one message are read: a guard, far above eight sentences.
MOST_CLAUSES = 80

_GOAL = re.compile(
    r"\b(pour(?! (parler|discuter|echanger|reflechir|comprendre|comparer|penser|debattre)\b)|afin (de|d'|que)|"
    r"au service (de|des|du)|au benefice (de|des|du)|dans l'interet (de|des|du)|en faveur (de|des|du)|aider|accompagner|soutenir)\b"
    r"[^.;,:]{0,40}\b(jeunes?|familles?|parents?|enfants?|ados?|adolescent\w*|usagers?|usageres?|beneficiaires?|habitant\w*|patient\w*|resident\w*|"
    r"personnes? \w+|seniors?|aine\w*|aines|migrant\w*|"
    r"demandeurs?|femmes?|eleves?|sans[- ]abri\w*|locataires?|publics?|gens|concerne\w*|detenu\w*|mamans?|meres?)\b"
)


def read(text: str, model: EvidenceModel) -> dict[str, Any]:
    """Return what a message says, JSON-able.

    ``preuves``: evidence heard anywhere, as {"dimension", "modalite", "confiance", "repartition", "polarite", "temps", "citation"}.
    ``reponses``: {dimension: [[modality, probability], …]}, the whole message taken as the answer to that dimension's question.
    ``ensemble``: what the message turns around when it is read in one go, as evidence like the others and its number of words, ``mots``, or None;
    ``ensemble_avant``: the same of what it tells of the past.
    ``dit``: the message without that question; ``demande``: the dialogue act of a question to the bot that closes the message after an answer, or None.
    ``objectif``: the words of a stated goal that names the people concerned, or None.
    ``lisible``: False when hardly a word of it is known.
    """
    meant = named(text)
    if meant != text:
        return bracketed(read(meant, model))
    text, asked = without_question(clean(text))
    doc = parsed(text)
    parts = _parts(text)
    if not parts:
        return {"preuves": [], "reponses": {}, "ensemble": None, "ensemble_avant": None, "dit": text, "demande": None, "objectif": None, "lisible": False}
    vectors = embed(part.text for part in parts)
    several = len(parts) > 1
    mean, nothing = vectors.mean(axis=0), np.zeros_like(vectors[0])
    # The whole message, as it may answer a question: its own embedding when it is short, else the mean of its clauses'.
    message = Clause(text, 0, len(text), any(part.negated for part in parts), False, tuple(structure(doc[:])))
    rows = [*parts, message] if several else parts
    if several:
        vectors = np.vstack([vectors, embed([text]) if len(text) <= SHORT else mean[None]])
    matrix = features(rows, vectors, np.stack([mean if several and row is not message else nothing for row in rows]))
    scores = model.scores(matrix)
    denial = np.exp(scores.pop(DENIAL)[:, 1])
    found: list[dict[str, Any]] = []
    answers: dict[str, list[list[Any]]] = {}
    for dimension, rows_of in scores.items():
        names = model.classes[dimension]
        for row, part in enumerate(parts):
            if part.wished:
                continue
            item = _evidence(dimension, names, rows_of[row], part, denial[row])
            if item:
                found.append(item)
    for dimension, rows_of in model.answers(matrix.rows(np.array([-1]))).items():
        answers[dimension] = _answer(model.classes[dimension], rows_of[0])
    found.sort(key=lambda item: item["debut"])
    denied = {item["debut"] for item in found if item["dimension"] == AROUND and item["polarite"] == "nie"}
    return {
        "preuves": found,
        "reponses": answers,
        **_wholes(parts, denied, scores[AROUND], model),
        "dit": text,
        "demande": asked,
        "objectif": _goal(parts),
        "lisible": _readable(doc),
    }


def prepare(text: str) -> None:
    """Read a long text beforehand, in a thread, so that the event loop goes on serving the others; :func:`prepared` gives it once."""
    embed([text[:OPENING]])
    for model in _IN_USE:
        _READINGS[text] = read(text, model)


def in_use(model: EvidenceModel) -> None:
    """Tell :func:`prepare` which model the pipeline reads with."""
    _IN_USE[:] = [model]


def prepared(text: str) -> dict[str, Any] | None:
    """Return what :func:`prepare` read of the text and forget it, or None."""
    return _READINGS.pop(text, None)


@functools.lru_cache(maxsize=4)
def _parts(text: str) -> list[Clause]:
    """The clauses that are read; the last few texts' are kept, as their parses are."""
    return clauses(parsed(text))[:MOST_CLAUSES]


def _evidence(dimension: str, names: tuple[str, ...], scores: np.ndarray, part: Clause, denial: float) -> dict[str, Any] | None:
    item = _heard(dimension, _said(names, scores), part)
    # « ils n'y sont pas » says an absence, it does not deny one.
    if item and item["modalite"] not in _ABSENCES and part.negated and (denial > DENIED or _WITHOUT.search(fold(part.text))):
        item |= {"repartition": [], "polarite": "nie"}
    return item


def _heard(dimension: str, probabilities: dict[str, float], part: Clause) -> dict[str, Any] | None:
    """The evidence of readings as {modality: probability}, with the words of a clause; None when they hardly say anything."""
    first, *others = sorted(probabilities.items(), key=lambda pair: -pair[1])
    if sum(probabilities.values()) < SAYS_SOMETHING or first[1] < LEAST_TOP:
        return None
    return _item(dimension, first, [pair for pair in others if pair[1] >= LEAST_OTHER], part)


def _item(dimension: str, first: tuple[str, float], others: list[tuple[str, float]], part: Clause) -> dict[str, Any]:
    """The evidence of readings, as (modality, probability) pairs, the likeliest ``first``, with the words of a clause."""
    return {
        "dimension": dimension,
        "modalite": first[0],
        "confiance": round(first[1], 3),
        "repartition": [[name, round(probability, 3)] for name, probability in others],
        "polarite": "dit",
        "temps": "avant" if part.past else "maintenant",
        "citation": _words(part),
        "debut": part.start,
    }


def _wholes(parts: list[Clause], denied: set[int], scores: np.ndarray, model: EvidenceModel) -> dict[str, dict[str, Any] | None]:
    """What the message turns around when what it tells of now, and then of before, is read in one go.

    Left out is what is only wished, and what is denied (the clauses that begin at ``denied``): a bag of words hears neither.
    """
    told = [row for row, part in enumerate(parts) if not (part.wished or part.start in denied)]
    times = {"ensemble": False, "ensemble_avant": True}
    return {key: _as_a_whole(parts, [row for row in told if parts[row].past is past], scores, model) for key, past in times.items()}


def _as_a_whole(parts: list[Clause], told: list[int], scores: np.ndarray, model: EvidenceModel) -> dict[str, Any] | None:
    """What the clauses ``told`` turn around when they are read in one go, with their number of words (``mots``).

    It quotes the one that says it most.
    """
    text = " ".join(parts[row].text for row in told)
    words = len(text.split())
    if words < FEWEST:
        return None
    probabilities = _said(model.around, model.whole_scores([text])[0])
    first, *others = sorted(probabilities.items(), key=lambda pair: -pair[1])
    top = model.classes[AROUND].index(first[0])
    # However faint it is: what all messages say together rests on it.
    return _item(AROUND, first, others, parts[max(told, key=lambda row: scores[row, top])]) | {"mots": words}


def _words(part: Clause) -> str:
    """What is quoted of a clause: all but a greeting or a link that opens it; a greeting alone is left as it is."""
    return _LINK.sub("", _GREETING.sub("", part.text, count=1), count=1) or part.text


def _answer(names: tuple[str, ...], scores: np.ndarray) -> list[list[Any]]:
    pairs = [(name, round(p, 3)) for name, p in _said(names, scores).items() if p >= LEAST_OTHER]
    return [list(pair) for pair in sorted(pairs, key=lambda pair: -pair[1])]


def _said(names: tuple[str, ...], scores: np.ndarray) -> dict[str, float]:
    """Return {modality: probability} from log-probabilities."""
    return {name: float(p) for name, p in zip(names, np.exp(scores)) if name != NOTHING}


def _readable(doc: Doc) -> bool:
    """False for what holds hardly a word of French, even misspelt: a hand on the keyboard, the same word over and over, markup, or data."""
    if doc.text.startswith(("{", "[")) and _is_json(doc.text):
        return False
    if sum(map(len, _MARKUP.findall(doc.text))) > MOST_MARKUP * len(doc.text):
        return False
    words = [token for token in doc if token.is_alpha]
    if len(words) > REPEATED and len({token.lower_ for token in words}) < len(words) / 10:
        return False
    return sum(token.has_vector for token in words) > 0.3 * len(words)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _goal(parts: list[Clause]) -> str | None:
    for part in parts:
        if _GOAL.search(fold(part.text)):
            return part.text
    return None
