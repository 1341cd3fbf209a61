"""What is asked, and what is never asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typology.diagnosis import diagnose
from typology.evidence import Evidence, Ledger
from typology.hearing import Message, hear
from typology.interview import MOST_QUESTIONS, next_question
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
