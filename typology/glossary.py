"""Acronyms and institutions' names, put into plain words: « le CPAS » is read as « le service social communal »."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from typology.model import Knowledge
from typology.term import Term

# In small letters, « cd » or « ai » may be any word; « l'amo » and « la dpj » may not.
CAPITALS_ONLY, AFTER_ARTICLE = 2, 3
_AFTER_ARTICLE = r"(?:(?<=\bl')|(?<=\ble )|(?<=\bla )|(?<=\bdu )|(?<=\bau )|(?<=\bles )|(?<=\bdes )|(?<=\bun )|(?<=\bune ))"
_WORD = re.compile(r"\w+")
_ARTICLE = re.compile(r"^(?:(?:le|la|les|un|une|des|du) |l')")


def in_plain_words(text: str, knowledge: Knowledge) -> str:
    """Return ``text`` with each term of the glossary replaced by its plain words; for the machine's reading, never shown."""
    parts, end = [], 0
    for match, term in _found(text, knowledge):
        parts += [text[end : match.start()], _ARTICLE.sub("", term.simple)]
        end = match.end()
    return "".join([*parts, text[end:]])


def terms_in(text: str, knowledge: Knowledge) -> Iterator[Term]:
    """Yield the terms that ``text`` names, in its order, each once."""
    seen = set()
    for _, term in _found(text.replace("’", "'"), knowledge):
        if term not in seen:
            seen.add(term)
            yield term


def _found(text: str, knowledge: Knowledge) -> Iterator[tuple[re.Match[str], Term]]:
    """Yield where the text names a term. Names are tried at the words with which one begins: all of them at each word took a second a thousand."""
    patterns, terms = _index(knowledge)
    end = 0
    for word in _WORD.finditer(text):
        pattern = patterns.get(word.group().lower())
        if pattern and word.start() >= end and (match := pattern.match(text, word.start())):
            # Without regard to case « ſ » matches an « s », and no name is written so.
            if term := terms.get(_key(match.group())):
                yield match, term
            end = match.end()


@functools.lru_cache(maxsize=4)
def _index(knowledge: Knowledge) -> tuple[dict[str, re.Pattern[str]], dict[str, Term]]:
    """Return {first word: a pattern of the names that begin with it, the longest first} and {name: its term}."""
    names = sorted(((name, term) for term in knowledge.glossaire for name in (term.terme, *term.variantes)), key=lambda pair: -len(pair[0]))
    written: dict[str, list[str]] = {}
    for name, term in names:
        written.setdefault(_WORD.findall(name.lower())[0], []).append(_as_written(name, term))
    patterns = {word: re.compile(rf"(?<![\w@])(?:{'|'.join(parts)})(?!\w)") for word, parts in written.items()}
    return patterns, {_key(name): term for name, term in names}


def _as_written(name: str, term: Term) -> str:
    escaped, letters = re.escape(name), sum(char.isalnum() for char in name)
    if letters > AFTER_ARTICLE:
        return f"(?i:{escaped})"
    if letters <= CAPITALS_ONLY or term.mot_courant:
        return escaped
    return f"{escaped}|{_AFTER_ARTICLE}{re.escape(name.lower())}"


def _key(name: str) -> str:
    return name.lower().replace("’", "'")
