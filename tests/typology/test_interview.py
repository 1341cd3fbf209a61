"""What is asked, and what is never asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.typology.interviews import any_ledger
from typology.diagnosis import diagnose
from typology.evidence import FORMERLY, Evidence, Ledger
from typology.hearing import Message, hear
from typology.interview import IMAGINED, MOST_QUESTIONS, likely_answers, next_question, questions_left
from typology.likelihood import table
from typology.loader import load
from typology.report import report

KNOWLEDGE = load()


def interview(answer) -> Ledger:  # type: ignore[no-untyped-def]
    """Hold an interview; ``answer`` maps a question id to a modality, or None for « je ne sais pas »."""
    ledger = Ledger()
    while (question := next_question(ledger, KNOWLEDGE)) is not None:
        ledger = ledger.asked(question.id)
        modality = answer(question.id)
        if modality is None:
            ledger = hear(ledger, Message("je ne sais pas", intent="ne_sait_pas"), question.id, KNOWLEDGE).ledger
        else:
            ledger = hear(ledger, Message("", choix=(question.id, modality)), question.id, KNOWLEDGE).ledger
    return ledger


def test_it_opens_with_the_narrative_then_why_then_who() -> None:
    ledger = Ledger()
    for expected in ("recit", "pourquoi", "qui"):
        question = next_question(ledger, KNOWLEDGE)
        assert question is not None and question.id == expected
        ledger = ledger.asked(expected).answered(expected)


def test_an_interview_of_i_do_not_know_ends_politely_undetermined() -> None:
    ledger = interview(lambda question: None)
    result = report(ledger, KNOWLEDGE)
    assert result.resultat["verdict"] == "indetermine"
    assert result.resultat["type"] is None
    assert "Pourquoi fait-on réseau" in result.bulles[-1]
    assert all(item.modalite is None for item in ledger.evidence), "« je ne sais pas » n'est jamais un défaut"


@pytest.mark.parametrize("type_id", KNOWLEDGE.type_ids)
def test_answers_of_a_type_lead_to_it_within_six_questions(type_id: str) -> None:
    def typical(question: str) -> str | None:
        if question in ("recit", "pourquoi", "qui"):
            return None
        return max((m.id for m in KNOWLEDGE.dimension(question).modalites), key=lambda m: table(KNOWLEDGE)[question, m][type_id])

    ledger = interview(typical)
    assert diagnose(ledger, KNOWLEDGE).type == type_id
    assert len(ledger.posees) <= MOST_QUESTIONS + 1


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_it_never_asks_twice_nor_what_was_said(data: st.DataObject) -> None:
    ledger = Ledger()
    for _ in range(12):
        question = next_question(ledger, KNOWLEDGE)
        if question is None:
            return
        assert question.id not in ledger.posees
        assert not ledger.knows(question.id)
        ledger = ledger.asked(question.id).answered(question.id)
        dimension = data.draw(st.sampled_from(KNOWLEDGE.dimensions))
        ledger = ledger.add(Evidence(dimension.id, data.draw(st.sampled_from(dimension.modalites)).id, confiance=0.6))
    pytest.fail("l'entretien ne finit pas")


def test_with_two_types_left_the_confusions_own_question_comes_first() -> None:
    opened = Ledger(repondues=frozenset({"recit", "pourquoi", "qui"}), posees=("recit", "pourquoi", "qui"))
    ledger = opened.add(
        Evidence("place_beneficiaires", "objet"), Evidence("ce_qui_circule", "pratiques_comparees"), Evidence("formalisation", "theme_calendrier")
    )
    question = next_question(ledger, KNOWLEDGE)
    assert question is not None and question.confusion is not None
    assert set(question.confusion.types) == {"coordination", "synergie"}
    assert question.id == question.confusion.dimension


def test_a_clear_narrative_needs_no_more_than_the_opening_questions() -> None:
    said = [
        ("autour_de", "realisation"),
        ("formalisation", "convention_moyens"),
        ("resultat_attendu", "produit_livre"),
        ("place_beneficiaires", "coproducteurs"),
    ]
    ledger = Ledger(posees=("recit",), repondues=frozenset({"recit"})).add(*(Evidence(d, m) for d, m in said))
    assert next_question(ledger, KNOWLEDGE) is None


OPENED = Ledger(posees=("recit", "pourquoi", "qui"), repondues=frozenset({"recit", "pourquoi", "qui"}))


@pytest.mark.parametrize("type_id", KNOWLEDGE.type_ids)
def test_the_likeliest_answer_to_another_question_is_typical_of_the_type_that_was_heard(type_id: str) -> None:
    def best(dimension: str) -> str:
        return max((m.id for m in KNOWLEDGE.dimension(dimension).modalites), key=lambda m: table(KNOWLEDGE)[dimension, m][type_id])

    said, asked = KNOWLEDGE.dimension_ids[1:], KNOWLEDGE.dimension_ids[0]
    ledger = OPENED.add(*(Evidence(dimension, best(dimension)) for dimension in said))
    fits = {m.id: table(KNOWLEDGE)[asked, m.id][type_id] for m in KNOWLEDGE.dimension(asked).modalites}
    first, second = likely_answers(asked, ledger, KNOWLEDGE)
    assert fits[first] == max(fits.values())
    assert first != second


@pytest.mark.parametrize("dimension", KNOWLEDGE.dimension_ids)
def test_as_many_likely_answers_are_given_as_asked_for_and_what_was_read_faintly_counts(dimension: str) -> None:
    everything = likely_answers(dimension, OPENED, KNOWLEDGE, most=99)
    assert sorted(everything) == sorted(m.id for m in KNOWLEDGE.dimension(dimension).modalites)
    assert likely_answers(dimension, OPENED, KNOWLEDGE) == everything[:2]
    last = everything[-1]
    assert likely_answers(dimension, OPENED, KNOWLEDGE, {last: 0.9, "disparue": 1.0}, most=1) == [last]
    assert likely_answers(dimension, OPENED, KNOWLEDGE, {last: 0.0}) == everything[:2]


def test_what_was_formerly_so_makes_no_answer_likely_now() -> None:
    then = Evidence("autour_de", "personne_demande", temps=FORMERLY)
    assert likely_answers("qui_decide", OPENED.add(then), KNOWLEDGE) == likely_answers("qui_decide", OPENED, KNOWLEDGE)
    now = Evidence("autour_de", "personne_demande")
    assert likely_answers("qui_decide", OPENED.add(now), KNOWLEDGE)[0] == "la_personne"


def test_the_questions_left_are_those_that_come_when_each_is_answered_as_expected() -> None:
    ledger, count = Ledger(), 0
    while (question := next_question(ledger, KNOWLEDGE)) is not None:
        assert questions_left(ledger, KNOWLEDGE) == questions_left(Ledger(), KNOWLEDGE) - count
        ledger, count = ledger.asked(question.id).answered(question.id), count + 1
        if question.id in KNOWLEDGE.dimension_ids:
            ledger = ledger.add(Evidence(question.id, likely_answers(question.id, ledger, KNOWLEDGE, most=1)[0], confiance=IMAGINED))
    assert questions_left(ledger, KNOWLEDGE) == 0
    assert 3 < count == questions_left(Ledger(), KNOWLEDGE)


@given(any_ledger(KNOWLEDGE))
def test_there_are_never_more_questions_left_than_may_be_asked_and_none_only_at_the_end(ledger: Ledger) -> None:
    left = questions_left(ledger, KNOWLEDGE)
    assert 0 <= left <= MOST_QUESTIONS + 1
    assert (left == 0) == (next_question(ledger, KNOWLEDGE) is None)
