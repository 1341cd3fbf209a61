"""Names that are known as names: first names, and frequent family names alone."""

from __future__ import annotations

from bot.privacy.lexicon import COUNTRIES, DETERMINERS, KIN, NOT_FIRST, PARTICLES, PERSONAL, SMALL, also_words, family_names
from bot.privacy.lists import around
from bot.privacy.reader import Reader
from bot.privacy.spans import FIRST_NAME, NAME

_BEFORE_A_PERSON = around("devant_une_personne")
_NOT_MARRIES = around("avant_le_verbe_marie")


def given_names(reader: Reader) -> None:
    """« Kevin », « kevin », « Marie-Ève Tremblay »; « Rose » when it is somebody, not when it is a flower."""
    for rank, word in enumerate(reader.words):
        if rank in reader.kind or (rank in reader.kept and word.plain not in COUNTRIES) or not reader.is_first(word):
            continue
        ambiguous = word.plain in also_words() or word.plain in COUNTRIES or len(word.plain) < 3
        if word.capital:
            if word.shouted and len(word.text) < 4:
                continue
            if rank and reader.words[rank - 1].plain == "l" and word.before == "":
                ambiguous = True
            if not ambiguous or _stands_for_someone(reader, rank):
                reader.kept.discard(rank)
                reader.take(rank, FIRST_NAME)
        elif not ambiguous and not (word.plain == "marie" and rank and reader.words[rank - 1].plain in _NOT_MARRIES):
            reader.kind[rank] = FIRST_NAME
            _lower_family(reader, rank + 1)


def _lower_family(reader: Reader, rank: int) -> None:
    """« karim benali », « madame el idrissi »."""
    at = rank
    while (word := reader.word(at)) and word.follows and word.plain in PARTICLES and at - rank < 2:
        at += 1
    word = reader.word(at)
    if word and word.follows and ((word.plain in family_names() and word.plain not in also_words()) or (word.capital and at > rank)) and at not in reader.kept:
        for place in range(rank, at + 1):
            reader.kind[place] = NAME


def _stands_for_someone(reader: Reader, rank: int) -> bool:
    """True when a capitalised word that is also an ordinary word, or a country, is used as a name."""
    word, before, after = reader.words[rank], reader.word(rank - 1), reader.word(rank + 1)
    if (
        after
        and after.follows
        and after.capital
        and not after.opens
        and rank + 1 not in reader.kept
        and (after.plain in family_names() or rank + 1 in reader.kind or len(after.text) == 1 or reader.is_first(after))
    ):
        return True
    if before and before.follows and before.capital and not before.opens and before.plain not in PARTICLES and rank - 1 not in reader.kind:
        return False
    personal = bool(after and ((after.follows and after.plain in PERSONAL) or (after.before.strip() == "," and after.plain in DETERMINERS)))
    if after and after.text == "à":
        personal = False
    if word.opens:
        return (
            personal
            and word.plain not in NOT_FIRST - {"victoire", "prudence", "patience", "grace", "france"}
            and not (after and after.plain in {"et", "ou"} and not _someone(reader, rank + 2))
        )
    if before and before.follows and before.plain in SMALL | KIN:
        return True
    if word.plain in COUNTRIES:
        return bool(before and before.plain in _BEFORE_A_PERSON - {"a", "de", "d", "est", "pour", "et", "par", "ou"}) or bool(
            before and before.plain == "a" and rank > 1 and reader.words[rank - 2].plain.startswith("demand")
        )
    return not (before and before.follows and before.plain in DETERMINERS - {"de", "d", "par", "pour", "sans"}) or personal


def _someone(reader: Reader, rank: int) -> bool:
    word = reader.word(rank)
    return bool(word and word.capital and (rank in reader.kind or reader.is_first(word)))


def family_names_alone(reader: Reader) -> None:
    """« Lemmens a dit que… »: a frequent family name alone."""
    for rank, word in enumerate(reader.words):
        if (
            word.capital
            and rank not in reader.kind
            and rank not in reader.kept
            and word.plain in family_names()
            and len(word.plain) > 3
            and not (word.shouted and len(word.text) < 5)
        ):
            before = reader.word(rank - 1)
            if word.plain not in also_words() or (not word.opens and not (before and before.follows and before.plain in DETERMINERS)):
                reader.take(rank)
