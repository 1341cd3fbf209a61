"""Names that a civility or a family announces: « Mme Lefèvre », « chez les Dupont »."""

from __future__ import annotations

from bot.privacy.lexicon import CIVIL, CIVIL_SHORT, KIN, NOT_AFTER_CIVIL, OF, PARTICLES, PERSONAL, SMALL, also_words, family_names
from bot.privacy.lists import around
from bot.privacy.reader import Reader
from bot.privacy.spans import FIRST_NAME, NAME
from bot.privacy.words import Word

_VERBS = around("verbes")


def civility(reader: Reader) -> None:
    """« Mme Lefèvre », « M. B. », « mr janssens »."""
    for rank, word in enumerate(reader.words[:-1]):
        after = reader.words[rank + 1]
        if not after.follows or after.opens:
            continue
        short = word.plain in CIVIL_SHORT and (len(word.plain) > 2 or word.capital or word.plain == "mm")
        of_someone = rank and reader.words[rank - 1].plain in SMALL | KIN and word.follows
        if word.plain in CIVIL or (
            word.plain in {"m", "mm", "mr"}
            and not of_someone
            and after.plain not in NOT_AFTER_CIVIL
            and (word.capital or reader.text[word.end : word.end + 1] == ".")
        ):
            taken = (after.capital or (after.plain not in OF and reader.capital_soon(rank + 1))) and _take_civil(reader, rank + 1)
            if not taken and _lower_name(reader, word, rank + 1):
                _take_lower(reader, rank + 1)
        elif short and after.capital and rank + 1 not in reader.kept:
            reader.take(rank + 1, FIRST_NAME if reader.is_first(after) else NAME)


def _lower_name(reader: Reader, civility: Word, rank: int) -> bool:
    """After « mme » nearly any word is a name; after « madame », « monsieur », only one that is known for a name: « madame sonne » is a verb."""
    word = reader.words[rank]
    if word.capital or word.plain in NOT_AFTER_CIVIL or rank in reader.kept or civility.plain in {"maitre", "docteur", "docteure"}:
        return False
    if civility.plain in {"mme", "mlle", "melle", "mr", "m", "mdme"}:
        return len(word.plain) > 2 or word.plain in PARTICLES
    at = rank
    while word.plain in PARTICLES and at - rank < 2 and (later := reader.word(at + 1)):
        at, word = at + 1, later
    return (word.plain in family_names() or reader.is_first(word)) and word.plain not in _VERBS


def _take_civil(reader: Reader, rank: int) -> bool:
    """After « Mme », a place or an organisation is a name too: « Mme Paris »; not a function."""
    if reader.words[rank].plain in NOT_AFTER_CIVIL and len(reader.words[rank].plain) > 1:
        return False
    if reader.words[rank].plain in {"untel", "unetelle"}:
        return True
    if rank in reader.kept and not reader.words[rank].shouted:
        reader.kind[rank] = NAME
        return True
    return reader.take(rank)


def _take_lower(reader: Reader, rank: int) -> None:
    at = rank
    while (word := reader.word(at)) and word.plain in PARTICLES and at - rank < 2 and (later := reader.word(at + 1)) and later.follows:
        at += 1
    if (word := reader.word(at)) and len(word.plain) > 1 and (at == rank or word.plain not in NOT_AFTER_CIVIL):
        for place in range(rank, at + 1):
            reader.kind[place] = NAME
        if reader.is_first(word) and (later := reader.word(at + 1)) and later.follows and later.plain in family_names() and later.plain not in PERSONAL:
            reader.kind[at], reader.kind[at + 1] = FIRST_NAME, NAME


def families(reader: Reader) -> None:
    """« la famille Lambrechts », « chez les Dupont », « les époux Martin »."""
    for rank, word in enumerate(reader.words[:-1]):
        after = reader.words[rank + 1]
        group = word.plain in {"famille", "familles", "epoux", "couple", "fratrie", "clan", "parents", "freres", "soeurs", "enfants"}
        theirs = word.plain == "les" and rank and reader.words[rank - 1].plain == "chez"
        known_family = word.plain == "les" and after.plain in family_names() and after.plain not in also_words()
        if (
            after.follows
            and (after.capital or (after.plain not in OF and reader.capital_soon(rank + 1)))
            and not word.shouted
            and (group or theirs or known_family)
        ):
            reader.take(rank + 1)
