"""What a message tells beside « je ne sais pas trop », « c'est quoi, notre réseau ? » or « moi c'est Karim »: the reading alone hears too much there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from typology.evidence import Evidence
from typology.typography import fold

_NOT_KNOWN = r"\b(?:(?:sai[st]|savons|savent|saurai[st]) (?:pas|rien)|aucune idee|jsp)\b"
_HOWEVER = re.compile(rf"{_NOT_KNOWN}.*?\b(mais|dirai[st]|disons|plutot|(?:pense|crois) que|sans doute|peut-etre|probablement)\b", re.DOTALL)
_US = r"on|nous|notre|nos"
_OURS = re.compile(rf"\b(?:{_US})\b")
_ME = re.compile(r"\b(?:moi c'est|je m'appelle|mon (?:pre)?nom est|je suis|j'suis|chuis|je (?:bosse|travaille))\b")
_TOGETHER = re.compile(
    rf"\b(?:{_US}|ensemble|entre|avec|plusieurs|reseaux?|groupes?|collectifs?|coordinations?|plateformes?|concertations?|tables?|partenaires?|"
    r"partenariats?|services|associations|equipes|collegues)\b"
)
_ASKS = re.compile(
    r"\?|\b(?:quoi|qu'est|quel(?:le)?s?|lequel|laquelle|ou$|vous|votre|vos|tu|ton|tes|(?:re)?donne[rz]?|(?:re)?montre[rz]?|di[st]|dites|veu[tx]|voudrai[st]|"
    r"voulons|peu[tx]|pouvons|(?:re)?voir|avoir|sai[st]|savoir|resultats?|verdict|diagnostic|bilan|conclusions?|reponses?)\b"
)


def said_all_the_same(text: str, heard: Iterable[Evidence]) -> list[Evidence]:
    """Return what comes after « je ne sais pas trop, mais … », and not what the not knowing is about (« je ne sais pas qui décide »)."""
    plain = fold(text)
    however = _HOWEVER.search(plain)
    rest = plain[however.start(1) :] if however else ""
    return [item for item in heard if (words := fold(item.citation)) and (words in rest or (however and _HOWEVER.search(words)))]


def only_introduces(text: str) -> bool:
    """True for « moi c'est Karim, éduc de rue »: who speaks, and nobody they would be together with."""
    plain = fold(text)
    return bool(_ME.search(plain)) and not _TOGETHER.search(plain)


def told_of_us(heard: Iterable[Evidence]) -> list[Evidence]:
    """Return what a message that asks for the result tells of the network: « on compare nos pratiques », and not « donnez-moi le résultat »."""
    return [item for item in heard if _OURS.search(words := fold(item.citation)) and not _ASKS.search(words)]
