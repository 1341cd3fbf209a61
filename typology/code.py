"""The result code: the answers of one interview in a few characters, to open the same result elsewhere, go on, or compare later.

``Z`` (the version of the format), two characters for the questions as they were (their ids, in order), the answers, two check characters
(see ``crockford``). The answers are those of ``condense``: modalities only, not one word of the practitioner. They are written as one
number in mixed radix, what is seldom said last, so that a short interview has a short code:

    nobody knows why, a goal named, each opening question answered, former type (0: none), everything heard?,
    else which dimensions, then for each of these: 0 for « je ne sais pas », or 1 + 2 × place in its list + answered.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Sequence

from typology.condense import MESSAGE, choices, condense, formerly
from typology.crockford import ALPHABET, BASE, CHECKS, DASHES, LONGEST, digits, grouped, is_base32, is_sealed, normalised, number, sealed
from typology.diagnosis import EN_TRANSITION, diagnose
from typology.errors import CodeError
from typology.evidence import FORMERLY, Evidence, Goal, Ledger
from typology.messages import say
from typology.model import OPENING_QUESTIONS, Knowledge

VERSION = "Z"
_SCHEMA = 2
_SHORTEST = len(VERSION) + _SCHEMA + CHECKS
# Longer than any code with all its separators: not worth reading.
_MOST_TYPED = 100
MOST_PHASES = 12
THEN, BESIDE = ".", "~"

# A code in a sentence. By its look, even mistyped: at least three hyphened groups of about four. By its seal: in one piece, in hyphened
# groups, or in groups of four with spaces.
_DASH = re.escape(DASHES)
_LOOKS = re.compile(rf"(?<!\w)[Zz][0-9A-Za-z]{{2,4}}(?:[{_DASH}][0-9A-Za-z]{{3,6}}){{1,7}}[{_DASH}][0-9A-Za-z]{{1,6}}(?![\w{_DASH}])")
_PIECE = re.compile(rf"(?<!\w)[Zz][0-9A-Za-z{_DASH}]{{4,60}}(?!\w)")
_SPACED = re.compile(r"(?<!\w)[Zz][0-9A-Za-z]{3}(?:\s{1,2}[0-9A-Za-z]{4}){0,7}(?:\s{1,2}[0-9A-Za-z]{1,4})?(?!\w)")
# What may stand around a code that is all of a message.
_AROUND = " \n\t.,;:!?«»\"'()"
# A word of that many letters that happens to be sealed is no French word.
_LONG = 12


def encode(ledger: Ledger, knowledge: Knowledge) -> str:
    """Return the code of a ledger, at most 24 characters and their hyphens; the same ledger always has the same code."""
    return grouped(sealed(VERSION + _schema(knowledge) + digits(_written(condense(ledger, knowledge), knowledge))))


def decode(text: str, knowledge: Knowledge) -> Ledger:
    """Return the ledger of a code, however it was typed. CodeError, with a sentence for the practitioner, for anything else.

    Its diagnosis has the verdict, the type and the centre of the original's, unless hardly anything but the reading of messages as a whole led
    there (one interview of 378 in docs/mesures.md's files is then less sure); its evidence has no words.
    """
    if not isinstance(text, str) or len(text) > _MOST_TYPED:
        raise CodeError(say("code_pas_un_code"))
    plain = normalised(text)
    if not is_sealed(plain) or len(plain) < _SHORTEST:
        ours = plain.startswith(VERSION) and _SHORTEST - 1 <= len(plain) <= LONGEST + 1
        raise CodeError(say("code_mal_recopie" if ours else "code_pas_un_code"))
    body = plain[:-CHECKS]
    payload = body[len(VERSION) + _SCHEMA :]
    if not body.startswith(VERSION + _schema(knowledge)):
        raise CodeError(say("code_autre_version"))
    ledger = _read(number(payload), knowledge)
    # Whatever is not what ``encode`` writes was made by someone else: a number too great, a zero in front, a list in another order.
    if ledger is None or digits(_written(ledger, knowledge)) != payload:
        raise CodeError(say("code_mal_recopie"))
    return ledger


def find_code(text: str) -> str | None:
    """Return the first code of a chat message, in capitals and groups of four, or None.

    One written with hyphens is found even mistyped, so that the mistake can be told; ordinary words, dates and telephone numbers never are.
    """
    return next((code for code, _, _ in located(text)), None) if isinstance(text, str) else None


def located(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (code, start, end) for each code of a text, the one that :func:`find_code` returns first; two may overlap."""
    for start, end in _candidates(text):
        found = text[start:end]
        plain = normalised(found)
        certain = any(char.isdigit() for char in found) or any(char in DASHES for char in found) or len(plain) >= _LONG
        if certain and len(plain) >= _SHORTEST and plain.startswith(VERSION) and is_sealed(plain):
            yield grouped(plain), start, end
    for match in _LOOKS.finditer(text):
        if any(char.isdigit() for char in match.group()):
            yield grouped(normalised(match.group())), *match.span()


def encode_path(steps: Sequence[Sequence[str]]) -> str:
    """Return the codes of several phases as one text: steps in time, and in each step the codes told in parallel. CodeError unless 1 to 12 codes."""
    return THEN.join(BESIDE.join(step) for step in _checked([[grouped(normalised(code)) for code in step] for step in steps]))


def decode_path(text: str) -> list[list[str]]:
    """Return the steps of :func:`encode_path`. Only the shape is checked: ``decode`` each code. CodeError otherwise."""
    if not isinstance(text, str) or len(text) > MOST_PHASES * _MOST_TYPED:
        raise CodeError(say("code_pas_un_code"))
    return _checked([[grouped(normalised(code)) for code in step.split(BESIDE)] for step in text.strip().split(THEN)])


def _checked(steps: list[list[str]]) -> list[list[str]]:
    if sum(map(len, steps)) > MOST_PHASES:
        raise CodeError(say("code_trop_de_phases"))
    plain = [code.replace("-", "") for step in steps for code in step]
    if not steps or not all(steps) or not all(is_base32(code) and _SHORTEST <= len(code) <= LONGEST for code in plain):
        raise CodeError(say("code_mal_recopie" if any(code.startswith(VERSION) for code in plain) else "code_pas_un_code"))
    return steps


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of what may be a code."""
    if len(text) <= _MOST_TYPED:
        whole = text.strip(_AROUND)
        start = len(text) - len(text.lstrip(_AROUND))
        yield start, start + len(whole)
    yield from (match.span() for match in _PIECE.finditer(text))
    for match in _SPACED.finditer(text):
        ends = [group.end() for group in re.finditer(r"\S+", match.group())]
        # What follows the code may look like a group of it: « Z7K3 F9QX merci ».
        yield from ((match.start(), match.start() + end) for end in reversed(ends[1:]))


@functools.lru_cache(maxsize=4)
def _schema(knowledge: Knowledge) -> str:
    """Two characters that change with the questions: their ids and those of their answers, in order, and the types'."""
    names = [[item.id, *(modality.id for modality in item.modalites)] for item in knowledge.dimensions]
    digest = hashlib.sha256(repr((OPENING_QUESTIONS, names, knowledge.type_ids)).encode()).digest()
    return ALPHABET[digest[0] % BASE] + ALPHABET[digest[1] % BASE]


@functools.lru_cache(maxsize=64)
def _places(dimension: str, knowledge: Knowledge) -> dict[Evidence, int]:
    return {item: place for place, item in enumerate(choices(dimension, knowledge))}


def _written(ledger: Ledger, knowledge: Knowledge) -> int:
    """Return a condensed ledger as one number."""
    said = {item.dimension: item for item in ledger.evidence if item.temps != FORMERLY}
    diagnosis = diagnose(ledger, knowledge)
    former = knowledge.type_ids.index(diagnosis.avant) + 1 if diagnosis.verdict == EN_TRANSITION and diagnosis.avant else 0
    pairs = [(int(ledger.sans_pourquoi), 2), (int(ledger.objectif is not None), 2)]
    pairs += [(int(question in ledger.repondues), 2) for question in OPENING_QUESTIONS]
    pairs += [(former, len(knowledge.type_ids) + 1), (int(len(said) == len(knowledge.dimensions)), 2)]
    if len(said) < len(knowledge.dimensions):
        pairs += [(int(dimension in said), 2) for dimension in knowledge.dimension_ids]
    for dimension in knowledge.dimension_ids:
        if dimension in said:
            pairs.append((_digit(said[dimension], ledger, knowledge), 1 + 2 * len(choices(dimension, knowledge))))
    total = 0
    for digit, radix in reversed(pairs):
        total = total * radix + digit
    return total


def _digit(item: Evidence, ledger: Ledger, knowledge: Knowledge) -> int:
    if item.modalite is None:
        return 0
    return 1 + 2 * _places(item.dimension, knowledge)[item] + int(item.dimension in ledger.repondues)


def _read(total: int, knowledge: Knowledge) -> Ledger | None:
    """Return the ledger that such a number writes, or None when the number is too great."""

    def take(radix: int) -> int:
        nonlocal total
        total, digit = divmod(total, radix)
        return digit

    no_why, goal = take(2), take(2)
    answered = [question for question in OPENING_QUESTIONS if take(2)]
    former, everything = take(len(knowledge.type_ids) + 1), take(2)
    heard = [dimension for dimension in knowledge.dimension_ids if everything or take(2)]
    said, unknown = [], []
    for dimension in heard:
        digit = take(1 + 2 * len(choices(dimension, knowledge)))
        if digit:
            said.append(choices(dimension, knowledge)[(digit - 1) // 2])
        else:
            unknown.append(Evidence(dimension, None, message=MESSAGE))
        if not digit or (digit - 1) % 2:
            answered.append(dimension)
    if total:
        return None
    return Ledger(
        evidence=(*said, *unknown, *(formerly(knowledge.type_ids[former - 1], knowledge) if former else ())),
        posees=tuple(answered),
        repondues=frozenset(answered),
        objectif=Goal("", MESSAGE) if goal else None,
        sans_pourquoi=bool(no_why),
    )
