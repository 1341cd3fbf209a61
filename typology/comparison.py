"""From one result to a later one of the same network: has it changed its centre of gravity, its type, and what moved most?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from typology.condense import best_reading
from typology.diagnosis import PARTAGE, SANS_POURQUOI, Diagnosis, diagnose, posterior
from typology.evidence import NOW, Ledger
from typology.messages import say
from typology.model import Knowledge
from typology.path import passages
from typology.typography import french

MOST_WORDS = 60
_WORD = re.compile(r"\w[\w'’]*")


@dataclass(frozen=True)
class Comparison:
    """Two diagnoses, and what changed between them.

    ``moved`` and ``type_changed`` are False when one of the two has no type: nothing is known to have changed. ``changes`` are (dimension,
    modality before, modality after) where both were clearly said and differ, the one that weighs most on the result first.
    """

    before: Diagnosis
    after: Diagnosis
    moved: bool
    type_changed: bool
    changes: tuple[tuple[str, str, str], ...]


def compare(before: Ledger, after: Ledger, knowledge: Knowledge) -> Comparison:
    """Return what changed from one ledger to a later one."""
    first, second = diagnose(before, knowledge), diagnose(after, knowledge)
    changes = []
    for dimension in knowledge.dimension_ids:
        then, now = _said(before, dimension), _said(after, dimension)
        if then and now and then != now:
            changes.append((dimension, then, now))
    changes.sort(key=lambda change: -_weight(change[0], before, after, knowledge))
    return Comparison(
        before=first,
        after=second,
        moved=bool(first.centre and second.centre and first.centre != second.centre),
        type_changed=bool(first.type and second.type and first.type != second.type),
        changes=tuple(changes),
    )


def in_words(comparison: Comparison, knowledge: Knowledge) -> str:
    """Return the comparison in two or three French sentences or so, at most 60 words."""
    text = _verdicts(comparison, knowledge)
    for versions in _details(comparison, knowledge):
        fitting = [longer for longer in (f"{text} {more}" for more in versions) if len(_WORD.findall(longer)) <= MOST_WORDS]
        text = fitting[0] if fitting else text
    return french(text)


def _verdicts(comparison: Comparison, knowledge: Knowledge) -> str:
    before, after = comparison.before, comparison.after
    if before.type is None and after.type is None:
        return say("comparaison_ni_ni")
    if before.type is None:
        key = "comparaison_pourquoi_retrouve" if before.verdict == SANS_POURQUOI else "comparaison_vers_type"
        return say(key, type=_name(after, knowledge), centre=_centre(after, knowledge))
    if after.type is None:
        key = "comparaison_pourquoi_perdu" if after.verdict == SANS_POURQUOI else "comparaison_vers_rien"
        return say(key, type=_name(before, knowledge))
    then, now = _name(before, knowledge), _name(after, knowledge)
    if comparison.moved:
        return say("comparaison_centre", centre_avant=_centre(before, knowledge), centre_apres=_centre(after, knowledge), avant=then, apres=now)
    if comparison.type_changed:
        return say("comparaison_type", centre=_centre(after, knowledge), avant=then, apres=now)
    return say("comparaison_meme", type=now, centre=_centre(after, knowledge))


def _details(comparison: Comparison, knowledge: Knowledge) -> Iterator[Sequence[str]]:
    """What else there is to say, the most needed first, in a long and a short version; what does not fit is left out."""
    before, after = comparison.before, comparison.after
    if comparison.type_changed:
        if PARTAGE in (before.verdict, after.verdict):
            yield [say("comparaison_prudence")]
        for _, _, passage in passages([[before.type], [after.type]], knowledge):
            if passage:
                first = re.split(r"(?<=[.!?])\s", passage.ce_qui_change, maxsplit=1)[0]
                yield [say("comparaison_passage", change=_small(change)) for change in (passage.ce_qui_change, first)]
    if comparison.changes:
        dimension, then, now = comparison.changes[0]
        question = knowledge.dimension(dimension)
        title, labels = _small(question.titre), {"avant": question.modality(then).label, "apres": question.modality(now).label}
        yield [say("comparaison_reponse", 0, dimension=title, **labels), say("comparaison_reponse_seule", dimension=title)]
    elif before.type is not None and before.type == after.type:
        yield [say("comparaison_rien_bouge")]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _said(ledger: Ledger, dimension: str) -> str | None:
    best = best_reading(ledger.heard_on(dimension))
    return best.modalite if best is not None and best.current and best.sure else None


def _weight(dimension: str, before: Ledger, after: Ledger, knowledge: Knowledge) -> float:
    """Return how differently the two answers point, each taken alone: 0 for the same types, 1 for quite other ones."""
    then, now = (posterior((item for item in ledger.heard_on(dimension) if item.temps == NOW), knowledge) for ledger in (before, after))
    return sum(abs(p - now[type_id]) for type_id, p in then.items()) / 2


def _name(diagnosis: Diagnosis, knowledge: Knowledge) -> str:
    return knowledge.type(diagnosis.type or "").nom.lower()


def _centre(diagnosis: Diagnosis, knowledge: Knowledge) -> str:
    return knowledge.centre(diagnosis.centre or "").nom.lower()
