"""A text read as a whole: what the network turns around, by its words and pieces of words, the rare ones counting more.

No sentence embedding here: with it, texts from elsewhere are read worse (docs/mesures.md). What says nothing is a class of its own, so that
a greeting is not taken for a network.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from bot.nlu.french import fold, plain
from bot.nlu.softmax import Features

WORDS, PIECES = 2**17, 2**17
# What only one text has is learned by heart, and says nothing of another.
FEWEST = 2
_WORD = r"[\w']+"
_WORDS = HashingVectorizer(ngram_range=(1, 2), token_pattern=_WORD, n_features=WORDS, alternate_sign=False, norm=None, dtype=np.float32)
_PIECES = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=PIECES, alternate_sign=False, norm=None, dtype=np.float32)


def grams(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return how often each word, pair of words and piece of word is in each text, shape (texts, WORDS + PIECES)."""
    folded = [fold(plain(text)) for text in texts]
    return sparse.hstack([_WORDS.transform(folded), _PIECES.transform(folded)]).tocsr()


def rarity(counted: sparse.csr_matrix) -> np.ndarray:
    """Return the inverse document frequency of each column, as scikit-learn's, and 0 for what fewer than ``FEWEST`` texts have."""
    texts = np.bincount(counted.indices, minlength=counted.shape[1])
    return np.where(texts < FEWEST, 0.0, np.log((1 + counted.shape[0]) / (1 + texts)) + 1.0).astype(np.float32)


def weighed(counted: sparse.csr_matrix, rarities: np.ndarray) -> Features:
    """Return the features: 1 + log(count), times the rarity; the words of a text have norm 1, and so have its pieces of words."""
    weights = counted.copy()
    weights.data = (1.0 + np.log(counted.data)) * rarities[counted.indices]
    # Two blocks a text: not by slices, which walk through all the columns of a matrix that has hardly any.
    block = 2 * np.repeat(np.arange(counted.shape[0]), np.diff(counted.indptr)) + (counted.indices >= WORDS)
    norms = np.sqrt(np.bincount(block, weights.data**2, minlength=2 * counted.shape[0])).astype(np.float32)
    weights.data /= np.maximum(norms[block], np.float32(1e-9))
    weights.eliminate_zeros()
    return Features(np.zeros((counted.shape[0], 0), dtype=np.float32), weights)
