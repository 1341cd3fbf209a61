"""The short answers to what practitioners ask, alone or together with an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.action_definir import ActionDefinir
from actions.aside import MOST_DEFINITIONS, aside, definitions, examples, explanation
from actions.state import State
from tests.helpers import GREETED, run, slots_of, texts, tracker
from typology.evidence import Ledger
from typology.hearing import DIGRESSIONS
from typology.loader import load
from typology.messages import say
from typology.model import OPENING_QUESTIONS
from typology.report import lower_first
from typology.summary import MOST_WORDS
from typology.typography import french

KNOWLEDGE = load()
STATE = State(question="rythme_duree", posee=1)


def headings(text: str) -> list[str]:
    """Return what the definitions of a text are headed by."""
    return [found.split("**")[1] for found in definitions(text, STATE, KNOWLEDGE)[0] if "**" in found]


@pytest.mark.parametrize("question", [*OPENING_QUESTIONS, *KNOWLEDGE.dimension_ids])
def test_the_explanation_and_the_examples_are_those_of_the_question_that_stands(question: str) -> None:
    asked, state = KNOWLEDGE.question(question), State(question=question)
    assert french(asked.pourquoi) in explanation("", state, KNOWLEDGE, Ledger())[0][0]
    assert all(french(example) in examples(state, KNOWLEDGE)[0][0] for example in asked.exemples)


def test_asked_again_it_is_worded_differently_and_each_question_counts_for_itself() -> None:
    first, state = explanation("", STATE, KNOWLEDGE, Ledger())
    other, _ = explanation("", State(question="qui_decide", dernieres=state.dernieres), KNOWLEDGE, Ledger())
    assert first != explanation("", state, KNOWLEDGE, Ledger())[0]
    assert other == [say("explication", 0, pourquoi=KNOWLEDGE.question("qui_decide").pourquoi)]


@pytest.mark.parametrize("act", ["demander_pourquoi", "demander_exemple"])
def test_without_a_question_it_is_told_what_the_interview_is_for(act: str) -> None:
    said, state = aside(act, "", State(), KNOWLEDGE)
    assert said == [say("explication_sans_question", 0)]
    assert aside(act, "", state, KNOWLEDGE)[0] == [say("explication_sans_question", 1)]


@pytest.mark.parametrize(("act", "key"), [("robot", "robot"), ("auteurs", "auteurs")])
def test_another_act_gets_its_own_sentence_in_turn(act: str, key: str) -> None:
    assert act in DIGRESSIONS
    said, state = aside(act, "…", STATE, KNOWLEDGE)
    assert said == [say(key, 0)]
    assert aside(act, "…", state, KNOWLEDGE)[0] == [say(key, 1)]


@pytest.mark.parametrize(
    ("text", "heading", "stands_for"),
    [
        ("c'est quoi une AMO ?", "AMO", "Service d’actions en milieu ouvert"),
        ("l’amo, c’est quoi ?", "AMO", "Service d’actions en milieu ouvert"),
        ("ça veut dire quoi CPAS ?", "CPAS", "social"),
    ],
)
def test_an_acronym_is_spelt_out_and_said_in_plain_words(text: str, heading: str, stands_for: str) -> None:
    (said,), state = definitions(text, STATE, KNOWLEDGE)
    term = next(item for item in KNOWLEDGE.glossaire if item.terme == heading)
    assert said.startswith(f"**{heading}**")
    assert stands_for in said and french(term.simple) in said
    assert state == STATE


def test_acronyms_come_in_the_order_of_the_text_and_no_more_than_two() -> None:
    assert headings("la différence entre le SAJ, une AMO et le CPAS ?") == ["SAJ", "AMO"]
    assert MOST_DEFINITIONS == 2


def test_a_type_goes_before_an_acronym() -> None:
    assert headings("une AMO dans un réseau de synergie, c'est quoi ?") == [KNOWLEDGE.type("synergie").nom]


def test_a_word_that_is_neither_gets_the_seven_types() -> None:
    said, state = definitions("c'est quoi la vie ?", STATE, KNOWLEDGE)
    assert said == [say("les_types", 0)]
    assert state.dernieres == {"les_types": 0}


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("On aide les familles en partenariat avec l'école, c'est quoi une AMO ?", "AMO"),
        ("On se voit chez l'AMO le mardi, c'est quoi un SAJ ?", "SAJ"),
        ("Un soutien au coup par coup. Que veut dire synergie ?", KNOWLEDGE.type("synergie").nom),
        ("Une aide ponctuelle, qu’est-ce que le CPAS ?", "CPAS"),
        ("On se voit chez l'AMO, c'est quoi ?", "AMO"),
    ],
)
def test_after_an_answer_only_what_the_question_names_is_defined(text: str, heading: str) -> None:
    said, _ = aside("definir", text, STATE, KNOWLEDGE)
    assert [found.split("**")[1] for found in said if "**" in found] == [heading]
    assert all(len(found.split()) <= MOST_WORDS for found in said)


def test_all_that_the_question_names_after_an_answer_is_defined() -> None:
    said, _ = aside("definir", "Le mardi, quelle est la différence entre aide, soutien et synergie ?", STATE, KNOWLEDGE)
    confusion = KNOWLEDGE.confusion("aide", "soutien")
    assert confusion is not None
    assert len(said) == 2
    assert french(lower_first(confusion.question)) in said[0]
    assert all(french(choice.label) in said[1] for choice in confusion.choix)
    assert "synergie" not in " ".join(said)


def test_an_acronym_asked_alone_is_defined_by_the_action_too() -> None:
    _, messages = run(ActionDefinir(), tracker(intent="definir", text="C'est quoi une AMO ?", slots=slots_of(GREETED)))
    assert texts(messages) == definitions("AMO", State(), KNOWLEDGE)[0]


@given(st.text(), st.sampled_from(["definir", "demander_pourquoi", "demander_exemple", "robot", "auteurs"]), st.sampled_from([None, "recit", "qui_decide"]))
def test_any_text_gets_an_answer_and_the_question_stands(text: str, act: str, question: str | None) -> None:
    said, state = aside(act, text, State(question=question, posee=1), KNOWLEDGE)
    assert said and all(sentence.strip() and "{" not in sentence.replace(text, "") for sentence in said)
    assert (state.question, state.posee) == (question, 1)
