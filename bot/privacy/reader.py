"""A message as it is being read for names: its words, what was taken for a name so far, and how a name is taken."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.privacy.kept import kept
from bot.privacy.lexicon import CIVIL, PARTICLES, first_names
from bot.privacy.lists import around
from bot.privacy.memory import Names
from bot.privacy.spans import FIRST_NAME, NAME, Span
from bot.privacy.words import Word, words

# « Mimi », « Dédé », « Loulou »: a syllable said twice.
_DOUBLED = re.compile(r"([bcdfgjklmnprstvz][aeiouy]{1,2})\1")
_DOUBLED_WORDS = around("redoubles_mots")
# Lower-case names that do end with « é »; « marié » is no Marie.
_ACUTE = around("e_accentue")
# « félicite-t-on », « ping-pong ».
_TIED, _NO_COMPOUND = around("apres_trait"), around("pas_compose")
# Asked for the stretches of the text that a statistical model takes for persons; only when a capital is left unexplained.
Opinion = Callable[[str], list[tuple[int, int]]]


class Reader:
    """One message; ``kind`` says, for each word taken for a name (its place), which kind of name it is; ``kept`` are places of the network's own names."""

    def __init__(self, text: str, opinion: Opinion | None, names: Names) -> None:
        self.text, self.opinion, self.names = text, opinion, names
        self.words = words(text)
        self.kept = kept(self.words)
        self.kind: dict[int, str] = {}

    def spans(self) -> list[Span]:
        """Return what was taken for names, each name of several words in one piece."""
        return [Span(self.words[rank].start, self._end(rank), kind) for rank, kind in sorted(self.kind.items()) if self._is_span(rank)]

    # A name of several words, « Van den Berghe », is one span from its first word to its last.
    def _is_span(self, rank: int) -> bool:
        return not self._joined(rank)

    def _joined(self, rank: int) -> bool:
        return self.kind.get(rank) == NAME and self.kind.get(rank - 1) == NAME and self.words[rank].follows

    def _end(self, rank: int) -> int:
        while self._joined(rank + 1):
            rank += 1
        end = self.words[rank].end
        # The full stop of an initial belongs to it, unless it may end the sentence.
        initial = len(self.words[rank].text) == 1 and self.text[end : end + 1] == "."
        return end + 1 if initial else end

    def word(self, rank: int) -> Word | None:
        """Return the word at that place, or None outside the message."""
        return self.words[rank] if 0 <= rank < len(self.words) else None

    def is_first(self, word: Word) -> bool:
        """True when the word is, or may be, a first name."""
        if _DOUBLED.fullmatch(word.plain) and word.capital and word.plain not in _DOUBLED_WORDS:
            return True
        if len(word.parts) > 1:
            return word.plain in first_names() or (
                word.parts[0] in first_names()
                and word.parts[0] not in _NO_COMPOUND
                and (word.capital or word.parts[1] in first_names())
                and word.parts[1] not in _TIED
            )
        return word.plain in first_names() and (word.capital or not word.text.endswith("é") or word.plain in _ACUTE)

    def take(self, rank: int, first: str = NAME) -> bool:
        """Take the name that begins at ``rank``: particles, capitals, initials; False when there is none."""
        at, name = rank, False
        while (word := self.word(at)) and (at == rank or word.follows) and at - rank < 6 and at not in self.kept:
            if at > rank and word.plain in CIVIL:
                break
            if word.capital and not (word.opens and at > rank):
                if len(word.text) == 1 and at > rank and word.plain in {"a", "y"} and self.text[word.end : word.end + 1] != ".":
                    break
                name = True
            elif not (word.plain in PARTICLES and self.capital_soon(at)):
                break
            at += 1
        if not name:
            return False
        for place in range(rank, at):
            word = self.words[place]
            given = place == rank and (first == FIRST_NAME or (self.is_first(word) and at - rank > 1 and word.plain not in PARTICLES))
            given = given or (
                place > rank and self.kind.get(place - 1) == FIRST_NAME and word.plain in first_names() and place < at - 1 and word.plain not in PARTICLES
            )
            self.kind[place] = FIRST_NAME if given else NAME
        return True

    def capital_soon(self, rank: int) -> bool:
        """True when a capital follows the particles after this place: « el Idrissi », « van den Berghe »."""
        for later in range(rank + 1, rank + 3):
            word = self.word(later)
            if not word or not word.follows:
                return False
            if word.capital:
                return later not in self.kept
            if word.plain not in PARTICLES:
                return False
        return False
