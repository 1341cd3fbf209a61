"""What bears a person's name and is nobody: institutions, streets, saints, laws, cited authors. It is the network's, and is kept."""

from __future__ import annotations

from bot.privacy.lexicon import also_words, family_names, first_names, known
from bot.privacy.lists import around
from bot.privacy.words import Word

_HEADS = around("genres_d_institutions")
_LAWS = around("lois")
_SAINTS = around("saints")
_BETWEEN = around("entre")
_OF = around("de")
_QUALIFIES = around("qualifie")


def kept(words: list[Word]) -> set[int]:
    """Return the places, in the list of words, of those that belong to the name of an institution, a place, a law or an author."""
    found: set[int] = set()
    for rank, word in enumerate(words):
        if word.plain in known() or (word.parts[0] in _SAINTS and word.capital and len(word.parts) > 1):
            found.add(rank)
        if word.plain in _SAINTS and word.capital and _next(words, rank):
            found |= {rank, rank + 1}
        if word.plain in _HEADS or (word.shouted and len(word.text) > 2 and word.plain not in first_names()):
            found |= _name_after(words, rank)
    return _with_authors(words, found)


def _next(words: list[Word], rank: int) -> bool:
    return rank + 1 < len(words) and words[rank + 1].follows and words[rank + 1].capital


def _name_after(words: list[Word], head: int) -> set[int]:
    """The capitals after an institution's kind, with what links them: « école Jean Monnet », « Maison de l'enfance Les Lutins »."""
    at, linked = head + 1, False
    while at < len(words) and words[at].follows and not words[at].capital and words[at].plain in _QUALIFIES | _OF and at - head < 5:
        linked = linked or (words[at].plain in _OF and not (at + 1 < len(words) and words[at + 1].plain in _QUALIFIES))
        at += 1
    first = at
    while at < len(words) and words[at].follows and (words[at].capital or _links(words, at)):
        if at > first and words[at].plain in first_names() and words[at - 1].shouted:
            break
        at += 1
    if at == first:
        return set()
    # « la maison de Kevin » is somebody's; « la Maison de Jeanne » has a name of its own; so has « l'école Jean Monnet ».
    proper = words[head].capital and not words[head].opens
    if linked and not proper and (words[first].parts[0] in first_names() and words[first].plain not in known()):
        return set()
    if linked and not proper and words[head].plain not in _LAWS and words[first].plain in family_names() and words[first].plain not in also_words():
        return set()
    return set(range(head, at))


def _links(words: list[Word], at: int) -> bool:
    """True for a small word between two capitals of one name."""
    return (
        words[at].plain in _BETWEEN
        and any(
            words[later].capital and all(words[between].plain in _BETWEEN and words[between].follows for between in range(at, later)) and words[later].follows
            for later in range(at + 1, min(at + 3, len(words)))
        )
        and not (words[at].plain in {"et", "a", "au", "aux"} and words[at + 1].parts[0] in first_names() and words[at + 1].plain not in also_words())
    )


def _with_authors(words: list[Word], found: set[int]) -> set[int]:
    """Add the first name of an author who is cited: « Jacqueline Fastrès »."""
    for rank in sorted(found):
        if rank and words[rank].plain in _AUTHORS and words[rank].follows and words[rank - 1].capital and words[rank - 1].plain in first_names():
            found.add(rank - 1)
    return found


_AUTHORS = around("auteurs")
