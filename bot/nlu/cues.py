"""Grammar that a bag of words gets wrong: denial, and then against now."""

from __future__ import annotations

import re

from spacy.tokens import Span

from bot.nlu.french import fold

_NEGATION = re.compile(
    r"\b(ne|n|n'\w+|pas|jamais|aucune?s?|sans|ni|rien|personne ne|non|"
    r"plus (de|du|d'|question|rien|personne)|hors de question|surtout pas|pas question|nullement)\b|\bn'"
)
_FORMERLY = re.compile(
    r"\b(au (tout )?debut|au depart|avant|autrefois|a l'origine|a l'epoque|jadis|dans le temps|anciennement|les premiers? (mois|temps|annees)|"
    r"la premiere annee|il y a \w+ (ans|mois)|jusqu'en \d{4}|jusqu'a l'(an|annee) (passee?|derniere)|par le passe|precedemment|en ce temps-la|d'abord)\b"
)
_NOW = re.compile(
    r"\b(maintenant|mtn|aujourd'hui|desormais|actuellement|a present|depuis|dorenavant|cette annee|ces temps-ci|en ce moment|depuis lors|"
    r"ensuite|puis|apres|finalement|a partir de)\b"
)
# « avant de », « avant le vote », « avant l'été », « avant que » look ahead, not back.
_BEFORE_SOMETHING = re.compile(r"\bavant (de|d'|que|qu'|le|la|les|l'|fin|tout|nos|notre|chaque|\d)")


def is_negated(span: Span) -> bool:
    """True when the clause holds a word of negation or absence."""
    return bool(_NEGATION.search(fold(span.text)))


def is_past(span: Span, previous: bool) -> bool:
    """True when the clause tells what was and is over. ``previous`` is the answer for the clause before it in the same sentence."""
    text = _BEFORE_SOMETHING.sub(" ", fold(span.text))
    if _NOW.search(text):
        return False
    if _FORMERLY.search(text):
        return True
    return previous and _imperfect(span)


def _imperfect(span: Span) -> bool:
    return any("Tense=Imp" in str(token.morph) for token in span if token.pos_ in {"VERB", "AUX"})
