"""Which of many sentences are nearly the same, found without comparing each with each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

from bot.nlu.french import fold

_ROWS, _PAIRS = 2000, 20000


def alike(lines: Sequence[str], least: float = 0.9) -> Iterator[tuple[int, int]]:
    """Yield the pairs (first < second) whose cosine, on character 4-grams without accents or capitals, is above ``least``.

    Nothing is missed: what a sentence's commonest grams, of norm ``least`` - 0.05 at most, can add to a cosine is no more than that,
    so the others must add 0.05. Few sentences share those, and only they are compared (prefix filtering, Bayardo et al. 2007).
    """
    vectors = HashingVectorizer(analyzer="char_wb", ngram_range=(4, 4), n_features=2**16, alternate_sign=False, norm="l2").transform(map(fold, lines)).tocsr()
    rarest = _without_commonest(vectors, least - 0.05)
    for start in range(0, len(lines), _ROWS):
        shared = (rarest[start : start + _ROWS] @ vectors.T).tocoo()
        likely = (shared.data > 0.05) & (shared.row + start < shared.col)
        first, second = shared.row[likely] + start, shared.col[likely]
        for some in (slice(place, place + _PAIRS) for place in range(0, len(first), _PAIRS)):
            cosine = np.asarray(vectors[first[some]].multiply(vectors[second[some]]).sum(axis=1)).ravel()
            yield from zip(first[some][cosine > least].tolist(), second[some][cosine > least].tolist())


def _without_commonest(vectors: csr_matrix, norm: float) -> csr_matrix:
    """Return the rows without their commonest columns, as many as have a norm of ``norm`` at most."""
    common = np.bincount(vectors.indices, minlength=vectors.shape[1])
    rows = np.repeat(np.arange(vectors.shape[0]), np.diff(vectors.indptr))
    order = np.lexsort((vectors.indices, -common[vectors.indices], rows))
    squares = np.concatenate([[0.0], np.cumsum(vectors.data[order].astype(float) ** 2)])
    kept = squares[1:] - squares[vectors.indptr[:-1]][rows] > norm**2
    return csr_matrix((vectors.data[order][kept], (rows[kept], vectors.indices[order][kept])), shape=vectors.shape)
