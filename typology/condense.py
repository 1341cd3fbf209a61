"""The ledger in short: one evidence per dimension, taken from a closed list, that leads to the same result.

Several clauses on one dimension add up (see ``diagnosis``); here one of them stands for all: the reading heard best, with how surely,
and how much a second one mixes with it. No word of the practitioner is kept.

1. Each dimension takes from its list the evidence whose pull on the seven types is nearest to that of all it stands for.
2. The dimensions choose again, the most influential first, each making up for what the others lost.
3. If the result still is not the same, single dimensions are tried farther and farther away: first until all that the report tells of the
   result holds, else until verdict, type, centre and former type do.
4. The same with the dimension's whole list: for once, what it holds is not what was heard best.

Of 3000 interviews such as tests/typology/interviews.py invents, steps 1 and 2 sufficed for 93 in 100, and all that is told of the result held
but for 6, whose verdict and type held; of 3000 ledgers drawn at random, for 85 in 100 and but for 26. Step 4 is needed once in thousands.
With what messages say as a whole, which weighs beside the clauses, one interview in some 400 is less sure than it was.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import mul

from typology.diagnosis import CLEAR, EN_TRANSITION, PARTAGE, Diagnosis, diagnose, posterior
from typology.evidence import DENIED, FORMERLY, NOW, SAID, Evidence, Goal, Ledger
from typology.model import OPENING_QUESTIONS, Knowledge, Typicality

# How surely a reading is heard; the last is that of a click, and the fifth the first that counts as an answer (evidence.HEARD).
LEVELS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.97)
# A second reading takes so many sixths of what the first leaves.
SHARES = 6
# What a condensed evidence has for a message id.
MESSAGE = "code"
# The rounds of step 2, and what staying near to one's own pull is worth in them against making up for the others.
_ROUNDS, _OWN = 3, 0.2


@functools.lru_cache(maxsize=64)
def choices(dimension: str, knowledge: Knowledge) -> tuple[Evidence, ...]:
    """Return the closed list of one dimension, in a fixed order: readings said, alone or mixed with a second one, then readings denied."""
    modalities = [modality.id for modality in knowledge.dimension(dimension).modalites]
    said = [
        Evidence(dimension, first, message=MESSAGE, confiance=level, repartition=second)
        for first in modalities
        for level in LEVELS
        for second in _second_readings(level, [other for other in modalities if other != first])
    ]
    return (*said, *(Evidence(dimension, first, message=MESSAGE, confiance=level, polarite=DENIED) for first in modalities for level in LEVELS))


def _second_readings(level: float, others: Sequence[str]) -> list[tuple[tuple[str, float], ...]]:
    # Rounded down: together they may not exceed 1.
    shares = [math.floor((1.0 - level) * share / SHARES * 1e4) / 1e4 for share in range(1, SHARES + 1)]
    return [(), *(((other, share),) for other in others for share in shares)]


def best_reading(items: Iterable[Evidence]) -> Evidence | None:
    """Return what was heard best of what one dimension is now; None when nothing was. A denial only stands where nothing was said.

    An impression only stands where nothing was heard otherwise.
    """
    now = [item for item in items if item.temps == NOW and item.modalite is not None]
    clear = [item for item in now if not item.impression]
    said = [item for item in clear if item.polarite == SAID]
    return max(said or clear or now, key=lambda item: (item.confiance, item.modalite or ""), default=None)


def formerly(type_id: str, knowledge: Knowledge) -> tuple[Evidence, ...]:
    """Return evidence from which the former type is that one: its very typical answers."""
    return tuple(
        Evidence(dimension, modality, message=MESSAGE, temps=FORMERLY)
        for dimension, row in knowledge.type(type_id).typicite.items()
        for modality, word in row.items()
        if word is Typicality.tres_typique
    )


def condense(ledger: Ledger, knowledge: Knowledge) -> Ledger:
    """Return a ledger with at most one current evidence per dimension, all from ``choices``, no word, and the same verdict and type.

    « Je ne sais pas » stays where nothing else was heard. ``posees`` are the answered questions, the goal has no words.
    """
    wanted = diagnose(ledger, knowledge)
    answered = [name for name in (*OPENING_QUESTIONS, *knowledge.dimension_ids) if name in ledger.repondues]
    unknown = [name for name in answered if name in knowledge.dimension_ids and not best_reading(ledger.heard_on(name))]
    before = formerly(wanted.avant, knowledge) if wanted.verdict == EN_TRANSITION and wanted.avant else ()
    frame = Ledger(
        evidence=(*(Evidence(name, None, message=MESSAGE) for name in unknown), *before),
        posees=tuple(answered),
        repondues=frozenset(answered),
        objectif=Goal("", MESSAGE) if ledger.objectif else None,
        sans_pourquoi=ledger.sans_pourquoi,
    )
    heard = [_Dimension.of(name, ledger, wanted, knowledge) for name in knowledge.dimension_ids if best_reading(ledger.heard_on(name))]

    def found(chosen: Sequence[_Choice]) -> Ledger:
        return replace(frame, evidence=(*(item for item, _, _ in chosen), *frame.evidence))

    nearly: Ledger | None = None
    for whole in (False, True):
        for chosen in _attempts(heard, whole, knowledge):
            if wanted.type is not None and not _leads(chosen, wanted.type, knowledge):
                continue
            diagnosis = diagnose(found(chosen), knowledge)
            if _as_told(diagnosis) == _as_told(wanted):
                return found(chosen)
            if nearly is None and _verdict(diagnosis) == _verdict(wanted):
                nearly = found(chosen)
        if nearly is not None:
            return nearly
    return found(next(_attempts(heard, False, knowledge)))


# The pull of an evidence on the seven types: the logarithm of what it alone makes of them, up to a constant.
Pull = tuple[float, ...]
# An evidence, its pull, and the pull's weighted variance.
_Choice = tuple[Evidence, Pull, float]


@dataclass(frozen=True)
class _Dimension:
    """One dimension that was heard: what may stand for it, the pull to come near to, and how much each type counts (they sum to 1).

    Two pulls are as unlike as the weighted variance of their difference, whatever the constant: var(a) - 2 cov(a, b) + var(b).
    """

    name: str
    similar: tuple[_Choice, ...]
    wanted: Pull
    weights: Pull

    @classmethod
    def of(cls, name: str, ledger: Ledger, diagnosis: Diagnosis, knowledge: Knowledge) -> _Dimension:
        items = [item for item in ledger.heard_on(name) if item.temps == NOW]
        best = best_reading(items)
        # What is too plausible to lose counts most; a type far behind may move without harm.
        raw = [diagnosis.types[type_id] + 0.02 for type_id in knowledge.type_ids]
        weights = tuple(weight / sum(raw) for weight in raw)
        similar = _alike(name, best.modalite, best.polarite, best.sure, knowledge) if best else ()
        return cls(name, _with_variance(similar, weights), _pull(items, knowledge), weights)

    @property
    def influence(self) -> float:
        return _variance(self.wanted, self.weights)

    def nearest(self, among: Iterable[_Choice], target: Sequence[float]) -> list[_Choice]:
        """Return the choices, the one whose pull is least unlike ``target`` first."""
        mean = sum(map(mul, self.weights, target))
        toward = [weight * (value - mean) for weight, value in zip(self.weights, target, strict=True)]
        # The variance of the target is the same for all.
        return sorted(among, key=lambda choice: choice[2] - 2.0 * sum(map(mul, toward, choice[1])))


def _variance(pull: Pull, weights: Pull) -> float:
    return sum(map(mul, weights, map(mul, pull, pull))) - sum(map(mul, weights, pull)) ** 2


def _with_variance(pulling: Iterable[tuple[Evidence, Pull]], weights: Pull) -> tuple[_Choice, ...]:
    return tuple((item, pull, _variance(pull, weights)) for item, pull in pulling)


def _attempts(heard: Sequence[_Dimension], whole: bool, knowledge: Knowledge) -> Iterator[Sequence[_Choice]]:
    """Yield one choice for each dimension, the most faithful first: among those alike, or for one of them among the ``whole`` list."""
    nearest = [each.nearest(each.similar, each.wanted)[0] for each in heard]
    order = sorted(range(len(heard)), key=lambda rank: -heard[rank].influence)
    together = list(nearest)
    for _ in range(_ROUNDS):
        settled = list(together)
        for rank in order:
            together[rank] = _making_up(rank, heard, together, heard[rank].similar)[0]
        if together == settled:
            break
    yield together
    yield nearest
    for rank in order:
        among = _with_variance(_pulling(heard[rank].name, knowledge), heard[rank].weights) if whole else heard[rank].similar
        for choice in _making_up(rank, heard, together, among):
            yield [*together[:rank], choice, *together[rank + 1 :]]


def _making_up(rank: int, heard: Sequence[_Dimension], chosen: Sequence[_Choice], among: Iterable[_Choice]) -> list[_Choice]:
    """Return one dimension's choices, those first that best make up for what the other dimensions lost."""
    own = heard[rank]
    target = list(own.wanted)
    for other, (each, (_, pull, _)) in enumerate(zip(heard, chosen, strict=True)):
        if other != rank:
            # Two squares, to the whole and to one's own, have the same least as one square to the point between them.
            target = [value + (want - got) / (1.0 + _OWN) for value, want, got in zip(target, each.wanted, pull, strict=True)]
    return own.nearest(among, target)


def _leads(chosen: Sequence[_Choice], type_id: str, knowledge: Knowledge) -> bool:
    """True when the choices make that type the first: quicker than a diagnosis."""
    sums = [sum(values) for values in zip(*(pull for _, pull, _ in chosen), strict=True)]
    return bool(sums) and sums[knowledge.type_ids.index(type_id)] >= max(sums) - 1e-9


def _as_told(diagnosis: Diagnosis) -> object:
    """The result as the report tells it: with the words for its confidence, and the other reading when there is one."""
    first = diagnosis.ranking[0][1]
    other, chance = diagnosis.ranking[1] if diagnosis.verdict == PARTAGE else (None, 0.0)
    return (_verdict(diagnosis), diagnosis.type and (first >= 0.9, first >= CLEAR, first >= 0.5), other, chance >= 0.2)


def _verdict(diagnosis: Diagnosis) -> tuple[str | None, ...]:
    return (diagnosis.verdict, diagnosis.type, diagnosis.centre, diagnosis.avant)


@functools.lru_cache(maxsize=512)
def _alike(dimension: str, modality: str | None, polarity: str, sure: bool, knowledge: Knowledge) -> tuple[tuple[Evidence, Pull], ...]:
    kept = [item for item in choices(dimension, knowledge) if (item.modalite, item.polarite, item.sure) == (modality, polarity, sure)]
    return tuple((item, _pull([item], knowledge)) for item in kept)


def _pulling(dimension: str, knowledge: Knowledge) -> tuple[tuple[Evidence, Pull], ...]:
    return tuple((item, _pull([item], knowledge)) for item in choices(dimension, knowledge))


def _pull(items: Iterable[Evidence], knowledge: Knowledge) -> Pull:
    return tuple(math.log(max(p, 1e-12)) for p in posterior(items, knowledge).values())
