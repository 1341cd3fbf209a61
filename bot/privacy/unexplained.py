"""What is left: capitals that nothing explains, and names that come back."""

from __future__ import annotations

from bot.privacy.lexicon import ARTICLES, CIVIL, CIVIL_SHORT, KIN, PARTICLES, SMALL, SOMEBODYS, SURELY_PERSONAL, also_words
from bot.privacy.lists import around
from bot.privacy.reader import Reader
from bot.privacy.spans import FIRST_NAME

_POSSESSIVES = around("possessifs")
_AND_ME = around("et_moi")


def believed(reader: Reader) -> None:
    """A capital that nothing explains: the model is asked, and so are the words around it."""
    left = [rank for rank in range(len(reader.words)) if _unexplained(reader, rank)]
    for rank in left:
        after, later = reader.word(rank + 1), reader.word(rank + 2)
        if after and later and after.plain == "et" and after.follows and later.follows and later.plain in _AND_ME:
            reader.take(rank, FIRST_NAME)
    unexplained = [rank for rank in left if not reader.words[rank].opens or _personal_after(reader, rank)]
    if not unexplained or reader.opinion is None:
        return
    believed = reader.opinion(reader.text)
    for rank in unexplained:
        word = reader.words[rank]
        if rank not in reader.kind and any(start <= word.start and word.end <= end for start, end in believed):
            reader.take(rank, FIRST_NAME)


def _unexplained(reader: Reader, rank: int) -> bool:
    word, before = reader.words[rank], reader.word(rank - 1)
    if not word.capital or word.shouted or len(word.text) < 3 or word.text.endswith(("'", "’")) or rank in reader.kind or rank in reader.kept:
        return False
    named = before is not None and word.follows and before.plain in ARTICLES
    of = reader.word(rank - 2)
    if before is not None and word.follows and before.plain in {"de", "d"} and not (of and of.plain in SOMEBODYS | KIN | SMALL):
        return False
    return word.plain not in CIVIL | CIVIL_SHORT | KIN and not (named and word.follows)


def _personal_after(reader: Reader, rank: int) -> bool:
    """True when what follows an unknown word at the start of a sentence is said of persons only."""
    after, later = reader.word(rank + 1), reader.word(rank + 2)
    if not after:
        return False
    if after.follows and after.plain in {"ne", "n", "et", "se", "s", "a", "est"}:
        joined = after.plain == "et" and later and later.capital and later.follows
        return bool(joined or (later and after.plain not in {"et", "a", "est"} and later.plain in SURELY_PERSONAL))
    return (after.follows and after.plain in SURELY_PERSONAL) or (after.before.strip() == "," and after.plain in _POSSESSIVES)


def again(reader: Reader) -> None:
    """A name that was found once is hidden wherever it comes back; a first name also in lower case."""
    for rank, kind in reader.kind.items():
        word = reader.words[rank]
        if len(word.plain) > 2 and word.capital and word.plain not in also_words() | PARTICLES:
            reader.names.add(word.plain, kind)
    for rank, word in enumerate(reader.words):
        known_as = reader.names.kind(word.plain) if len(word.plain) > 2 and rank not in reader.kind and rank not in reader.kept else None
        if known_as and (word.capital or known_as == FIRST_NAME):
            reader.kind[rank] = known_as
