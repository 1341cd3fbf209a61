"""What is read of whole texts, pooled over the messages: one evidence, in whatever order, and gone with the messages that it comes from."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.corrections import with_room, without_surest
from typology.diagnosis import diagnose, posterior
from typology.evidence import DENIED, Evidence, Ledger, ledger_from_dict
from typology.explanation import explain
from typology.loader import load
from typology.pooling import ENOUGH, TRUST, pooled
from typology.summary import summary

KNOWLEDGE = load()
AROUND, RHYTHM = "autour_de", "rythme_duree"
MODALITIES = [modality.id for modality in KNOWLEDGE.dimension(AROUND).modalites]


def whole(modality: str, probability: float, words: int = 30, **more: object) -> Evidence:
    return Evidence(AROUND, modality, confiance=probability, mots=words, **{"message": f"{modality} {words}", **more})  # type: ignore[arg-type]


@st.composite
def wholes(draw: st.DrawFn) -> Evidence:
    shares = draw(st.lists(st.floats(0.0, 1.0), min_size=len(MODALITIES) + 1, max_size=len(MODALITIES) + 1).filter(lambda some: sum(some) > 0.1))
    found = sorted(zip(MODALITIES, (share / sum(shares) for share in shares[1:])), key=lambda pair: -pair[1])
    return Evidence(AROUND, found[0][0], confiance=found[0][1], repartition=tuple(found[1:]), mots=draw(st.integers(1, 200)), impression=draw(st.booleans()))


several = st.lists(wholes(), max_size=6)


def test_alone_and_long_enough_it_says_what_it_says_and_is_believed_the_less_the_shorter_it_is() -> None:
    (found,) = pooled([whole("realisation", 0.8, ENOUGH)])
    assert found == whole("realisation", found.confiance, 0, message=f"realisation {ENOUGH}", ensemble=True)
    assert found.confiance == pytest.approx(0.8 * TRUST)
    chances = [pooled([whole("realisation", 0.8, words)])[0].confiance for words in (1, 6, 25, 99, ENOUGH, 5 * ENOUGH)]
    assert chances == sorted(chances) and chances[0] < chances[1] < chances[2] < chances[4] == chances[5]
    # A quarter of enough: a half of the logarithms.
    assert chances[2] == pytest.approx(TRUST * 0.8**0.5 / (0.8**0.5 + 0.2**0.5))


def test_two_that_agree_are_surer_and_two_that_disagree_less_sure_than_one() -> None:
    likely, other = (
        whole("realisation", 0.6, 100, repartition=(("relation_mondes", 0.3),)),
        whole("relation_mondes", 0.6, 100, repartition=(("realisation", 0.3),)),
    )
    same = whole("realisation", 0.6, 101, repartition=(("relation_mondes", 0.3),))
    (alone,), (agreed,), (torn,) = pooled([likely]), pooled([likely, same]), pooled([likely, other])
    assert torn.confiance < alone.confiance < agreed.confiance
    # Two of nearly the same length count as √2 of one.
    weight = math.sqrt(100 / 201) + math.sqrt(101 / 201)
    powers = [p**weight for p in (0.6, 0.3, 0.1)]
    assert agreed.confiance == pytest.approx(TRUST * powers[0] / sum(powers), abs=1e-6)


def test_few_words_each_say_more_together() -> None:
    few = [whole("realisation", 0.9, words, impression=True) for words in (4, 5, 6)]
    chances = [pooled(few[:count])[0].confiance for count in (1, 2, 3)]
    assert chances == sorted(chances) and len(set(chances)) == 3
    assert pooled(few)[0].impression


def test_a_long_message_goes_before_many_short_ones() -> None:
    (found,) = pooled([whole("realisation", 0.7, 120), whole("relation_mondes", 0.7, 4), whole("relation_mondes", 0.71, 3)])
    assert found.modalite == "realisation"


def test_it_weighs_on_its_own_and_more_sharply_than_an_answer() -> None:
    told, answer = whole("realisation", 0.9, ENOUGH), Evidence(AROUND, "realisation", confiance=0.9)
    alone, likely = posterior([told], KNOWLEDGE), posterior([answer], KNOWLEDGE)
    both = posterior([told, answer], KNOWLEDGE)
    assert both["partenariat"] > alone["partenariat"] > likely["partenariat"]
    # Apart: the odds multiply, where clauses on one dimension add up to less.
    odds = {kind: alone[kind] * likely[kind] for kind in alone}
    assert both == pytest.approx({kind: value / sum(odds.values()) for kind, value in odds.items()})


def test_its_words_are_those_that_surely_say_it_and_without_any_it_is_an_impression() -> None:
    long, short = whole("realisation", 0.7, citation="on écrit un guide"), whole("realisation", 0.9, 8, citation="le guide", impression=True)
    (found,) = pooled([short, long])
    assert found.citation == "on écrit un guide" and found.sure
    (other,) = pooled([whole("relation_mondes", 0.5, 30, repartition=(("realisation", 0.4),)), whole("realisation", 0.97, 19, impression=True)])
    assert other.modalite == "realisation" and other.impression


@given(several, st.randoms(use_true_random=False))
def test_neither_the_order_nor_repeating_them_matters_and_pooling_again_changes_nothing(items: list[Evidence], rng: random.Random) -> None:
    found = pooled(items)
    shuffled = [*items, *items]
    rng.shuffle(shuffled)
    assert [item.readings for item in pooled(shuffled)] == [pytest.approx(item.readings) for item in found]
    assert pooled(found) == found
    assert posterior(found, KNOWLEDGE) == pytest.approx(posterior(items, KNOWLEDGE))
    assert all(0.0 <= item.mass <= TRUST + 1e-9 for item in found)


@given(several)
def test_what_clauses_say_is_left_as_it_is(items: list[Evidence]) -> None:
    clauses = [Evidence(AROUND, "realisation"), Evidence(AROUND, "personne_demande", polarite=DENIED), Evidence(RHYTHM, None)]
    assert pooled([*clauses, *items])[: len(clauses)] == clauses


def test_it_is_kept_and_read_again() -> None:
    ledger = Ledger((whole("realisation", 0.8), Evidence(RHYTHM, None)))
    assert ledger_from_dict(ledger.to_dict(), KNOWLEDGE) == ledger


def test_with_an_answer_taken_back_goes_what_its_message_said_as_a_whole() -> None:
    told, rhythm = whole("realisation", 0.8, message="m1"), Evidence(RHYTHM, KNOWLEDGE.dimension(RHYTHM).modalites[0].id, message="m2")
    beside, place = whole("relation_mondes", 0.7, 8, message="m2", impression=True), Evidence("place_beneficiaires", "absents", message="m3")
    ledger = Ledger((told, rhythm, beside, place, whole("realisation", 0.3, 7, message="m3", impression=True)))
    left = Ledger((told, *ledger.evidence[3:]))
    assert ledger.without(RHYTHM) == left
    assert with_room(ledger, [Evidence(RHYTHM, KNOWLEDGE.dimension(RHYTHM).modalites[1].id, message="m4")]) == left
    # What said something else still stands.
    both = Ledger((rhythm, Evidence("place_beneficiaires", "absents", message="m2"), beside))
    assert both.without(RHYTHM).evidence == both.evidence[1:]


def test_what_was_misheard_is_an_answer_not_an_impression_beside_it() -> None:
    rhythm = Evidence(RHYTHM, KNOWLEDGE.dimension(RHYTHM).modalites[0].id, message="m2", confiance=0.6)
    ledger = Ledger((whole("realisation", 0.8, message="m1"), rhythm, whole("realisation", 0.9, 8, message="m2", impression=True)))
    assert without_surest(ledger).evidence == ledger.evidence[:1]


def test_what_is_told_of_it_is_what_all_messages_say_together() -> None:
    long, other = whole("realisation", 0.5, 25, citation="on monte un lieu", repartition=(("relation_mondes", 0.45),)), "relation_mondes"
    ledger = Ledger((long, whole(other, 0.9, 24, citation="deux mondes s'apprivoisent")))
    diagnosis = diagnose(ledger, KNOWLEDGE)
    assert diagnosis.type == "connexion"
    (reason,) = explain(ledger, diagnosis, KNOWLEDGE).pour
    assert reason.evidence.citation == "deux mondes s'apprivoisent"
    label = KNOWLEDGE.dimension(AROUND).modality(other).label
    assert label[1:20] in summary(ledger, KNOWLEDGE).bulles[0]
