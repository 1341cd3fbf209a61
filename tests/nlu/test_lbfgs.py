"""The optimiser against SciPy's, and the fit against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import minimize, rosen, rosen_der
from sklearn.linear_model import LogisticRegression

from bot.nlu.lbfgs import minimise
from bot.nlu.softmax import Features, Target, fit


def _banana(x: np.ndarray) -> tuple[float, np.ndarray]:
    wide = x.astype(np.float64)
    return float(rosen(wide)), rosen_der(wide).astype(np.float32)


def test_it_comes_to_the_bottom_of_a_curved_valley() -> None:
    start = np.array([-1.2, 1.0, -0.5, 0.8], dtype=np.float32)
    found = minimise(_banana, start, 200)
    assert found == pytest.approx(np.ones(4), abs=1e-2)
    assert start.tolist() == pytest.approx([-1.2, 1.0, -0.5, 0.8])


def test_as_many_steps_lead_about_as_far_as_scipy_s() -> None:
    random = np.random.default_rng(7)
    scales = np.logspace(0, 3, 60)
    middle = random.normal(size=60)

    def bowl(x: np.ndarray) -> tuple[float, np.ndarray]:
        off = x.astype(np.float64) - middle
        return float((scales * off**2).sum()), (2 * scales * off).astype(np.float32)

    for steps in (10, 30):
        ours = bowl(minimise(bowl, np.zeros(60, dtype=np.float32), steps))[0]
        theirs = minimize(
            lambda x: (bowl(x)[0], bowl(x)[1].astype(np.float64)), np.zeros(60), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8}
        ).fun
        assert ours < 2 * theirs + 1e-3


def test_no_step_is_taken_from_the_bottom_nor_where_none_leads_down() -> None:
    bottom = np.array([1.0, 1.0], dtype=np.float32)
    assert minimise(_banana, bottom, 5).tolist() == [1.0, 1.0]

    def rises(x: np.ndarray) -> tuple[float, np.ndarray]:
        return float(np.abs(x).sum()), np.ones_like(x)

    assert minimise(rises, np.zeros(2, dtype=np.float32), 5).tolist() == [0.0, 0.0]


def test_the_weights_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(3)
    dense = random.normal(size=(301, 5)).astype(np.float32)
    hashed = sparse.random(301, 12, 0.3, format="csr", dtype=np.float32, random_state=3)
    index, weight = random.integers(0, 3, 301), random.choice([0.35, 1.0], 301).astype(np.float32)
    second = Target(random.integers(0, 2, 301), 2, np.ones(301, dtype=np.float32))
    found = fit(Features(dense, hashed), [Target(index, 3, weight), second], 6.0, 300)
    reference = LogisticRegression(C=6.0, max_iter=2000, tol=1e-8, multi_class="multinomial").fit(np.hstack([dense, hashed.toarray()]), index, weight)
    # A constant for all classes changes no probability.
    ours = found[:-1, :3] - found[:-1, :3].mean(axis=1, keepdims=True)
    assert pytest.approx(reference.coef_, abs=5e-3) == ours.T


def test_fewer_rows_than_cores_can_be_learned_from() -> None:
    features = Features(np.array([[1.0]], dtype=np.float32), sparse.csr_matrix((1, 2), dtype=np.float32))
    weights = fit(features, [Target(np.array([1]), 2, np.ones(1, dtype=np.float32))], 1.0, 10)
    assert weights.shape == (4, 2) and weights[0, 1] > weights[0, 0]
