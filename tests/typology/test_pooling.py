"""What is read of whole texts, pooled over the messages: one evidence, in whatever order, and gone with the messages that it comes from."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology.corrections import with_room, withdrawn, without_surest
from typology.diagnosis import diagnose, posterior
from typology.errors import LedgerError
from typology.evidence import DENIED, FORMERLY, NOW, Evidence, Ledger, ledger_from_dict
from typology.explanation import explain
from typology.hearing import ANSWER, CLOSE, NOT_UNDERSTOOD, Message, hear
from typology.loader import load
from typology.migration import what_fits
from typology.pooling import ENOUGH, TRUST
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


def pooled(items: list[Evidence]) -> list[Evidence]:
    """Return what the readings of whole messages say together."""
    return list(Ledger().reading(*items).heard)


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
    # Two of nearly the same length count as √2 of one, and say no more than one does that the network turns around anything.
    weight = math.sqrt(100 / 201) + math.sqrt(101 / 201)
    powers = [p**weight for p in (0.6, 0.3, 0.1)]
    assert agreed.confiance == pytest.approx(TRUST * powers[0] / max(sum(powers), sum(powers[:2]) / 0.9), abs=1e-6)


def test_few_words_each_say_more_together() -> None:
    few = [whole("realisation", 0.9, words, impression=True) for words in (4, 5, 6)]
    chances = [pooled(few[:count])[0].confiance for count in (1, 2, 3)]
    assert chances == sorted(chances) and len(set(chances)) == 3
    assert pooled(few)[0].impression


def test_what_was_is_pooled_apart_and_tells_a_passage() -> None:
    before = [whole("realisation", 0.9, 60, temps=FORMERLY, impression=True), whole("realisation", 0.8, 50, temps=FORMERLY, impression=True)]
    clause = Evidence("ce_qui_circule", "moyens_taches", confiance=0.4, temps=FORMERLY)
    now = [whole("echange_durable", 0.9, 60), Evidence(RHYTHM, "permanent")]
    assert [(item.modalite, item.temps) for item in pooled([*before, *now[:1]])] == [("realisation", FORMERLY), ("echange_durable", NOW)]
    # Without a clause of the past it is no more than an impression.
    assert diagnose(Ledger(tuple(now[1:])).reading(*before, now[0]), KNOWLEDGE).avant is None
    diagnosis = diagnose(Ledger((*now[1:], clause)).reading(*before, now[0]), KNOWLEDGE)
    assert (diagnosis.verdict, diagnosis.type, diagnosis.avant) == ("en_transition", "synergie", "partenariat")
    assert diagnosis.types == diagnose(Ledger(tuple(now[1:])).reading(now[0]), KNOWLEDGE).types


def test_a_long_message_goes_before_many_short_ones() -> None:
    (found,) = pooled([whole("realisation", 0.7, 120), whole("relation_mondes", 0.7, 4), whole("relation_mondes", 0.71, 3)])
    assert found.modalite == "realisation"


def test_it_weighs_on_its_own_and_more_sharply_than_an_answer() -> None:
    told, answer = pooled([whole("realisation", 0.9, ENOUGH)]), [Evidence(AROUND, "realisation", confiance=0.9)]
    alone, likely = posterior(told, KNOWLEDGE), posterior(answer, KNOWLEDGE)
    both = posterior([*told, *answer], KNOWLEDGE)
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
def test_neither_the_order_nor_repeating_them_matters(items: list[Evidence], rng: random.Random) -> None:
    found = pooled(items)
    shuffled = [*items, *items]
    rng.shuffle(shuffled)
    assert [item.readings for item in pooled(shuffled)] == [pytest.approx(item.readings) for item in found]
    most = max((item.mass for item in items), default=0.0)
    assert all(0.0 <= item.mass <= TRUST * most + 1e-9 and all(math.isfinite(p) for p in item.readings.values()) for item in found)


@given(several)
def test_what_clauses_say_is_left_as_it_is(items: list[Evidence]) -> None:
    clauses = (Evidence(AROUND, "realisation"), Evidence(AROUND, "personne_demande", polarite=DENIED), Evidence(RHYTHM, None))
    ledger = Ledger(clauses).reading(*items)
    assert ledger.evidence == clauses == ledger.heard[: len(clauses)]


def test_a_message_that_says_next_to_nothing_says_no_more_in_few_words() -> None:
    for words in (3, 19, 60):
        (found,) = pooled([whole("realisation", 0.02, words, repartition=(("echange_durable", 0.01),))])
        assert found.mass <= 0.03
    assert sum(item.mass for item in pooled([whole("realisation", 0.0, 12)])) == 0.0
    assert pooled([whole("realisation", 0.9, 0)]) == pooled([]) == []


def test_it_is_kept_and_read_again() -> None:
    ledger = Ledger((Evidence(RHYTHM, None),)).reading(whole("realisation", 0.8))
    assert ledger_from_dict(ledger.to_dict(), KNOWLEDGE) == what_fits(ledger.to_dict(), KNOWLEDGE) == ledger
    old = {key: value for key, value in ledger.to_dict().items() if key != "ensembles"}
    assert ledger_from_dict(old, KNOWLEDGE) == what_fits(old, KNOWLEDGE) == Ledger(ledger.evidence)


@pytest.mark.parametrize(
    "wrong", [{"mots": "abc"}, {"mots": None}, {"mots": -1}, {"mots": 1.5}, {"mots": float("inf")}, {"repartition": [["realisation", float("nan")]]}]
)
def test_what_is_no_reading_is_refused_and_the_rest_kept(wrong: dict[str, object]) -> None:
    data = Ledger((Evidence(RHYTHM, None),)).reading(whole("relation_mondes", 0.8)).to_dict()
    data["ensembles"][0] |= wrong
    with pytest.raises(LedgerError):
        ledger_from_dict(data, KNOWLEDGE)
    assert what_fits(data, KNOWLEDGE) == Ledger((Evidence(RHYTHM, None),))


RHYTHMS = [modality.id for modality in KNOWLEDGE.dimension(RHYTHM).modalites]
TOLD = Ledger(
    (Evidence("ce_qui_circule", "moyens_taches", "on partage le local", "m1", 0.3), Evidence(RHYTHM, RHYTHMS[0], "le mardi", "m2")),
    ("recit", RHYTHM),
    frozenset(("recit", RHYTHM)),
).reading(whole("realisation", 0.8, message="m1", question="recit"), whole("relation_mondes", 0.7, 8, message="m2", question=RHYTHM, impression=True))


def test_with_an_answer_taken_back_goes_what_its_message_said_as_a_whole() -> None:
    for left in (TOLD.without(RHYTHM), with_room(TOLD, [Evidence(RHYTHM, RHYTHMS[1], message="m4")]), withdrawn(TOLD, RHYTHM)):
        assert (left.evidence, left.ensembles) == (TOLD.evidence[:1], TOLD.ensembles[:1])
    why = TOLD.reading(whole("echange_durable", 0.6, 15, message="m5", question="pourquoi")).answered("pourquoi")
    assert withdrawn(why, "pourquoi").ensembles == TOLD.ensembles


def test_a_click_or_a_correction_of_something_else_leaves_what_the_messages_say() -> None:
    clicked = hear(TOLD, Message("", "m3", choix=(AROUND, "realisation")), AROUND, KNOWLEDGE).ledger
    assert clicked.ensembles == TOLD.ensembles
    assert diagnose(clicked, KNOWLEDGE).types["partenariat"] > diagnose(TOLD, KNOWLEDGE).types["partenariat"]
    assert with_room(TOLD, [Evidence("ce_qui_circule", "demarches")]).ensembles == TOLD.ensembles


def test_what_it_turns_around_put_right_leaves_nothing_of_what_was_read() -> None:
    assert withdrawn(TOLD, AROUND).ensembles == () == with_room(TOLD, [Evidence(AROUND, "echange_durable")]).ensembles
    assert with_room(TOLD, [Evidence(AROUND, "realisation", polarite=DENIED)]).ensembles == TOLD.ensembles[1:]
    # A clause goes only when it mainly says what is denied.
    clause = Ledger((Evidence(AROUND, "echange_durable", confiance=0.55, repartition=(("realisation", 0.35),)),))
    assert with_room(clause, [Evidence(AROUND, "realisation", polarite=DENIED)]) == clause


def test_the_narrative_told_again_takes_its_own_and_leaves_the_other_answers() -> None:
    again = withdrawn(TOLD, "recit")
    assert (again.evidence, again.ensembles) == (TOLD.evidence[1:], TOLD.ensembles[1:])
    only = Ledger(TOLD.evidence[1:], TOLD.posees, TOLD.repondues).reading(*TOLD.ensembles)
    assert (withdrawn(only, "recit").evidence, withdrawn(only, "recit").ensembles) == (only.evidence, only.ensembles[1:])
    never = Ledger(TOLD.evidence[1:], TOLD.posees, TOLD.repondues).reading(TOLD.ensembles[1])
    assert withdrawn(never, "recit").evidence == never.evidence


def test_told_only_as_a_whole_it_is_told_all_the_same() -> None:
    ledger = Ledger().reading(TOLD.ensembles[0]).answered("recit")
    assert ledger.told and not Ledger().told
    assert hear(ledger, Message("le résultat svp", "m9", intent="demander_resultat"), None, KNOWLEDGE).kind == CLOSE


def test_what_was_misheard_is_an_answer_not_what_its_message_says_as_a_whole() -> None:
    assert without_surest(TOLD).evidence == TOLD.evidence[:1]


def test_an_answer_to_what_it_turns_around_stands_beside_its_own_reading_as_a_whole() -> None:
    told = {"dimension": AROUND, "modalite": "realisation", "confiance": 0.6, "repartition": [], "mots": 24}
    reading = {"preuves": [], "reponses": {AROUND: [["realisation", 0.9]]}, "ensemble": told}
    ledger = hear(Ledger().asked(AROUND), Message(" ".join(["un guide"] * 12), "m1", lecture=reading), AROUND, KNOWLEDGE).ledger
    assert [(item.modalite, item.confiance) for item in ledger.evidence] == [("realisation", 0.9)]
    assert len(ledger.ensembles) == 1 and ledger.knows(AROUND)


def test_as_i_said_is_no_answer_where_only_impressions_are() -> None:
    said = Message("comme je disais", "m5")
    assert hear(TOLD.without(AROUND), said, AROUND, KNOWLEDGE).kind == NOT_UNDERSTOOD
    assert hear(TOLD, said, RHYTHM, KNOWLEDGE).kind == ANSWER


def test_what_is_told_of_it_is_what_all_messages_say_together() -> None:
    long, other = whole("realisation", 0.5, 25, citation="on monte un lieu", repartition=(("relation_mondes", 0.45),)), "relation_mondes"
    ledger = Ledger().reading(long, whole(other, 0.9, 24, citation="deux mondes s'apprivoisent"))
    diagnosis = diagnose(ledger, KNOWLEDGE)
    assert diagnosis.type == "connexion"
    (reason,) = explain(ledger, diagnosis, KNOWLEDGE).pour
    assert reason.evidence.citation == "deux mondes s'apprivoisent"
    label = KNOWLEDGE.dimension(AROUND).modality(other).label
    assert label[1:20] in summary(ledger, KNOWLEDGE).bulles[0]
