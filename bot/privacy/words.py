"""A text as words: where each begins and ends, whether it has a capital, whether it opens a sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.privacy.lists import around, plain

_LETTER = r"[^\W\d_]"
# « l'Inaya » is two words, « N'Diaye » and « O'Brien » one; « El-Khattabi » one.
_WORD = re.compile(
    rf"(?P<elided>(?:[ldcjstmn]|[LDCJST]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu))['’](?={_LETTER})|(?:[NMO]['’](?=[A-Z]))?{_LETTER}[\u0300-\u036f]*(?:{_LETTER}|[\u0300-\u036f])*(?:-{_LETTER}+)*"
)
# « permis B », « volet C »: a letter that is nobody.
LETTERED = around("lettres")
_ABBREVIATED = around("abreviations")
_ENDS = re.compile(r"[.!?…:\n]|[«“\"(]\s*$|^\s*[-–—•*]\s*$")


class Word(NamedTuple):
    """One word; ``plain`` is lower case without accents or the apostrophe of an elision, ``before`` what stands between it and the word before."""

    text: str
    plain: str
    start: int
    end: int
    before: str
    opens: bool

    @property
    def capital(self) -> bool:
        """True for « Karim » and « KARIM »."""
        return self.text[0].isupper()

    @property
    def shouted(self) -> bool:
        """True for « CPAS » and « KARIM »."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def follows(self) -> bool:
        """True when nothing but a space, a hyphen or an apostrophe separates it from the word before."""
        return self.before in (" ", "-", "", "\u00a0", "'", "’", "  ")

    @property
    def parts(self) -> list[str]:
        """The parts of a hyphened word."""
        return self.plain.split("-")


def words(text: str) -> list[Word]:
    """Return the words of a text, in order."""
    found: list[Word] = []
    at = 0
    for match in _WORD.finditer(text):
        before = text[at : match.start()]
        previous = found[-1].plain if found else ""
        initial = len(previous) == 1 and not (len(found) > 1 and found[-2].plain in LETTERED)
        abbreviated = before.startswith(".") and (previous in _ABBREVIATED or initial) and "\n" not in before
        opens = not found or (bool(_ENDS.search(before)) and not abbreviated)
        if found and found[-1].opens and found[-1].text.endswith(("'", "’")) and not before:
            # In « L'aide » the sentence opens with both.
            opens = True
        if abbreviated:
            before = before[1:] or " "
        found.append(Word(match.group(), plain(match["elided"] or match.group()), match.start(), match.end(), before, opens))
        at = match.end()
    return found
