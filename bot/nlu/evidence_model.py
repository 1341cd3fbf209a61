"""The learned step, text → evidence: for each dimension, a softmax over its modalities and « nothing said ».

One head a dimension, over shared features, and one more for denial. Weights are stored as plain arrays, so that loading a model runs
no code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.examples import NOTHING, Example
from bot.nlu.features import embed_training, features
from bot.nlu.softmax import Features, Target, fit, log_softmax

# An example labelled for one dimension may well say something of another: such unlabelled rows weigh less as « nothing said »,
# and are left out where a first pass believes that they do say something.
UNLABELLED_WEIGHT, BELIEVED = 0.35, 0.5
STRENGTH = 6.0
FIRST_PASS, SECOND_PASS = 40, 60
DENIAL, SAID = "nie", "dit"


@dataclass(frozen=True)
class EvidenceModel:
    """``classes`` maps a head (a dimension, or « nie ») to its classes; ``weights`` has one column for each, in that order."""

    classes: Mapping[str, tuple[str, ...]]
    weights: np.ndarray

    def scores(self, matrix: Features) -> dict[str, np.ndarray]:
        """Return {head: log-probabilities of shape (rows, classes)}."""
        logits, found, low = matrix.dot(self.weights), {}, 0
        for name, names in self.classes.items():
            found[name] = log_softmax(logits[:, low : low + len(names)])
            low += len(names)
        return found

    def save(self, folder: Path) -> None:
        """Write ``evidence.npz`` and ``evidence.json`` into ``folder``."""
        np.savez_compressed(folder / "evidence.npz", weights=self.weights.astype(np.float16))
        (folder / "evidence.json").write_text(json.dumps(self.classes), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> EvidenceModel:
        """Read what :meth:`save` wrote; no pickle is ever loaded."""
        classes = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
        with np.load(folder / "evidence.npz", allow_pickle=False) as arrays:
            return cls({name: tuple(names) for name, names in classes.items()}, arrays["weights"].astype(np.float32))


def train(units: Sequence[Example], dimensions: Mapping[str, Sequence[str]], matrix: Features | None = None) -> EvidenceModel:
    """Return a model trained on ``units``, for ``dimensions`` as {id: modality ids}; ``matrix`` are the units' features when known.

    ValueError when a label is not one of the modalities.
    """
    if matrix is None:
        texts = [unit.text for unit in units]
        matrix = features(texts, [unit.negated for unit in units], embed_training(texts))
    classes = {name: (NOTHING, *modalities) for name, modalities in dimensions.items()}
    targets = [_target(name, names, units) for name, names in classes.items()]
    weights = fit(matrix, targets, STRENGTH, FIRST_PASS)
    scores = EvidenceModel(classes, weights).scores(matrix)
    targets = [_without_doubtful(target, np.exp(scores[name][:, 0])) for name, target in zip(classes, targets)]
    weights = fit(matrix, targets, STRENGTH, SECOND_PASS, start=weights)
    return EvidenceModel({**classes, DENIAL: (SAID, DENIAL)}, np.hstack([weights, _denial(units, matrix)]))


def _target(dimension: str, names: tuple[str, ...], units: Sequence[Example]) -> Target:
    index = np.array([names.index(unit.labels.get(dimension, NOTHING)) for unit in units])
    weight = np.array([1.0 if dimension in unit.labels or unit.complete else UNLABELLED_WEIGHT for unit in units], dtype=np.float32)
    return Target(index, len(names), weight)


def _without_doubtful(target: Target, nothing: np.ndarray) -> Target:
    doubtful = (target.weight == np.float32(UNLABELLED_WEIGHT)) & (nothing < BELIEVED)
    return Target(target.index, target.classes, np.where(doubtful, np.float32(0.0), target.weight))


def _denial(units: Sequence[Example], matrix: Features) -> np.ndarray:
    rows = np.array([i for i, unit in enumerate(units) if unit.labels and unit.negated], dtype=int)
    denied = np.array([int(units[i].denied) for i in rows], dtype=int)
    if not denied.any():
        return np.vstack([np.zeros((matrix.width - 1, 2)), [[9.0, 0.0]]]).astype(np.float32)
    return fit(matrix.rows(rows), [Target(denied, 2, np.ones(len(rows), dtype=np.float32))], STRENGTH, SECOND_PASS)
