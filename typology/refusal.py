"""Words that say not to erase: « non, surtout n'effacez rien », « oui, gardez tout ». What is erased does not come back."""

from __future__ import annotations

import re

from typology.typography import fold

# A « non » counts after these; « oui et non » is no yes either.
_OPENING = r"(?:(?:ah|oh|euh|ben|bah|mais|et|oui|ouais|attends|attendez|oups|zut|pardon|finalement|en fait|je crois que)\W+){0,3}"
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


def refuses_to_erase(text: str) -> bool:
    """True when what is answered to « voulez-vous que j'efface tout ? » says not to, or not now, whatever else it says."""
    return bool(_REFUSES.search(fold(text)))
