"""Several multinomial logistic regressions over the same features, fitted at once.

scikit-learn's would be fitted one by one over a matrix that is half dense and half sparse, which it can only take as sparse: that took
six times as long for the same weights. The optimiser is SciPy's L-BFGS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import minimize


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
    """Return weights of shape (width, sum of classes), the heads side by side.

    ``strength`` is the inverse of the L2 penalty, as scikit-learn's C. The iterations are capped: early stopping regularises too.
    """
    bounds = np.cumsum([0] + [target.classes for target in targets])
    onehot = [np.eye(target.classes, dtype=np.float32)[target.index] for target in targets]
    transposed = features.hashed.T.tocsr()
    shape = (features.width, int(bounds[-1]))

    def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(shape).astype(np.float32)
        logits = features.dot(weights)
        residual, loss = np.empty_like(logits), 0.0
        for target, truth, low, high in zip(targets, onehot, bounds, bounds[1:]):
            log_p = log_softmax(logits[:, low:high])
            loss -= float((target.weight * (truth * log_p).sum(axis=1)).sum())
            residual[:, low:high] = (np.exp(log_p) - truth) * target.weight[:, None]
        penalised = weights.copy()
        penalised[-1] = 0.0
        gradient = np.vstack([features.dense.T @ residual, transposed @ residual, residual.sum(axis=0, keepdims=True)]) + penalised / strength
        return loss + float((penalised.astype(np.float64) ** 2).sum()) / (2 * strength), gradient.astype(np.float64).ravel()

    first = np.zeros(shape) if start is None else start
    found = minimize(objective, first.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": iterations, "maxcor": 8})
    return np.asarray(found.x.reshape(shape), dtype=np.float32)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Return the log-probabilities of each row."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
