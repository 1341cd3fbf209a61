"""Several multinomial logistic regressions over the same features, fitted at once, on all cores.

scikit-learn's would be fitted one by one over a matrix that is half dense and half sparse, which it can only take as sparse: that took
six times as long for the same weights.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from bot.nlu.lbfgs import minimise


@dataclass(frozen=True)
class Features:
    """One row a text: a dense block (rows, d) and a sparse one (rows, s), both float32."""

    dense: np.ndarray
    hashed: sparse.csr_matrix

    @property
    def width(self) -> int:
        """Number of weights a class has, its bias included."""
        return int(self.dense.shape[1] + self.hashed.shape[1] + 1)

    def rows(self, chosen: np.ndarray) -> Features:
        """Return some of the rows."""
        return Features(self.dense[chosen], self.hashed[chosen])

    def dot(self, weights: np.ndarray) -> np.ndarray:
        """Return the logits, shape (rows, classes), for weights of shape (width, classes) whose last row is the bias."""
        d = self.dense.shape[1]
        return np.asarray(self.dense @ weights[:d] + self.hashed @ weights[d:-1] + weights[-1])


@dataclass(frozen=True)
class Target:
    """What one head is to learn: the class index of each row, the number of classes, and each row's weight (0 leaves it out)."""

    index: np.ndarray
    classes: int
    weight: np.ndarray


def fit(features: Features, targets: list[Target], strength: float, iterations: int, start: np.ndarray | None = None) -> np.ndarray:
    """Return float32 weights of shape (width, sum of classes), the heads side by side.

    ``strength`` is the inverse of the L2 penalty, as scikit-learn's C. The iterations are capped: early stopping regularises too.
    """
    bounds = np.cumsum([0] + [target.classes for target in targets])
    shape, d = (features.width, int(bounds[-1])), features.dense.shape[1]
    blocks = [_Block(features, targets, bounds, rows) for rows in np.array_split(np.arange(len(features.dense)), os.cpu_count() or 1)]
    # Each block has its core: the products within it are to take no other.
    with ThreadPoolExecutor(len(blocks)) as pool, threadpool_limits(1):

        def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
            weights = flat.reshape(shape)
            gradient = weights / np.float32(strength)
            gradient[-1] = 0.0
            loss = float((weights[:-1].astype(np.float64) ** 2).sum()) / (2 * strength)
            for part, dense, hashed, bias in pool.map(lambda block: block.slope(weights), blocks):
                loss += part
                gradient[:d] += dense
                gradient[d:-1] += hashed
                gradient[-1] += bias
            return loss, gradient.ravel()

        first = np.zeros(shape, dtype=np.float32) if start is None else start
        return minimise(objective, first.ravel(), iterations).reshape(shape)


class _Block:
    """Some of the rows. The products take nearly all the time and leave the interpreter free: each core has its block."""

    def __init__(self, features: Features, targets: list[Target], bounds: np.ndarray, rows: np.ndarray) -> None:
        self._features = features.rows(rows)
        self._transposed = self._features.hashed.T.tocsr()
        heads = zip(targets, bounds, bounds[1:])
        self._heads = [
            (np.eye(target.classes, dtype=np.float32)[target.index[rows]], target.weight[rows, None], slice(low, high)) for target, low, high in heads
        ]

    def slope(self, weights: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
        """Return the loss of these rows, and its gradient by the weights of the dense features, of the hashed ones, and of the bias."""
        logits, loss = self._features.dot(weights), 0.0
        residual = np.empty_like(logits)
        for truth, weight, columns in self._heads:
            log_p = log_softmax(logits[:, columns])
            loss -= float((weight * truth * log_p).sum(dtype=np.float64))
            residual[:, columns] = (np.exp(log_p) - truth) * weight
        return loss, self._features.dense.T @ residual, self._transposed @ residual, residual.sum(axis=0)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Return the log-probabilities of each row."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
