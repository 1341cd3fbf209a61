"""L-BFGS in single precision (Nocedal & Wright, *Numerical Optimization*, 2006, algorithms 7.4 and 7.5, with a search by halves for the Wolfe conditions).

SciPy's sets up its bounds weight by weight in Python, and works in double precision: over millions of weights that took longer than the products.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

Objective = Callable[[np.ndarray], "tuple[float, np.ndarray]"]

# How many steps are remembered, and how many lengths of one step are tried.
MEMORY, TRIES = 8, 20
# Wolfe: the loss must fall by this part of what the slope promises, and the slope to this part of itself.
ENOUGH, FLATTER = 1e-4, 0.9
# Below this the gradient (its largest part) tells nothing more.
FLAT = 1e-5


def minimise(objective: Objective, start: np.ndarray, iterations: int) -> np.ndarray:
    """Return where ``objective`` (x → its value and gradient, both of a float32 vector) is small, after so many steps at most from ``start``."""
    x = start.astype(np.float32)
    value, gradient = objective(x)
    steps: deque[tuple[np.ndarray, np.ndarray, float]] = deque(maxlen=MEMORY)
    for _ in range(iterations):
        if float(np.abs(gradient).max()) < FLAT:
            break
        towards = _direction(gradient, steps)
        first = 1.0 if steps else min(1.0, 1.0 / float(np.linalg.norm(gradient)))
        found = _search(objective, x, towards, value, float(np.vdot(gradient, towards)), first)
        if found is None:
            break
        moved, value, fresh = found
        change, bend = moved - x, fresh - gradient
        curvature = float(np.vdot(change, bend))
        if curvature > 0:
            steps.append((change, bend, 1.0 / curvature))
        x, gradient = moved, fresh
    return x


def _direction(gradient: np.ndarray, steps: deque[tuple[np.ndarray, np.ndarray, float]]) -> np.ndarray:
    """The gradient, turned by what the last steps told of the curvature (the two-loop recursion)."""
    towards, parts = -gradient, []
    for change, bend, scale in reversed(steps):
        part = scale * float(np.vdot(change, towards))
        towards -= np.float32(part) * bend
        parts.append(part)
    if steps:
        _, bend, scale = steps[-1]
        towards *= np.float32(1.0 / (scale * float(np.vdot(bend, bend))))
    for (change, bend, scale), part in zip(steps, reversed(parts)):
        towards += np.float32(part - scale * float(np.vdot(bend, towards))) * change
    return towards


def _search(objective: Objective, x: np.ndarray, towards: np.ndarray, value: float, slope: float, step: float) -> tuple[np.ndarray, float, np.ndarray] | None:
    """Return the point, its value and its gradient after a step that is neither too long nor too short; None when no step leads down."""
    low, high, found = 0.0, 0.0, None
    for _ in range(TRIES):
        there = x + np.float32(step) * towards
        reached, gradient = objective(there)
        if reached > value + ENOUGH * step * slope:
            high = step
        else:
            found, low = (there, reached, gradient), step
            if float(np.vdot(gradient, towards)) >= FLATTER * slope:
                break
        step = (low + high) / 2 if high else 4 * step
    return found
