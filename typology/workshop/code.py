"""The code of a session, to be said aloud: two common words and two digits, « cerise-violon-42 ».

The words are those of ``knowledge/atelier.yml``; any two of them are at least three mistakes apart (a letter missing, added, changed, or two
swapped), so that one mistake in each is put right and never gives another code. It has a shape that no result code has: see ``typology.code``.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Iterator

from typology.code import find_code
from typology.model import Knowledge
from typology.typography import fold

# Two digits that are never read as one number by some and as two by others: 10 to 99.
FIRST_NUMBER, LAST_NUMBER = 10, 99
# In a longer message a code must be written without a mistake: a narrative may hold two words that look like ours.
SHORT = 8
LONGEST = 200

_PARTS = re.compile(r"[a-z]+|\d+")
_GLUED = re.compile(r"[a-z]{8,22}")


def session_code(first: int, second: int, number: int, knowledge: Knowledge) -> str:
    """Return the code of two different places in the list of words and a number from 10 to 99; IndexError or ValueError otherwise."""
    words = knowledge.atelier.mots
    if first == second or not FIRST_NUMBER <= number <= LAST_NUMBER:
        raise ValueError("deux mots différents et deux chiffres sont attendus")
    return f"{words[first]}-{words[second]}-{number}"


def read_code(text: str, knowledge: Knowledge) -> str | None:
    """Return the code that the whole text is, put right, or None: « Cerise, vioolon 42 », « cerisevioln42 »."""
    if not isinstance(text, str) or len(text) > LONGEST or find_code(text):
        return None
    parts = _PARTS.findall(fold(text))
    return _code(parts, knowledge) if re.fullmatch(r"[\W_]*(?:[a-z0-9]+[\W_]*)*", fold(text)) else None


def find_session_code(text: str, knowledge: Knowledge) -> str | None:
    """Return the first code in a message, put right, or None. A result code is never one; nor are words of a narrative."""
    if not isinstance(text, str) or find_code(text):
        return None
    parts = _PARTS.findall(fold(text))
    short = len(parts) <= SHORT
    for start in range(len(parts) - 1):
        for count in (3, 2):
            found = _code(parts[start : start + count], knowledge)
            if found and (short or found == "-".join(parts[start : start + count])):
                return found
    return None


def _code(parts: list[str], knowledge: Knowledge) -> str | None:
    if len(parts) == 2 and _GLUED.fullmatch(parts[0]):
        readings = {code for cut in range(4, len(parts[0]) - 3) if (code := _code([parts[0][:cut], parts[0][cut:], parts[1]], knowledge))}
        return readings.pop() if len(readings) == 1 else None
    if len(parts) != 3 or not re.fullmatch(r"[1-9]\d", parts[2]):
        return None
    known = neighbours(knowledge.atelier.mots)
    first, second = known.get(parts[0]), known.get(parts[1])
    return f"{first}-{second}-{parts[2]}" if first and second and first != second else None


@functools.lru_cache(maxsize=4)
def neighbours(words: tuple[str, ...]) -> dict[str, str]:
    """Return every text at most one mistake away from a word, with that word; ValueError when two words share one."""
    found: dict[str, str] = {}
    for word in words:
        for text in mistakes(word):
            if found.setdefault(text, word) != word:
                raise ValueError(f"« {word} » et « {found[text]} » se ressemblent trop")
    return found


def mistakes(word: str) -> Iterator[str]:
    """Yield the word and what one mistake makes of it; some more than once."""
    yield word
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + letter + after for letter in string.ascii_lowercase)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in string.ascii_lowercase)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
