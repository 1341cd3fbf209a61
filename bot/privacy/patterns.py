"""What has a form: telephone numbers, e-mails, addresses, dates of birth, national and account numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.spans import ACCOUNT, ADDRESS, BIRTH, EMAIL, NATIONAL, PHONE, PSEUDONYM, Span

_S = r"[ .\u00a0\u202f-]"
_MONTH = (
    r"(?:janvier|janv\.?|f[ée]vrier|f[ée]v\.?|mars|avril|avr\.?|mai|juin|juillet|juil\.?|ao[ûu]t|septembre|sept\.?|octobre|oct\.?|"
    r"novembre|nov\.?|d[ée]cembre|d[ée]c\.?)"
)
_DATE = rf"(?:\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*(?:19|20)?\d{{2}}|(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}|(?:1er|\d{{1,2}})\s+{_MONTH}(?:\s+(?:19|20)?\d{{2}})?)"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+\s?(?:@|\(at\)|\[at\]|arobase)\s?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?![\w-])", re.I)
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z][\w.-]{2,}")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?(?!\w)")
_BORN = re.compile(
    rf"(?:\bn[ée]{{1,2}}s?\b(?:\s*\(?e?\)?)?|\bdate\s+de\s+naissance\b|\bddn\b|\bnaissance\b)\s*(?:[:=]|le|en\s+date\s+du|du)?\s*(?P<date>{_DATE})", re.I
)
_NATIONAL = [
    re.compile(pattern)
    for pattern in (
        # Belgium: 85.07.30-033.28
        rf"(?<![\d.])\d{{2}}[. ]?(?:0[0-9]|[1246][0-9]|5[0-2])[. ]?[0-3]\d{_S}?\d{{3}}{_S}?\d{{2}}(?![\d])",
        # France: 1 85 05 78 006 084 36, with or without its key
        rf"(?<![\d.])[12378]{_S}?\d{{2}}{_S}?(?:0[1-9]|1[0-2]|[2-9]\d){_S}?(?:\d{{2}}|2[ABab]){_S}?\d{{3}}{_S}?\d{{3}}(?:{_S}?\d{{2}})?(?!\d)",
        # Switzerland: 756.1234.5678.97
        rf"(?<!\d)756{_S}?\d{{4}}{_S}?\d{{4}}{_S}?\d{{2}}(?!\d)",
        # Québec's health insurance: TREM 1234 5678
        r"(?<!\w)[A-Z]{4}[ -]?\d{4}[ -]?\d{4}(?!\w)",
    )
]
_NINE = re.compile(rf"(?<![\d.,+])\d{{3}}{_S}?\d{{3}}{_S}?\d{{3}}(?![\d.,]?\d)")
_NAMED_NUMBER = re.compile(
    r"(?:\bNAS\b|\bNIR\b|\bAVS\b|\bNISS\b|registre national|num[ée]ro national|num[ée]ro de s[ée]cu\w*|assurance sociale|"
    r"passeport|carte d'identit[ée]|titre de s[ée]jour|"
    r"num[ée]ro de dossier|n° de dossier)[^\d\n]{0,20}(?P<number>[A-Z]{0,2}\d[\d .\u00a0\u202f/-]{4,}\d)",
    re.I,
)
_PHONES = [
    re.compile(pattern)
    for pattern in (
        r"(?<![\w+])(?:\+|00)[ .]?(?:3[0-9]|4[0-9]|2[0-9]{0,2}|9[0-9]|1|7|8[0-9]|6[0-9]|5[0-9])(?:[ ./()\u00a0\u202f-]{0,3}\d){7,11}(?!\d)",
        # Belgium, France, Switzerland: a zero, then 8 or 9 figures.
        r"(?<![\w+.,])\(?0[1-9]\)?(?:[ ./\u00a0\u202f-]{0,2}\d){7,8}(?!\d)(?![.,/-]\d)",
        # Québec: (418) 555-0139
        r"(?<![\w+.,])(?:1[ -])?(?:\(\d{3}\)[ ]?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w])",
        r"(?<!\d)\d{3}[ ]\d{3}[ ]\d{4}(?!\d)",
    )
]
_WAY = (
    r"(?:rue|avenue|av\.|boulevard|bd|bld|chauss[ée]e|chemin|all[ée]e|impasse|place|square|quai|route|rang|sentier|clos|venelle|ruelle|drève|cours|"
    r"passage|faubourg|mont[ée]e|côte|voie|r[ée]sidence|straat|laan|strasse|gasse)"
)
_SMALL = r"(?:d[eu]s?|l[ae]s?|aux?|sur|sous|et)"
_CAPITAL = r"(?:[dl]['’])?[A-ZÀ-ÖØ-Ý][\w'’.-]*"
# What a street is called: a capital in it somewhere.
_CALLED = rf"(?:\s+{_SMALL}){{0,3}}\s+{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,3}}{_CAPITAL}){{0,5}}"
_BOX = r"(?:\s*(?:bte|bo[iî]te|app(?:t|artement)?\.?|bis|ter|/)\s*\w{1,4})?"
_TOWN = r"(?:\s*,?\s*(?:à\s+)?(?:[BFL]-?\s?)?(?:CH-?\s?)?\d{4,5}\s+[A-ZÀ-ÖØ-Ý][\w'’-]+(?:[ -][A-ZÀ-ÖØ-Ý][\w'’-]+)*|\s*,\s*[A-ZÀ-ÖØ-Ý][\w'’-]+)?"
_NUMBER = r"\d{1,5}\s?(?:bis|ter|[a-dA-D](?!\w))?"
_COUNTED = r"(?!\s+(?:euros?|personnes?|ans|h|heures?|fois|familles?|jeunes|services?|enfants|membres|minutes|mois|jours|semaines|places)\b)"
_ADDRESSES = [
    re.compile(rf"(?<![\w/]){_NUMBER}\s*,?\s*(?i:{_WAY}){_CALLED}{_TOWN}"),
    re.compile(rf"(?<!\w)(?i:{_WAY}){_CALLED}\s*,?\s*(?:n°\s*|num[ée]ro\s*)?\d{{1,4}}\s?(?:bis|ter|[a-dA-D](?!\w))?(?![\w%€]){_COUNTED}{_BOX}{_TOWN}"),
]
# « rue des lilas 12 », written without capitals.
_LOWER = re.compile(
    rf"(?<!\w)(?:au|habite|loge|vit|crèche|domicilié\w*)\s+(?:(?:à|au|la|le|dans la)\s+)?"
    rf"(?P<address>\d{{1,4}}\s?,?\s?{_WAY}(?:\s+[\w'’-]+){{1,4}}|{_WAY}(?:\s+[\w'’-]+){{1,4}}?\s+\d{{1,4}})(?!\w)",
    re.I,
)


def formed(text: str) -> Iterator[Span]:
    """Yield what has a form, the surest first; spans may overlap."""
    for pattern, kind in ((_EMAIL, EMAIL), (_HANDLE, PSEUDONYM)):
        yield from (Span(*match.span(), kind) for match in pattern.finditer(text))
    yield from (Span(*match.span("date"), BIRTH) for match in _BORN.finditer(text))
    yield from (Span(*match.span("number"), NATIONAL) for match in _NAMED_NUMBER.finditer(text))
    for pattern in _PHONES[:1]:
        yield from (Span(*match.span(), PHONE) for match in pattern.finditer(text))
    for pattern in _NATIONAL:
        yield from (Span(*match.span(), NATIONAL) for match in pattern.finditer(text))
    for pattern in _PHONES[1:]:
        yield from (Span(*match.span(), PHONE) for match in pattern.finditer(text))
    yield from (Span(*match.span(), ACCOUNT) for match in _IBAN.finditer(text))
    yield from (Span(*match.span(), NATIONAL) for match in _NINE.finditer(text) if luhn(match.group()))
    for pattern in _ADDRESSES:
        yield from (Span(*match.span(), ADDRESS) for match in pattern.finditer(text))
    yield from (Span(*match.span("address"), ADDRESS) for match in _LOWER.finditer(text))


def luhn(text: str) -> bool:
    """True when the figures of the text end with the check digit that Luhn's rule asks for."""
    figures = [int(char) for char in text if char.isdigit()]
    return sum(sum(divmod(figure * (1 + rank % 2), 10)) for rank, figure in enumerate(reversed(figures))) % 10 == 0
