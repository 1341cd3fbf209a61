"""Grammar that a bag of words gets wrong: denial, then against now, and what somebody else only wishes or claims."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from bot.nlu.french import fold

_NEGATION = re.compile(
    r"\b(ne|n|n'\w+|pas|jamais|aucune?s?|sans|ni|rien|personne ne|non|"
    r"plus (de|du|d'|question|rien|personne)|hors de question|surtout pas|pas question|nullement)\b|\bn'"
)
_FORMERLY = re.compile(
    r"\b(au (tout )?debut|au depart|avant|autrefois|a l'origine|a l'epoque|jadis|dans le temps|anciennement|les premiers? (mois|temps|annees)|"
    r"il fut un temps|pendant un temps(?! (?:de|d'|pour|informel|commun|convivial))|"
    r"(dans|avec) l'ancien(ne)? (equipe|direction|directeur|directrice|groupe|formule|organisation|coordina\w+|referente?)|"
    r"la premiere annee|il y a \w+ (ans|mois)|jusqu'en \d{4}|jusqu'a l'(an|annee) (passee?|derniere)|par le passe|precedemment|en ce temps-la|"
    r"l'an (passe|dernier)|l'annee (passee|derniere)|l'ancien (systeme|fonctionnement)|longtemps|"
    r"(a|ont|avons|avait|avions) (commence|demarre|debute) (par|avec|comme)|(etait|etions|sont|est|sommes) partie?s? (de|d'|sur)|comme avant)\b"
)
# What is said to be over, even without a date.
_ENDED = re.compile(
    # « Ils ont arrêté ensemble les points à changer » decides, « j'ai fini par le croire » ends nothing.
    r"\b(a|ont|avons|ai|avez|avait) (arrete(?! (?:ensemble|a (?:deux|plusieurs|moitie|l'unanimite)|d'un commun))|"
    r"cesse|fini(?! par)|abandonne|laisse tomber|renonce)\b|"
    # Not what is aimed at: « pour que les familles ne tombent plus », « afin qu'on n'y passe plus ».
    r"^(?!\W*(?:et |mais )?(?:que|si|quand)\b)(?:(?!\W*(?:qu'|(?:pour|afin) (?:que\b|qu'|ne\b|de ne\b)))[^\w']*[\w']+(?![\w'])){0,6}? ?"
    r"\bn(e |')(?:\S+ ){1,5}plus\b(?! que\b| qu')"
)
_NOW = re.compile(
    r"\b(maintenant|mtn|aujourd'hui|desormais|actuellement|a present|depuis|dorenavant|cette annee|ces temps-ci|en ce moment|depuis lors|"
    r"finalement|a partir de|devenue?s?|on est passe|on est passes|la on|a laisse place|a remplace|asteure)\b|^\W*(et |mais )?(ensuite|puis|apres)\b"
)
_CONTRAST = re.compile(
    r"\b(maintenant|mtn|mnt|aujourd'hui|desormais|a present|dorenavant|devenue?s?|asteure|c'est (fini|derriere nous|du passe|de l'histoire)|"
    r"s'est perdue?|on a change depuis)\b"
)
# « avant de », « avant le vote », « avant l'été », « avant que » look ahead, not back; « depuis longtemps » is not over.
_NOT_FORMERLY = re.compile(
    r"\bavant (de|d'|que|qu'|une?|des|[mts](on|a|es)|leurs?|tout(e|es)?|nos|notre|vos|votre|chaque|et|comme|si|meme|[lmt]oi|lui|elles?|eux|nous|deux|trois|"
    r"six)\b|"
    r"\bavant (pendant|apres)|\bavant, pendant|\bavant-\w+|\b(en|pas|passent?|passer|jours?|semaines?|mois|heures?|d') ?avant\b|"
    r"\b(depuis|il y a|aussi|de|pour|pas|assez|bien) (tres |si |trop )?longtemps|\blongtemps (que|encore)"
)
# « …, qu'on les reçoive avant », « avant juin », « au début de chaque mois »: of the past only if the verb is.
_DATES = (
    r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|noel|paques|toussaint|mi-\w+|"
    r"(?:fin|debut) \w+|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
)
_WHEN = re.compile(
    rf"(?P<bare>\bavant\W*$)|\bavant(?: (?:le|la|les|cet?t?e?s?|\d+(?:h\d*)?|\w+ heures?|midi|fin|{_DATES})\b| l')|\bles premieres annees\b|"
    r"\bau (?:tout )?debut (?:de (?:chaque|nos|l'annee|(?:la |l')?(?:seance|reunion|rencontre|semaine|journee|saison|atelier))|du (?:mois|trimestre|semestre)|"
    r"d'annee|des (?:seances|reunions|rencontres|ateliers))\b"
)
# « paient », « essaient » only look like an imperfect.
_LOOKS_PAST = re.compile(r"^(re)?(pa|essa|bala|effra|rela|dela|bega|monna|ega|ra)ient$")
_DEPENDENT = re.compile(r"^\W*qu(e|i|'|and)\b")
_WISH = re.compile(
    r"\b(voudrai\w*|voulai\w*|veut|veulent|aimerai\w*|souhait\w*|rev(e|ent|ait|aient)|propos\w*|sugger\w*|pretend\w*|croi(t|ent|ait)|imagin(e|ent|ait)|prefererai\w*|"
    r"reclam\w*|demand(e|ent|ait|aient)|exig(e|ent|eait)|pouss(e|ent|ait)|dis(ent|ait|aient)|jur(e|ent|ait))\b"
)
_OWN_WISH = re.compile(
    r"\b(on|nous|je|j') ?(ne |n')?(nous |vous |le |la |les |l'|y |en )?"
    r"(voudr|voul|veu|aimer|souhait|rev|propos|sugger|pretend|croy|crois|imagin|prefer|reclam|demand|exig|pouss|dis)"
)
_REFUSED = re.compile(
    r"\b(moi,? (je|j')|nous,? (on|nous|jeunes)|nous autres|n'en veut pas|mais|sauf que|or|en fait|en realite|dans les faits|en vrai|pour vrai|la reponse est|"
    r"non|refus\w*|pas question|pas du tout|tant pis|on en est loin|trop tard|pas le temps|prefere)\b"
)
_AGREED = re.compile(r"\b(dit oui|accepte\w*|d'accord|on l'a fait|c'est fait|et c'est ce qu)\b")


def is_negated(span: Span) -> bool:
    """True when the clause holds a word of negation or absence."""
    return bool(_NEGATION.search(fold(span.text)))


def tells_of_a_change(text: str) -> bool:
    """True when a message sets then against now, so that an imperfect in it tells what is over."""
    plain = _WHEN.sub(" ", _NOT_FORMERLY.sub(" ", fold(text)))
    return bool(_FORMERLY.search(plain) or _ENDED.search(plain) or _CONTRAST.search(plain))


def is_past(span: Span, previous: bool, change: bool) -> bool:
    """True when the clause tells what was and is over.

    ``previous`` is the answer for the clause before it, ``change`` that of :func:`tells_of_a_change` for the message.
    """
    text = _NOT_FORMERLY.sub(" ", fold(span.text))
    if _ENDED.search(text):
        return True
    if _NOW.search(text):
        return False
    when = _WHEN.search(text)
    if _FORMERLY.search(_WHEN.sub("", text)) or (when and any(_tells_past(token, bare=bool(when["bare"])) for token in span)):
        return True
    finite = [token for token in span if token.pos_ in {"VERB", "AUX"} and "VerbForm=Fin" in str(token.morph)]
    if not finite or _DEPENDENT.match(text):
        return previous
    imperfect = ("Tense=Imp" in str(token.morph) and not _LOOKS_PAST.match(fold(token.text)) for token in finite)
    return (previous or change) and any(imperfect) and not any(token.lower_ in {"si", "s'"} for token in span)


def _tells_past(token: Token, bare: bool) -> bool:
    """True for an imperfect, or, beside a bare « avant », a past participle; a simple past is mostly a present that looks like it (« réunit », « relit »)."""
    morph = str(token.morph)
    return "Tense=Imp" in morph or (bare and "Tense=Past" in morph and "VerbForm=Part" in morph)


def starts_a_time(word: str) -> bool:
    """True for a word that opens another time inside a sentence: « …, maintenant on vote »."""
    return fold(word) in {"maintenant", "mtn", "aujourd'hui", "desormais", "actuellement", "dorenavant", "avant", "autrefois", "jadis"}


def sets_against(text: str) -> bool:
    """True when a clause opens with what the speaker sets against a wish: « nous, on… », « dans les faits… »."""
    return bool(_REFUSED.match(fold(text).lstrip(" ,;:-–")))


def only_wished(span: Span, following: str) -> bool:
    """True when somebody else wishes, proposes or claims what the clause says, and the speaker sets something else against it.

    ``following`` is the text after the clause, to the end of the next sentence.
    """
    text = fold(span.text)
    if sets_against(span.text) or not _WISH.search(text) or _OWN_WISH.search(text):
        return False
    after = fold(following)
    return bool(_REFUSED.search(after)) and not _AGREED.search(after)
