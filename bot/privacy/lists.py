"""The lists of words, each in a file that is easy to add to: names, places, and the little words around names (``autour.yml``)."""

from __future__ import annotations

import functools
import unicodedata
from pathlib import Path

import yaml

_HERE = Path(__file__).parent
_STRAIGHT = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "ı": "i", "đ": "d", "Đ": "D", "œ": "oe", "æ": "ae", "ß": "ss", "’": "'"})


def plain(text: str) -> str:
    """Return the text in lower case and without accents."""
    decomposed = unicodedata.normalize("NFD", text.translate(_STRAIGHT).lower())
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def words_in(name: str) -> frozenset[str]:
    """Return the words of a text file of this folder; lines that begin with # are left out."""
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return frozenset(plain(word) for line in lines if not line.startswith("#") for word in line.split())


def around(use: str) -> frozenset[str]:
    """Return the little words for a use, a key of ``autour.yml``. KeyError if unknown."""
    return frozenset(_around()[use].split())


@functools.lru_cache(maxsize=1)
def _around() -> dict[str, str]:
    content: dict[str, str] = yaml.safe_load((_HERE / "autour.yml").read_text(encoding="utf-8"))
    return content
