"""Names that the words around them give away: « la petite Inaya », « Selma et Burak », « la maman de L. »."""

from __future__ import annotations

from bot.privacy.lexicon import CIVIL, KIN, SMALL, first_names, known
from bot.privacy.reader import Reader
from bot.privacy.spans import FIRST_NAME, NAME
from bot.privacy.words import LETTERED


def introduced(reader: Reader) -> None:
    """« la petite Inaya », « elle s'appelle Louane », « son fils Gjon », « surnommé « Toto » »."""
    for rank, word in enumerate(reader.words):
        if (
            rank == 0
            or rank in reader.kind
            or rank in reader.kept
            or not word.capital
            or (word.shouted and len(word.text) > 1 and word.plain not in first_names())
        ):
            continue
        before = reader.words[rank - 1]
        quoted = word.before.strip() in ("«", '"', "“")
        if (
            (
                (word.follows or quoted or word.before == " (")
                and _introduces(reader, rank - 1)
                and before.plain
                not in {"grand", "grande"} | ({"petit", "petite", "jeune", "vieux", "vieille"} if before.capital and not before.opens else set())
            )
            or (word.follows and before.plain in KIN and not before.capital)
            or (
                word.before.strip() == ","
                and (before.plain in KIN or (rank > 2 and reader.words[rank - 2].plain in KIN | SMALL))
                and reader.text[word.end : word.end + 1] in (",", ".")
                and word.plain not in known()
            )
            or (word.follows and before.plain == "suis" and rank > 1 and reader.words[rank - 2].plain in {"je", "j", "moi"})
        ):
            reader.take(rank, FIRST_NAME)


def _introduces(reader: Reader, rank: int) -> bool:
    """« elle s'appelle … » introduces somebody, « le groupe s'appelle … » does not."""
    word = reader.words[rank]
    if word.plain not in {"appelle", "appellent"}:
        return word.plain in SMALL
    subject, pronoun, name = reader.word(rank - 2), reader.word(rank - 1), reader.words[rank + 1]
    return bool(
        subject and pronoun and pronoun.plain in {"s", "l", "m"} and subject.plain in {"il", "elle", "on", "je", "fils", "fille", "qu"}
    ) and name.text not in {"Le", "La", "Les", "L'"}


def coordinated(reader: Reader) -> None:
    """« Selma et Burak »: what is joined to a name is a name."""
    for rank, word in enumerate(reader.words):
        if rank in reader.kind or rank in reader.kept or not word.capital or len(word.text) < 2 or (word.shouted and len(word.text) < 5) or word.plain in CIVIL:
            continue
        before, joint = reader.word(rank - 1), reader.word(rank - 2)
        left = before and before.plain in {"et", "ou", "pis", "comme"} and word.follows and rank - 2 in reader.kind and before.follows and joint
        listed = word.before.strip() == "," and rank - 1 in reader.kind and not word.opens
        after = reader.word(rank + 1)
        right = after and (after.plain in {"et", "ou", "pis"} and after.follows and rank + 2 in reader.kind and reader.words[rank + 2].follows)
        right = right or (after and after.before.strip() == "," and rank + 1 in reader.kind and (word.opens or listed))
        if left or listed or right:
            reader.take(rank, FIRST_NAME)


def initials(reader: Reader) -> None:
    """« la maman de L. », « A. M. a été hospitalisée »."""
    for rank, word in enumerate(reader.words):
        if len(word.text) != 1 or not word.capital or rank in reader.kind or rank in reader.kept:
            continue
        dotted = reader.text[word.end : word.end + 1] == "."
        after, before = reader.word(rank + 1), reader.word(rank - 1)
        if (before and before.plain in LETTERED) or word.before not in (" ", "", " (", ", ") or (word.before == "" and rank):
            continue
        if before and word.follows and (before.plain in (SMALL | KIN) - {"grand", "grande"} or rank - 1 in reader.kind):
            reader.kind[rank] = NAME
        elif (dotted and word.text not in "ÀA") or (dotted and after and len(after.text) == 1):
            if after and after.before in (" ", "") and len(after.text) == 1 and after.capital and reader.text[after.end : after.end + 1] == ".":
                third = reader.word(rank + 2)
                if third and len(third.text) == 1 and third.before == "" and third.capital:
                    continue
                reader.kind[rank] = reader.kind[rank + 1] = NAME
            elif before and before.before == "" and len(before.text) == 1:
                continue
            elif (after and not after.capital and after.before == " ") or (after and reader.text[word.end + 1 : word.end + 2] == ","):
                reader.kind[rank] = NAME
