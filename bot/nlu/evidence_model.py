"""The learned step, text → evidence: for each dimension, a softmax over its modalities and « nothing said ».

One head a dimension, over shared features, and one more for denial. The same again for a whole message as the answer to the question that was
asked: « le bureau » hardly says anything in a narrative, and says who decides when that was the question. And one head reads a text as a whole, for
what it turns around (:mod:`bot.nlu.whole`). Weights are stored as plain arrays, so that loading a model runs no code.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.nlu.examples import NOTHING, Example, Narrative
from bot.nlu.features import embed_training, features
from bot.nlu.softmax import Features, Target, fit, log_softmax
from bot.nlu.whole import grams, rarity, weighed

# An example labelled for one dimension may well say something of another: such unlabelled rows weigh less as « nothing said »,
# and are left out where a first pass believes that they do say something.
UNLABELLED_WEIGHT, BELIEVED = 0.35, 0.5
# As the answer to one question, a text that was written for another is hardly an example of « nothing said ».
OTHER_QUESTION = 0.1
# Of the clauses of narratives that say nothing (a third of all units) about one in so many is taken, and counts for as many.
ONE_IN = 2
STRENGTH, WHOLE_STRENGTH = 6.0, 20.0
FIRST_PASS, SECOND_PASS, WHOLE_PASS = 30, 40, 60
DENIAL, SAID = "nie", "dit"
AROUND = "autour_de"
# The bias of a head that has nothing to learn from, for what it is to say of everything.
SILENT = 9.0


@dataclass(frozen=True)
class EvidenceModel:
    """``classes`` maps a head (a dimension, or « nie ») to its classes; ``weights`` has one column for each, in that order.

    ``answering`` has one column for each class of the dimensions, for a message that answers the question asked. ``around`` are the classes of the
    one head that reads a text as a whole, ``whole`` its weights, and ``rarity`` how rare each of its columns is (:mod:`bot.nlu.whole`).
    """

    classes: Mapping[str, tuple[str, ...]]
    weights: np.ndarray
    answering: np.ndarray
    around: tuple[str, ...]
    whole: np.ndarray
    rarity: np.ndarray

    def scores(self, matrix: Features) -> dict[str, np.ndarray]:
        """Return {head: log-probabilities of shape (rows, classes)}."""
        return _by_head(matrix.dot(self.weights), self.classes)

    def answers(self, matrix: Features) -> dict[str, np.ndarray]:
        """Return {dimension: log-probabilities of shape (rows, classes)} of each row as the answer to that dimension's question."""
        return _by_head(matrix.dot(self.answering), {name: names for name, names in self.classes.items() if name != DENIAL})

    def whole_scores(self, texts: Sequence[str]) -> np.ndarray:
        """Return the log-probabilities, shape (texts, len(around)), of what each text turns around, read as a whole."""
        return log_softmax(weighed(grams(texts), self.rarity).dot(self.whole))

    def save(self, folder: Path) -> None:
        """Write ``evidence.npz`` and ``evidence.json`` into ``folder``."""
        arrays = {"weights": self.weights, "answering": self.answering, "whole": self.whole, "rarity": self.rarity}
        np.savez_compressed(folder / "evidence.npz", **{name: array.astype(np.float16) for name, array in arrays.items()})
        (folder / "evidence.json").write_text(json.dumps({"classes": self.classes, "around": self.around}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> EvidenceModel:
        """Read what :meth:`save` wrote; no pickle is ever loaded."""
        names = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
        with np.load(folder / "evidence.npz", allow_pickle=False) as arrays:
            loaded = [arrays[key].astype(np.float32) for key in ("weights", "answering", "whole", "rarity")]
        weights, answering, as_a_whole, rarities = loaded
        classes = {name: tuple(found) for name, found in names["classes"].items()}
        return cls(classes, weights, answering, tuple(names["around"]), as_a_whole, rarities)


def train(units: Sequence[Example], told: Sequence[Narrative], dimensions: Mapping[str, Sequence[str]]) -> EvidenceModel:
    """Return a model trained on ``units`` and the narratives ``told``, for ``dimensions`` as {id: modality ids}.

    ValueError when a label is not one of the modalities.
    """
    vectors = embed_training([unit.text for unit in units])
    rows = _taken(units)
    taken = [units[row] for row in rows]
    matrix = features(taken, vectors[rows], _surroundings(units, vectors)[rows])
    classes = {name: (NOTHING, *modalities) for name, modalities in dimensions.items()}
    weights = np.hstack([_fitted(taken, matrix, classes), _denial(taken, matrix)])
    answering, around = _answering(taken, matrix, classes), classes[AROUND]
    return EvidenceModel({**classes, DENIAL: (SAID, DENIAL)}, weights, answering, around, *_whole(told, around))


def _says_nothing(unit: Example) -> bool:
    """A clause of a narrative that is no evidence."""
    return unit.message >= 0 and not unit.labels


def _taken(units: Sequence[Example]) -> np.ndarray:
    """The rows that are learned from, in order: the same texts, in whatever order the files are read."""
    return np.array([row for row, unit in enumerate(units) if not _says_nothing(unit) or _drawn(unit.text)], dtype=int)


def _drawn(text: str) -> bool:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % ONE_IN == 0


def _fitted(units: Sequence[Example], matrix: Features, classes: Mapping[str, tuple[str, ...]]) -> np.ndarray:
    """The weights of the heads, learned in two passes: the first tells which rows are doubtful."""
    targets = [_target(name, names, units) for name, names in classes.items()]
    weights = fit(matrix, targets, STRENGTH, FIRST_PASS)
    scores = _by_head(matrix.dot(weights), classes)
    targets = [_without_doubtful(target, np.exp(scores[name][:, 0])) for name, target in zip(classes, targets)]
    return fit(matrix, targets, STRENGTH, SECOND_PASS, start=weights)


def _by_head(logits: np.ndarray, classes: Mapping[str, tuple[str, ...]]) -> dict[str, np.ndarray]:
    """Return {head: log-probabilities}, from the heads' logits side by side."""
    found, low = {}, 0
    for name, names in classes.items():
        found[name] = log_softmax(logits[:, low : low + len(names)])
        low += len(names)
    return found


def _answering(units: Sequence[Example], matrix: Features, classes: Mapping[str, tuple[str, ...]]) -> np.ndarray:
    """Learned from what stands alone, as an answer does: what says nothing at all is « nothing said » to every question.

    So is what only denies, to its own: « on ne suit personne » does not answer that somebody is followed.
    """
    rows = np.array([row for row, unit in enumerate(units) if unit.message < 0], dtype=int)
    alone = [replace(unit, labels=dict.fromkeys(unit.labels, NOTHING)) if (unit := units[row]).denied else unit for row in rows]
    targets = [_target(name, names, alone, OTHER_QUESTION) for name, names in classes.items()]
    return fit(matrix.rows(rows), targets, STRENGTH, SECOND_PASS)


def _means(units: Sequence[Example], vectors: np.ndarray) -> dict[int, np.ndarray]:
    """Return {message: mean of its clauses' embeddings}."""
    rows: dict[int, list[int]] = {}
    for row, unit in enumerate(units):
        if unit.message >= 0:
            rows.setdefault(unit.message, []).append(row)
    return {message: vectors[chosen].mean(axis=0) for message, chosen in rows.items()}


def _surroundings(units: Sequence[Example], vectors: np.ndarray) -> np.ndarray:
    """As :func:`bot.nlu.reading.read` gives it: the mean of the message's clauses, zeros for a clause that stands alone."""
    means, counts = _means(units, vectors), Counter(unit.message for unit in units)
    nothing = np.zeros(vectors.shape[1], dtype=np.float32)
    return np.stack([means[unit.message] if unit.message >= 0 and counts[unit.message] > 1 else nothing for unit in units])


def _whole(told: Sequence[Narrative], around: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of the head that reads a text as a whole, and how rare its columns are; without texts, one that hears nothing."""
    if not told:
        width = grams([""]).shape[1]
        nothing = np.zeros((width + 1, len(around)), dtype=np.float32)
        nothing[-1, around.index(NOTHING)] = SILENT
        return nothing, np.zeros(width, dtype=np.float32)
    counted = grams([item.text for item in told])
    rarities = rarity(counted)
    target = Target(np.array([around.index(item.around) for item in told]), len(around), np.ones(len(told), dtype=np.float32))
    return fit(weighed(counted, rarities), [target], WHOLE_STRENGTH, WHOLE_PASS), rarities


def _target(dimension: str, names: tuple[str, ...], units: Sequence[Example], unlabelled: float = UNLABELLED_WEIGHT) -> Target:
    index = np.array([names.index(unit.labels.get(dimension, NOTHING)) for unit in units])
    weight = [ONE_IN if _says_nothing(unit) else 1.0 if dimension in unit.labels or unit.complete else unlabelled for unit in units]
    return Target(index, len(names), np.array(weight, dtype=np.float32))


def _without_doubtful(target: Target, nothing: np.ndarray) -> Target:
    doubtful = (target.weight == np.float32(UNLABELLED_WEIGHT)) & (nothing < BELIEVED)
    return Target(target.index, target.classes, np.where(doubtful, np.float32(0.0), target.weight))


def _denial(units: Sequence[Example], matrix: Features) -> np.ndarray:
    rows = np.array([i for i, unit in enumerate(units) if unit.labels and unit.negated], dtype=int)
    denied = np.array([int(units[i].denied) for i in rows], dtype=int)
    if not denied.any():
        return np.vstack([np.zeros((matrix.width - 1, 2)), [[SILENT, 0.0]]]).astype(np.float32)
    return fit(matrix.rows(rows), [Target(denied, 2, np.ones(len(rows), dtype=np.float32))], STRENGTH, SECOND_PASS)
