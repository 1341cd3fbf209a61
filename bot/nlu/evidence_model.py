"""The learned step, text → evidence: for each dimension, a softmax over its modalities and « nothing said ».

One multinomial logistic regression a dimension, over shared features, and one more for denial. Weights are stored as plain arrays,
so that loading a model runs no code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.nlu.examples import NOTHING, Example
from bot.nlu.features import features

# An example labelled for one dimension may well say something of another: such unlabelled rows weigh less as « nothing said »,
# and are left out where a first pass believes that they do say something.
UNLABELLED_WEIGHT, BELIEVED = 0.35, 0.5
REGULARISATION = 6.0
DENIAL = "nie"


@dataclass(frozen=True)
class Head:
    """One softmax: its classes, weights (classes, features) and biases (classes,)."""

    classes: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray

    def scores(self, matrix: sparse.csr_matrix) -> np.ndarray:
        """Return the log-probabilities, shape (rows, classes)."""
        logits = np.asarray(matrix @ self.weights.T) + self.bias
        logits -= logits.max(axis=1, keepdims=True)
        return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))


@dataclass(frozen=True)
class EvidenceModel:
    """The heads, by dimension id, and one named « nie » for denial."""

    heads: dict[str, Head]

    def save(self, folder: Path) -> None:
        """Write ``evidence.npz`` and ``evidence.json`` into ``folder``."""
        arrays = {}
        for name, head in self.heads.items():
            arrays[f"{name}.weights"] = head.weights.astype(np.float16)
            arrays[f"{name}.bias"] = head.bias.astype(np.float32)
        np.savez_compressed(folder / "evidence.npz", **arrays)
        (folder / "evidence.json").write_text(json.dumps({name: head.classes for name, head in self.heads.items()}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> EvidenceModel:
        """Read what :meth:`save` wrote; no pickle is ever loaded."""
        classes = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
        with np.load(folder / "evidence.npz", allow_pickle=False) as arrays:
            heads = {name: Head(tuple(names), arrays[f"{name}.weights"].astype(np.float32), arrays[f"{name}.bias"]) for name, names in classes.items()}
        return cls(heads)


def train(units: Sequence[Example], dimensions: Sequence[str], matrix: sparse.csr_matrix | None = None) -> EvidenceModel:
    """Return a model trained on ``units``; ``matrix`` are their features when already computed. ValueError when a dimension has none."""
    if matrix is None:
        matrix = features([unit.text for unit in units], [unit.negated for unit in units])
    heads = {dimension: _dimension_head(dimension, units, matrix) for dimension in dimensions}
    heads[DENIAL] = _denial_head(units, matrix)
    return EvidenceModel(heads)


def _dimension_head(dimension: str, units: Sequence[Example], matrix: sparse.csr_matrix) -> Head:
    labels = np.array([unit.labels.get(dimension, NOTHING) for unit in units])
    if len(set(labels)) < 3:
        raise ValueError(f"data/nlu : pas assez d'exemples pour la dimension « {dimension} »")
    doubtful = np.array([label == NOTHING and not unit.complete for label, unit in zip(labels, units)])
    weights = np.where(doubtful, UNLABELLED_WEIGHT, 1.0)
    first = _fit(matrix, labels, weights, iterations=40)
    nothing = np.exp(first.scores(matrix)[:, first.classes.index(NOTHING)])
    kept = ~(doubtful & (nothing < 1.0 - BELIEVED))
    return _fit(matrix[kept], labels[kept], weights[kept], iterations=80)


def _denial_head(units: Sequence[Example], matrix: sparse.csr_matrix) -> Head:
    rows = np.array([i for i, unit in enumerate(units) if unit.labels and unit.negated])
    labels = np.array([DENIAL if units[i].denied else "dit" for i in rows])
    if len(set(labels)) < 2:
        return Head(("dit", DENIAL), np.zeros((2, matrix.shape[1]), dtype=np.float32), np.array([9.0, 0.0]))
    return _fit(matrix[rows], labels, np.ones(len(rows)), iterations=80)


def _fit(matrix: sparse.csr_matrix, labels: np.ndarray, weights: np.ndarray, iterations: int) -> Head:
    model = LogisticRegression(C=REGULARISATION, max_iter=iterations, tol=1e-3, solver="lbfgs", multi_class="multinomial")
    with np.errstate(all="ignore"):
        import warnings

        with warnings.catch_warnings():
            # The iterations are capped on purpose: early stopping regularises, and costs no accuracy that we could measure.
            warnings.simplefilter("ignore")
            model.fit(matrix, labels, sample_weight=weights)
    coef, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        coef, bias = np.vstack([-coef[0] / 2, coef[0] / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    return Head(tuple(str(name) for name in model.classes_), coef.astype(np.float32), bias.astype(np.float32))
