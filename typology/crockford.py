"""Text that survives being copied by hand: Crockford's Base32, in groups of four, with two check characters.

The check characters are those of a Reed-Solomon code over the 32 characters: one or two wrong characters, or two neighbours swapped,
are always noticed (up to ``LONGEST`` characters); anything else slips through about once in a thousand.
"""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE = len(ALPHABET)
CHECKS = 2
LONGEST = 31
# Hyphens and the dashes that keyboards and word processors put in their place.
DASHES = "-‐‑‒–—−_"

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(rf"[\s\u2060\u200b{re.escape(DASHES)}]+")
# x⁵ + x² + 1, whose powers of x run through all characters but 0.
_POLYNOMIAL = 0b100101


def normalised(text: str) -> str:
    """Return the text as it is compared: capitals, no separator, O as 0, I and L as 1. Characters that are not ours stay, to be refused."""
    plain = _SEPARATORS.sub("", text)
    # Only ASCII changes case: a stranger such as « ſ » must not become one of ours.
    return "".join(char.upper() if char.isascii() else char for char in plain).translate(_LOOK_ALIKES)


def grouped(plain: str) -> str:
    """Return the text in groups of four joined by hyphens."""
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def is_base32(plain: str) -> bool:
    """True when the text is made of the 32 characters alone."""
    return all(char in _VALUES for char in plain)


def digits(number: int, least: int = 0) -> str:
    """Return a number ≥ 0 in base 32, at least ``least`` characters long; 0 is the empty text."""
    text = ""
    while number:
        number, value = divmod(number, BASE)
        text = ALPHABET[value] + text
    return text.rjust(least, ALPHABET[0])


def number(plain: str) -> int:
    """Return the number that such a text writes; KeyError when a character is not one of the 32."""
    total = 0
    for char in plain:
        total = total * BASE + _VALUES[char]
    return total


def sealed(plain: str) -> str:
    """Return the text followed by its check characters; KeyError when a character is not one of the 32."""
    total, weighted = 0, 1
    for char in plain:
        total ^= _VALUES[char]
        weighted <<= 1
        if weighted >= BASE:
            weighted ^= _POLYNOMIAL
        weighted ^= _VALUES[char]
    return plain + ALPHABET[total] + ALPHABET[weighted]


def is_sealed(plain: str) -> bool:
    """True when the text is of the 32 characters and ends with its own check characters."""
    return CHECKS < len(plain) <= LONGEST and is_base32(plain) and sealed(plain[:-CHECKS]) == plain
