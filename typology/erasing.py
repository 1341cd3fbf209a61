"""What is answered to « voulez-vous que j'efface tout ? ». What is erased does not come back: only a plain yes erases."""

from __future__ import annotations

import re

from typology.typography import fold

ERASE = "/confirmer_effacer"
# A plain yes is no longer than this.
LONGEST = 200
_YES = (
    r"oui|ouais|ok|d'accord|tout a fait|bien sur|absolument|volontiers|exactement|je confirme|vas-y|allez-y|je (?:le |la |les )?(?:veux|souhaite|voudrais)|"
    r"effac\w*|supprim\w*|detrui\w*|vider?|videz"
)
_WHAT = (
    r"tout(?:es?)?|tous|cette|ce|cela|ca|le|la|les|mes|nos|ma|notre|conversation|donnees|messages?|reponses?|mots|echanges?|traces?|discussion|recit|"
    r"(?:ce )?que (?:j'ai|nous avons|on a) (?:dite?s?|ecrite?s?|racontee?s?)"
)
_POLITE = (
    r"s'il (?:vous|te) plait|svp|stp|merci|parfait|certaine?|sure?|c'est bon|je suis|pas de (?:souci|probleme)|(?:n'hesitez|n'oubliez) pas|"
    r"(?:vous |tu )?(?:pouvez|peux)|que (?:vous|tu)|moi|allez|bien|vite|maintenant|tout de suite|immediatement|definitivement|completement|et|de|a|donc|alors"
)
_WHY = (
    r"(?:ne )?(?:gardez|garde|conservez|laissez) (?:rien|plus rien|aucune trace)|sans (?:rien )?(?:laisser|garder)(?: (?:de|aucune))?|surtout pas de|aucune?|"
    r"je (?:vous|te) laisse|(?:laissez|laisse)-moi tranquille|je (?:ne )?(?:viens|reviendrai|suis) (?:plus|pas)(?: concernee?)?|je n'en ai plus besoin"
)
_AGREES = re.compile(rf"\b(?:{_YES})\b")
# Nothing but words of these, one of which agrees.
_PLAIN = re.compile(rf"(?:\W*\b(?:{_YES}|{_WHAT}|{_POLITE}|{_WHY})(?!\w))+\W*")
# A « non » counts after these; « oui et non » is no yes either.
_OPENING = r"(?:(?:ah|oh|euh|ben|bah|mais|et|oui|ouais|attends|attendez|oups|zut|pardon|enfin|je veux dire|finalement|en fait|je crois que)\W+){0,4}"
_ERASE = r"(?:effac|supprim|detrui)\w*"
# « Je ne veux pas que vous effaciez », but not « n'hésitez pas à effacer », nor « je ne viens plus et effacez tout ».
_NOT = rf"n(?:e |')(?!hesit|oubli|attend|tard)(?:(?!(?:et|donc|alors|mais)\b)\w+(?: |')){{0,8}}?{_ERASE}"
_NOTHING = rf"{_ERASE} (?:surtout |donc |absolument )?(?:pas|rien)"
_NO_NEED = rf"(?:(?:pas|plus) (?:besoin|la peine|envie|question) (?:d'|de )|(?:inutile|sans) (?:d'|de )?|(?:pas|jamais) )(?:tout |rien )?{_ERASE}"
# « Ne gardez rien » asks for the contrary.
_NOT_KEPT = r"(?! (?:surtout |absolument |donc |bien )?(?:rien|pas|plus|aucun))"
_KEEP = rf"(?:gardez|gardons|conservez|conservons|laisse[rz]?){_NOT_KEPT}|(?:garde|conserve) (?:tout|ca|cela|bien|donc|le tout|mes|ce que)"
_WANTS = r"(?<!ne )(?:veux|voudrais|souhaite|prefere|aimerais|va|vais|peut|peux) (?:plutot |bien |tout |les |la |le )*(?:garder|conserver)\b(?! rien| aucun)"
_NOT_NOW = r"(?<!gardez )(?<!conservez )(?<!laissez )surtout pas|pas (?:tout de suite|maintenant|encore|du tout|tout)|(?:^|mais |oui,? )plus tard"
_GIVES_UP = r"change d'avis|annule[rz]?|laissez? tomber"
_REFUSES = re.compile(rf"^\W*{_OPENING}(?:non|jamais)\b|\b(?:{_NOT}|{_NOTHING}|{_NO_NEED}|{_KEEP}|{_WANTS}|{_NOT_NOW}|{_GIVES_UP})\b")


def consents_to_erase(text: str) -> bool:
    """True for the button, and for a yes beside which nothing is said that it could depend on: « oui, mais d'abord… » is put to the person again."""
    plain = fold(text)
    return plain == ERASE or (len(plain) <= LONGEST and bool(_AGREES.search(plain)) and bool(_PLAIN.fullmatch(plain)))


def refuses_to_erase(text: str) -> bool:
    """True when the answer says not to, or not now, whatever else it says."""
    return not consents_to_erase(text) and bool(_REFUSES.search(fold(text)))
