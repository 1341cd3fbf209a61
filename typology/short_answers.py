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

_HALF = re.compile(
    r"\b(en partie|partiellement|a moitie|plus ou moins|pas (tout a fait|completement|entierement|totalement|exactement|vraiment tout)|presque|"
    r"oui et non|un peu|moyen(nement)?|bof|mitige)\b"
)
_BUT = re.compile(r"\b(mais|sauf|cependant|pourtant|par contre)\b")
_PLAIN_NO = r"non|pas (du tout|vraiment|d'accord|ca|nous)|(absolument|vraiment) pas|aucunement|nullement|a cote|faux"
_NOT_AT_ALL = re.compile(rf"\b({_PLAIN_NO}|(ne|n') ?([ms]'y |\w+ )?\w+ (pas|guere)|[ms]'y \w+ pas)\b")
_QUITE = re.compile(
    r"\b(oui|ouais|tout a fait|exact|exactement|c'est (bien |tout )?(ca|cela|nous)|absolument|parfaitement|d'accord|juste|[ms]'y (reconnai[st]|retrouve)|"
    r"(ca|cela) (nous |me )?(ressemble|parle|colle)|bien vu|carrement|rien a redire)\b"
)
# A yes with one of these beside it is none.
_TAKES_BACK = re.compile(rf"\b({_PLAIN_NO}|(reconnai\w*|retrouv\w*|ressembl\w*|parle|colle) (pas|guere))\b")
_NO_OPINION = re.compile(r"\bsa(is|urais|it) pas\b|\baucune idee\b")

_MISUNDERSTOOD = r"(?:vous|tu) (?:m'avez |avez |m'as |as )?mal comprise?s?"
_SAYS_WRONG = re.compile(
    r"\b((?:je |j'ai |j'aimerais |(?:veux|voudrais|souhaite|dois|peux|puis-je|peut|faut|pouvez-vous|peux-tu) (?:le |la |les |y )?)(?:corrig|rectifi)\w*|"
    r"(?:corrigez|rectifiez)\b|(?:petite|une) (?:correction|rectification)|(?:correction|rectification)(?= ?:)|"
    r"(?:m[e']|m'etais|suis|nous|s'est|s'etait|jme) ?(?:suis |sommes )?(?:encore |de nouveau )?tromp\w*|"
    r"j'ai (?:confondu|mal (?:repondu|dit|lu|clique|choisi|compris))|"
    r"mauvaise? (?:bouton|reponse|choix)|je voulais dire|" + _MISUNDERSTOOD + "|ce n'est pas ce que j'ai dit|"
    r"je reviens sur)\b"
)
_TURNS = re.compile(r"\b(en fait|en realite|finalement|au final|apres reflexion|(?:ca|cela) me revient|petite precision|je precise)\b")
_NAMES_IT = re.compile(
    r"\b(tromp\w*|erreur|confondu|mal repondu|repondu (?:trop vite|a cote|de travers)|chang\w+ (?:ma|la|une|mon)|"
    r"corriger (?:ma|la)|modifier|revenir (?:sur|a)|reviens (?:sur|a)|reprendre|faux)\b"
)
# What is right follows: « …, on se voit chaque mois », « … : une fois par mois ».
_SAYS_RIGHT = re.compile(
    r":|\bc'est (?!faux)|\bce n'est pas\b|\bce sont\b|\bc'etait (?!faux|une erreur)|\bil (?:n')?y a(?:vait)?\b|"
    r"[,;.–-] ?(?:on|nous|ils|elles|chacun|personne|rien) (?!(?:peut|peu[tx]|pourrait|pourrions|pouvons|reprend|revient|recommence|change)\b)"
)
_REASON = re.compile(
    r"\b(c'est pour|ca sert|parce qu[e']|afin (?:de|d'|que)|on (?:le )?fait (?:ca|cela|reseau) pour|pour (?:que|ne pas|ne plus|pouvoir)|car|"
    r"pour (?:(?:se |mieux |y |en |s')*(?!notre|votre|autre|hier|membre)\w+(?:er|ir|oir|re)))\b"
)
# So few words after it say what to correct, not what it is.
NAMES = 16


_MISHEARD = re.compile(rf"\b(?:{_MISUNDERSTOOD}|ce n'est pas ce que (?:j'ai|nous avons|on a) dit)\b")


def misheard(text: str) -> bool:
    """True when the words say that the bot understood wrongly: « vous m'avez mal comprise »."""
    return bool(_MISHEARD.search(fold(text)))


def corrects(text: str) -> bool:
    """True when the words announce that something said before is put right: « en fait », « je me suis trompé », « vous m'avez mal compris »."""
    return says_wrong(text) or bool(_TURNS.search(fold(text)))


def says_wrong(text: str) -> bool:
    """True for « je me suis trompé », « mauvais bouton »; False for a mere turn of phrase, « en fait », that may open any answer."""
    return bool(_SAYS_WRONG.search(fold(text)))


def gives_a_reason(text: str) -> bool:
    """True for « en fait, c'est pour… », « finalement, on se réunit parce que… », « en fait, pour aider… »."""
    return bool(_REASON.search(fold(text)))


def only_names(text: str) -> bool:
    """True for « je me suis trompé pour le rythme »: it says what to put right, and not what is right."""
    plain = fold(text)
    return bool(_NAMES_IT.search(plain)) and len(plain.split()) <= NAMES and not _SAYS_RIGHT.search(plain)


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


def recognises(text: str) -> str | None:
    """Return « oui », « en_partie » or « non »: whether someone recognises themselves in what is said of them; None when the text does not tell."""
    plain = fold(text)
    if _NO_OPINION.search(plain):
        return None
    if _HALF.search(plain) or (opens_with_yes(text) and _BUT.search(plain)):
        return "en_partie"
    if opens_with_yes(text) and not _TAKES_BACK.search(plain):
        # « Oui, tout à fait, je n'y avais pas pensé. »
        return "oui"
    if _NOT_AT_ALL.search(plain):
        return "non"
    return "oui" if _QUITE.search(plain) else None


def yes_or_no(act: str, text: str) -> str:
    """Return the dialogue act; whatever it looks like, « oui mais pas toujours » is no « non »."""
    known = act in {"affirmer", "nier"} or only_yes_or_no(text)
    yes = opens_with_yes(text) if known else None
    return act if yes is None else "affirmer" if yes else "nier"
