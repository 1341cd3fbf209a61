"""The practitioner's own words as they come with a page to keep: they travel in the request, so nothing of them is trusted."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from typology.typography import cut

LONGEST_WORDS = 600
MOST_REASONS = 12
OPINIONS = ("oui", "en_partie", "non", "")
# Marks that turn the direction of what follows them, beyond the words themselves.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True)
class Words:
    """What the practitioner said. ``raisons`` are (dimension, modality, quote); ``phrase`` is their « Pourquoi fait-on réseau ? ».

    ``avis`` is one of ``OPINIONS``, "" when not given; ``vos_mots`` is what they would say instead.
    """

    raisons: tuple[tuple[str, str, str], ...] = ()
    phrase: str = ""
    avis: str = ""
    vos_mots: str = ""

    def quote_for(self, dimension: str, modality: str | None) -> str:
        """Return the first quote about that modality, or "" when there is none."""
        return next((quote for about, meaning, quote in self.raisons if (about, meaning) == (dimension, modality)), "")


def words_from_dict(data: Any) -> Words:
    """Return the words of a mapping with the keys of :class:`Words`, all optional; others are ignored.

    A reason is a mapping (``dimension``, ``modalite``, ``citation``) or a triple. ValueError on any other shape, a text of more than
    ``LONGEST_WORDS`` characters, or more than ``MOST_REASONS`` reasons.
    """
    if not isinstance(data, Mapping):
        raise ValueError("un objet est attendu")
    reasons = data.get("raisons", ())
    if isinstance(reasons, str) or not isinstance(reasons, Sequence):
        raise ValueError("« raisons » : une liste est attendue")
    if len(reasons) > MOST_REASONS:
        raise ValueError(f"« raisons » : {MOST_REASONS} au plus")
    opinion = _text(data.get("avis", ""))
    if opinion not in OPINIONS:
        raise ValueError("« avis » inconnu")
    return Words(tuple(_reason(item) for item in reasons), _text(data.get("phrase", "")), opinion, _text(data.get("vos_mots", "")))


def fitting(text: str) -> str:
    """Return the text on one line, cut at a word when it is longer than what :func:`words_from_dict` accepts."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_WORDS else cut(line, LONGEST_WORDS - 1)


def _reason(item: Any) -> tuple[str, str, str]:
    if isinstance(item, Mapping):
        item = [item.get(key, "") for key in ("dimension", "modalite", "citation")]
    if isinstance(item, str) or not isinstance(item, Sequence) or len(item) != 3:
        raise ValueError("« raisons » : dimension, modalité et citation sont attendues")
    dimension, modality, words = map(_text, item)
    return dimension, modality, words


def _text(value: Any) -> str:
    """One line without what has no width of its own; "" when no letter and no digit is left."""
    if not isinstance(value, str) or len(value) > LONGEST_WORDS:
        raise ValueError(f"un texte de {LONGEST_WORDS} caractères au plus est attendu")
    kept = "".join(" " if char.isspace() else char for char in value if char.isspace() or _stays(char))
    return " ".join(kept.split()) if any(char.isalnum() for char in kept) else ""


def _stays(char: str) -> bool:
    return char not in _TURNING and unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co")
