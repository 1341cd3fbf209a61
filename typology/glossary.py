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
    pattern, terms, starts = _index(knowledge)
    if starts.isdisjoint(_WORD.findall(text.lower())):
        return text
    return pattern.sub(lambda match: _ARTICLE.sub("", term.simple) if (term := terms.get(_key(match.group()))) else match.group(), text)


def terms_in(text: str, knowledge: Knowledge) -> Iterator[Term]:
    """Yield the terms that ``text`` names, in its order, each once."""
    pattern, terms, _ = _index(knowledge)
    seen = set()
    for match in pattern.finditer(text.replace("’", "'")):
        # Without regard to case « ſ » matches an « s », and no name is written so.
        term = terms.get(_key(match.group()))
        if term and term.terme not in seen:
            seen.add(term.terme)
            yield term


@functools.lru_cache(maxsize=4)
def _index(knowledge: Knowledge) -> tuple[re.Pattern[str], dict[str, Term], frozenset[str]]:
    terms = {_key(name): term for term in knowledge.glossaire for name in (term.terme, *term.variantes)}
    names = sorted(((name, term) for term in knowledge.glossaire for name in (term.terme, *term.variantes)), key=lambda pair: -len(pair[0]))
    parts = [_as_written(name, term) for name, term in names]
    return re.compile(rf"(?<![\w@])(?:{'|'.join(parts) or '(?!)'})(?!\w)"), terms, frozenset(_WORD.findall(name)[0] for name in terms)


def _as_written(name: str, term: Term) -> str:
    escaped, letters = re.escape(name), sum(char.isalnum() for char in name)
    if letters > AFTER_ARTICLE:
        return f"(?i:{escaped})"
    if letters <= CAPITALS_ONLY or term.mot_courant:
        return escaped
    return f"{escaped}|{_AFTER_ARTICLE}{re.escape(name.lower())}"


def _key(name: str) -> str:
    return name.lower().replace("’", "'")
