"""« Pourquoi cette question ? »."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from rasa_sdk.events import SlotSet

from actions.action_expliquer_question import ActionExpliquerQuestion
from actions.state import State
from tests.helpers import GREETED, after, run, slots_of, texts, tracker
from typology.evidence import Evidence, Ledger
from typology.loader import load
from typology.messages import say
from typology.model import OPENING_QUESTIONS
from typology.report import because


@pytest.mark.parametrize("question", [*OPENING_QUESTIONS, *load().dimension_ids])
def test_the_question_that_stands_is_explained_and_not_twice_in_the_same_words(question: str) -> None:
    why = load().question(question).pourquoi
    events, first = run(
        ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text="pourquoi ?", slots=slots_of(State(accueilli=True, question=question)))
    )
    assert texts(first) == [say("explication", 0, pourquoi=why)]
    assert events == [SlotSet("etat", asdict(State(accueilli=True, question=question, dernieres={f"explication_{question}": 0})))]
    _, second = run(ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text="pourquoi ?", slots={"etat": events[0]["value"]}))
    assert texts(second) == [say("explication", 1, pourquoi=why)]
    assert texts(first) != texts(second)


def test_without_a_question_it_tells_what_the_interview_is_for() -> None:
    events, messages = run(ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text="pourquoi ?", slots=slots_of(GREETED)))
    assert texts(messages) == [say("explication_sans_question")]
    assert events == [SlotSet("etat", asdict(State(accueilli=True, dernieres={"explication_sans_question": 0})))]


def test_after_the_result_it_gives_the_reasons_again_in_the_practitioners_words() -> None:
    ledger = Ledger().add(
        Evidence("autour_de", "personne_demande", "autour de cette dame", confiance=0.9), Evidence("qui_decide", "la_personne", "c'est elle", confiance=0.9)
    )
    state = State(resultat="net soutien", accueilli=True)
    events, first = run(ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text="pourquoi tu dis ça ?", slots=slots_of(state, ledger)))
    assert texts(first) == [say("raisons_redites", 0), because(ledger, load())]
    assert "« autour de cette dame » → le centre de vos rencontres" in texts(first)[1].replace("\u00a0", " ")
    _, second = run(ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text="mais pourquoi ?", slots=after(slots_of(state, ledger), events)))
    assert texts(second)[0] == say("raisons_redites", 1)


def test_after_a_result_without_a_type_there_are_no_reasons_to_give() -> None:
    slots = slots_of(State(resultat="indetermine None", accueilli=True), Ledger())
    _, messages = run(ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text="pourquoi ?", slots=slots))
    assert because(Ledger(), load()) is None and texts(messages) == [say("explication_sans_question")]


def test_during_a_second_telling_the_question_that_stands_is_explained_and_not_the_earlier_result() -> None:
    slots = slots_of(State(accueilli=True, resultat="net soutien", question="qui_decide"), Ledger())
    _, messages = run(ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text="pourquoi ?", slots=slots))
    assert texts(messages) == [say("explication", 0, pourquoi=load().question("qui_decide").pourquoi)]


@pytest.mark.parametrize("text", ["pourquoi vous me demandez ça ?", "pourquoi cette question ?", "à quoi ça sert de savoir ça ?"])
def test_asked_of_a_question_after_the_result_it_tells_what_questions_are_for(text: str) -> None:
    ledger = Ledger().add(Evidence("autour_de", "personne_demande", "autour de cette dame", confiance=0.9))
    slots = slots_of(State(resultat="net soutien", accueilli=True), ledger)
    _, messages = run(ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text=text, slots=slots))
    assert texts(messages) == [say("explication_sans_question")]


def test_the_button_after_the_result_gives_the_reasons() -> None:
    ledger = Ledger().add(Evidence("autour_de", "personne_demande", "autour de cette dame", confiance=0.9))
    slots = slots_of(State(resultat="net soutien", accueilli=True), ledger)
    _, messages = run(ActionExpliquerQuestion(), tracker(intent="demander_pourquoi", text="/demander_pourquoi", slots=slots))
    assert texts(messages)[0] == say("raisons_redites", 0)
