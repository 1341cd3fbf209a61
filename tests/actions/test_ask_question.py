"""The ten questions: their words, their choices, and the data that goes with them."""

from __future__ import annotations

import itertools
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import yaml
from rasa_sdk.events import SlotSet

import actions.ask_question
from actions.ask_question import TWO_CANDIDATES, WAY_OUT, AskQuestion, about
from actions.state import State
from bot.payloads import is_allowed
from bot.settings import ROOT
from tests.helpers import run, slots_of, texts, tracker, user
from typology.evidence import Ledger
from typology.interview import MOST_QUESTIONS, likely_answers, questions_left
from typology.loader import load
from typology.messages import say
from typology.model import OPENING_QUESTIONS
from typology.report import lower_first
from typology.typography import french

ASKERS = [value for value in vars(actions.ask_question).values() if isinstance(value, type) and issubclass(value, AskQuestion) and value.question]
BY_QUESTION = {asker.question: asker for asker in ASKERS}
DIMENSIONS = load().dimension_ids
QUESTIONS = (*OPENING_QUESTIONS, *DIMENSIONS)
UNKNOWN = {"title": "Je ne sais pas", "payload": "/ne_sait_pas"}


def test_there_is_one_action_a_question_and_the_domain_names_the_same_ones() -> None:
    domain = yaml.safe_load(Path(ROOT / "bot" / "domain" / "domain.yml").read_text(encoding="utf-8"))
    names = [asker().name() for asker in ASKERS]
    assert len(names) == 10
    assert sorted(names) == sorted(action for action in domain["actions"] if action.startswith("action_ask_"))
    assert sorted(BY_QUESTION) == sorted(domain["forms"]["entretien"]["required_slots"]) == sorted(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_first_asking_says_the_question_and_the_second_its_rewording(question: str) -> None:
    words = load().question(question)
    slots = slots_of(State(question=question, accueilli=True), Ledger(posees=(question,)))
    events, messages = run(BY_QUESTION[question](), tracker(slots=slots))
    assert events == [SlotSet("etat", asdict(State(question=question, accueilli=True, posee=1)))]
    assert texts(messages) == [french(words.question)]
    events, messages = run(BY_QUESTION[question](), tracker(slots={**slots, "etat": events[0]["value"]}))
    assert events == [SlotSet("etat", asdict(State(question=question, accueilli=True, posee=2)))]
    assert texts(messages) == [french(words.reformulation)]
    assert words.question != words.reformulation


def test_three_askings_in_a_row_are_never_twice_the_same_words() -> None:
    slots = slots_of(State(question="qui"), Ledger(posees=("qui",)))
    spoken = []
    for _ in range(4):
        events, messages = run(BY_QUESTION["qui"](), tracker(slots=slots))
        slots = {**slots, "etat": events[0]["value"]}
        spoken += texts(messages)
    assert all(one != other for one, other in itertools.pairwise(spoken))


def test_another_question_than_the_one_that_stood_starts_from_its_first_words() -> None:
    slots = slots_of(State(question="recit", posee=3))
    events, messages = run(BY_QUESTION["qui"](), tracker(slots=slots))
    assert texts(messages) == [french(load().question("qui").question)]
    assert events == [SlotSet("etat", asdict(State(question="qui", posee=1)))]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_custom_data_tells_the_question_and_its_rank(question: str) -> None:
    posees = tuple(item for item in QUESTIONS if item != question)[:3]
    ledger = Ledger(posees=(*posees, question))
    _, messages = run(BY_QUESTION[question](), tracker(slots=slots_of(State(question=question), ledger)))
    left = questions_left(ledger.answered(question), load())
    assert messages[0]["custom"] == {"question": {"id": question, "dimension": question, "rang": 4, "restantes": left}}


def test_the_last_question_has_none_after_it_and_the_first_at_most_six() -> None:
    asked = ("pourquoi", "qui", "autour_de", "place_beneficiaires", "ce_qui_circule", "rythme_duree")
    last = Ledger(posees=("recit", *asked), repondues=frozenset(("recit", *asked[:-1])))
    _, messages = run(BY_QUESTION["rythme_duree"](), tracker(slots=slots_of(State(question="rythme_duree"), last)))
    assert messages[0]["custom"]["question"]["restantes"] == 0
    _, messages = run(BY_QUESTION["recit"](), tracker())
    assert 0 < messages[0]["custom"]["question"]["restantes"] <= MOST_QUESTIONS


@pytest.mark.parametrize("question", QUESTIONS)
def test_missed_twice_its_two_likeliest_answers_are_offered_with_neither(question: str) -> None:
    slots = slots_of(State(question=question, posee=2, incompris=TWO_CANDIDATES), Ledger(posees=(question,)))
    events, messages = run(BY_QUESTION[question](), tracker(slots=slots))
    dimension = load().dimension(about(question))
    likely = likely_answers(dimension.id, Ledger(), load())
    assert texts(messages) == [say("candidats", titre=lower_first(dimension.titre))]
    assert [choice["title"] for choice in messages[0]["buttons"]] == [*(french(dimension.modality(item).label) for item in likely), say("bouton_ni_l_un")]
    assert messages[0]["buttons"][-1]["payload"] == "/passer"
    assert all(is_allowed(choice["payload"]) for choice in messages[0]["buttons"])
    assert events[0]["value"]["candidats"] == likely and len(set(likely)) == 2


def test_what_little_was_read_in_the_words_brings_an_answer_among_the_two() -> None:
    slots = slots_of(State(question="qui_decide", posee=2, incompris=TWO_CANDIDATES), Ledger(posees=("qui_decide",)))
    reading = {"reponses": {"qui_decide": [["un_seul", 0.28]]}}
    events, _ = run(BY_QUESTION["qui_decide"](), tracker(user("ben, c'est elle", evidence=reading), slots=slots))
    first, second = likely_answers("qui_decide", Ledger(), load())
    assert "un_seul" not in (first, second)
    assert events[0]["value"]["candidats"] == ["un_seul", first]


def test_a_question_that_is_not_to_be_put_now_is_left_unsaid_once() -> None:
    state = State(question="qui", posee=1, muet=True)
    events, messages = run(BY_QUESTION["qui"](), tracker(slots=slots_of(state, Ledger(posees=("qui",)))))
    assert messages == []
    assert events == [SlotSet("etat", asdict(State(question="qui", posee=1)))]
    _, messages = run(BY_QUESTION["qui"](), tracker(slots={"etat": events[0]["value"]}))
    assert texts(messages) == [french(load().question("qui").reformulation)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_missed_three_times_a_way_out_is_offered(question: str) -> None:
    state = State(question=question, posee=3, incompris=WAY_OUT, candidats=["la_personne", "un_seul"])
    events, messages = run(BY_QUESTION[question](), tracker(slots=slots_of(state, Ledger(posees=(question,)))))
    assert texts(messages) == [say("issue", 0)]
    assert [(choice["title"], choice["payload"]) for choice in messages[0]["buttons"]] == [
        (say("bouton_passer"), "/passer"),
        (say("bouton_recapituler"), "/recapituler"),
        (say("bouton_pause"), "/faire_pause"),
    ]
    assert events == [SlotSet("etat", asdict(replace(state, posee=4, candidats=[], dernieres={"issue": 0})))]
    assert all(is_allowed(choice["payload"]) for choice in messages[0]["buttons"])


def test_the_next_way_out_is_offered_in_other_words_whichever_the_question() -> None:
    _, first = run(BY_QUESTION["qui"](), tracker(slots=slots_of(State(question="qui", posee=3, incompris=WAY_OUT))))
    _, second = run(BY_QUESTION["qui_decide"](), tracker(slots=slots_of(State(question="qui_decide", posee=3, incompris=WAY_OUT, dernieres={"issue": 0}))))
    assert [texts(first), texts(second)] == [[say("issue", 0)], [say("issue", 1)]]
    assert say("issue", 0) != say("issue", 1)


def test_a_question_that_is_not_yet_in_the_ledger_comes_after_those_that_are() -> None:
    _, messages = run(BY_QUESTION["qui"](), tracker(slots=slots_of(State(question="qui"), Ledger(posees=("recit", "pourquoi")))))
    assert messages[0]["custom"]["question"]["rang"] == 3


def test_asked_in_an_empty_conversation_it_is_the_first_question() -> None:
    _, messages = run(BY_QUESTION["recit"](), tracker())
    assert messages[0]["custom"]["question"]["rang"] == 1


@pytest.mark.parametrize("posee", [0, 1, 2])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_choice_is_allowed_by_the_channel_and_short_enough(question: str, posee: int) -> None:
    _, messages = run(BY_QUESTION[question](), tracker(slots=slots_of(State(question=question, posee=posee))))
    for choice in messages[0]["buttons"]:
        assert is_allowed(choice["payload"]), choice
        assert 0 < len(choice["title"]) <= 75, choice


@pytest.mark.parametrize("posee", [0, 1, 2])
@pytest.mark.parametrize("question", QUESTIONS)
def test_i_do_not_know_is_always_offered_except_when_the_narrative_is_first_asked(question: str, posee: int) -> None:
    _, messages = run(BY_QUESTION[question](), tracker(slots=slots_of(State(question=question, posee=posee))))
    assert (UNKNOWN in messages[0]["buttons"]) is ((question, posee) != ("recit", 0))


@pytest.mark.parametrize("question", DIMENSIONS)
def test_a_dimension_offers_its_modalities_in_order_then_not_knowing_why_and_an_example(question: str) -> None:
    _, messages = run(BY_QUESTION[question](), tracker(slots=slots_of(State(question=question))))
    titles = [choice["title"] for choice in messages[0]["buttons"]]
    labels = [french(modality.label) for modality in load().dimension(question).modalites]
    assert titles == [*labels, say("bouton_je_ne_sais_pas"), say("bouton_pourquoi"), say("bouton_exemple")]
    assert len(titles) == len(set(titles))


def test_the_narrative_first_offers_only_an_example() -> None:
    _, messages = run(BY_QUESTION["recit"](), tracker())
    assert messages[0]["buttons"] == [{"title": say("bouton_exemple"), "payload": "/demander_exemple"}]


@pytest.mark.parametrize("question", ["pourquoi", "qui"])
def test_the_other_opening_questions_offer_not_knowing_why_and_an_example(question: str) -> None:
    _, messages = run(BY_QUESTION[question](), tracker())
    assert [choice["payload"] for choice in messages[0]["buttons"]] == ["/ne_sait_pas", "/demander_pourquoi", "/demander_exemple"]


@pytest.mark.parametrize("confusion", load().confusions, ids=lambda item: item.id)
def test_a_confusion_is_asked_in_its_own_words_the_first_time_and_with_all_choices_after(confusion) -> None:  # type: ignore[no-untyped-def]
    dimension = load().dimension(confusion.dimension)
    slots = slots_of(State(question=dimension.id, confusion=confusion.id))
    events, first = run(BY_QUESTION[dimension.id](), tracker(slots=slots))
    assert texts(first) == [french(confusion.question)]
    titles = [choice["title"] for choice in first[0]["buttons"]]
    assert titles == [*(french(choice.label) for choice in confusion.choix), say("bouton_je_ne_sais_pas"), say("bouton_pourquoi"), say("bouton_exemple")]
    assert all(is_allowed(choice["payload"]) and len(choice["title"]) <= 75 for choice in first[0]["buttons"])
    _, second = run(BY_QUESTION[dimension.id](), tracker(slots={**slots, "etat": events[0]["value"]}))
    assert texts(second) == [french(dimension.reformulation)]
    assert len(second[0]["buttons"]) == len(dimension.modalites) + 3


def test_a_confusion_that_the_knowledge_no_longer_has_is_ignored() -> None:
    _, messages = run(BY_QUESTION["autour_de"](), tracker(slots=slots_of(State(question="autour_de", confusion="disparue"))))
    assert texts(messages) == [french(load().question("autour_de").question)]
