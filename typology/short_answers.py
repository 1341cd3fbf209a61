"""Answers that mean nothing without the question: « surtout les deux premières », « comme je disais », « oui mais pas toujours »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from typology.typography import fold

_Choice = TypeVar("_Choice")
# No longer than this, and nothing else said in it.
LONGEST = 10
_NUMBERS = {"premier": 0, "premiere": 0, "deuxieme": 1, "second": 1, "seconde": 1, "troisieme": 2, "quatrieme": 3, "cinquieme": 4, "sixieme": 5, "septieme": 6}
_COUNTS = {"deux": 2, "2": 2, "trois": 3, "3": 3, "quatre": 4, "4": 4}
_FILLERS = re.compile(
    r"\b(?:(?:oui|bah|ben|euh|alors|donc|plutot|surtout|plus|je dirais|disons|c'est|ce serait|un peu|peut-etre|sans doute|principalement|reponses?|choix|"
    r"propositions?|numero|options?|et|la|le|les)\b|l'|n°)"
)
_FIRST = re.compile(r"\b(?:les )?(\w+) premieres?\b|\b(?:les )?(\w+) premiers\b")
_LAST = re.compile(r"\b(?:les )?(\w+) dernier(?:e)?s\b")
_FIGURE = re.compile(r"(\d{1,2})(?:e|er|ere|eme|nde?)?")
_SAID_BEFORE = re.compile(
    r"\b(comme (?:(?:je|on|nous) (?:vous )?(?:l' ?|l ?|le )?(?:ai |a |avons )?(?:deja )?(?:disai[st]|disions|dit|indique|expliquais|explique)|"
    r"(?:deja )?(?:dit|indique|explique))|deja dit|(je )?(vous )?l'ai (deja )?dit|j'ai deja repondu|voir (plus haut|ci-dessus)|cf\.? plus haut|je me repete)\b"
)
# What may stand beside it without being an answer.
_SAID_WHERE = re.compile(
    r"\b(plus haut|ci-dessus|avant|tantot|tout a l'heure|(?:au|des le) (?:tout )?debut|dans (?:mon|le) (?:premier )?(?:recit|message|texte)|"
    r"deja|oui|ben|bah|euh|mais|et|donc|c'est|c'etait|cela|ca|pareil|justement|encore)\b"
)
_YES_OR_NO = "oui|ouais|non"
_HEDGE = re.compile(
    r"\b(pas (toujours|tout le temps|vraiment|partout|tous|toutes|completement|tout a fait)|parfois|quelquefois|"
    r"des fois|de temps en temps|en partie|partiellement|ca depend|plus ou moins|a moitie|un peu|rarement|mais bon|enfin|en theorie|normalement)\b"
)


def picked(text: str, choices: Sequence[_Choice]) -> list[_Choice]:
    """Return the choices that a short answer points at by their place (« la première », « les deux dernières », « 1 et 3 »), best first.

    An empty list when it points at none. ``choices`` are in the order in which they were shown.
    """
    plain = fold(text)
    if len(plain.split()) > LONGEST or not choices:
        return []
    rest, places = plain, []
    for pattern, from_end in ((_FIRST, False), (_LAST, True)):
        if match := pattern.search(rest):
            count = _COUNTS.get(next(filter(None, match.groups()), ""), 0)
            if count:
                places += list(range(len(choices)))[-count:] if from_end else list(range(count))
                rest = rest.replace(match.group(), " ")
    for word in re.findall(r"\w+", _FILLERS.sub(" ", rest)):
        if word in _NUMBERS:
            places.append(_NUMBERS[word])
        elif word in {"dernier", "derniere"}:
            places.append(len(choices) - 1)
        elif figure := _FIGURE.fullmatch(word):
            places.append(int(figure[1]) - 1)
        else:
            return []
    return [choices[place] for place in dict.fromkeys(places) if 0 <= place < len(choices)]


def said_before(text: str) -> bool:
    """True for « comme je disais », and nothing else: the answer is in what was told earlier."""
    plain = fold(text)
    if len(plain.split()) > LONGEST or not _SAID_BEFORE.search(plain):
        return False
    return len(re.findall(r"\w+", _SAID_WHERE.sub(" ", _SAID_BEFORE.sub(" ", plain)))) <= 1


def opens_with_yes(text: str) -> bool | None:
    """True for « oui mais pas toujours », False for « non, parfois », None when the first word is neither."""
    first = re.match(rf"\W*({_YES_OR_NO})\b", fold(text))
    return first[1] != "non" if first else None


def only_yes_or_no(text: str) -> bool:
    """True when nothing is left of the text once its yes or no, and what hedges it, are taken out."""
    plain = fold(text)
    return opens_with_yes(text) is not None and not re.search(r"\w", re.sub(rf"\b(?:{_YES_OR_NO}|mais|et|bien sur)\b", " ", _HEDGE.sub(" ", plain)))


def hedged(text: str) -> bool:
    """True for « oui mais pas toujours »: a yes or no that is not quite one."""
    return bool(_HEDGE.search(fold(text)))
