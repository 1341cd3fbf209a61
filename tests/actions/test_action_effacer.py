"""Erasing takes two words, the second right after the first."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from rasa_sdk.events import AllSlotsReset, FollowupAction, SlotSet

from actions.action_effacer import ActionEffacer, asked_last
from actions.state import State
from bot.payloads import is_allowed
from tests.helpers import Event, did, run, slots_of, texts, tracker, user
from typology.messages import say

FIRST = user("effacez tout", "effacer", at=2.0)
ASKED = (FIRST, did("action_effacer"), {"event": "bot"}, did("entretien"), did("action_listen"))
STATE = State(accueilli=True, question="qui", posee=1, attente="pourquoi_final")


def test_the_first_word_only_asks_and_keeps_everything() -> None:
    events, messages = run(ActionEffacer(), tracker(FIRST, slots=slots_of(STATE)))
    assert texts(messages) == [say("effacer", 0)]
    assert [(choice["title"], choice["payload"]) for choice in messages[0]["buttons"]] == [
        (say("bouton_effacer"), "/confirmer_effacer"),
        (say("bouton_garder"), "/reprendre"),
    ]
    assert all(is_allowed(choice["payload"]) for choice in messages[0]["buttons"])
    assert messages[0]["custom"] == {}
    assert events == [SlotSet("etat", asdict(State(accueilli=True, question="qui", posee=1, attente="pourquoi_final", dernieres={"effacer": 0})))]


@pytest.mark.parametrize("word", [user("/confirmer_effacer", "confirmer_effacer", at=3.0), user("oui", "affirmer", at=3.0), user("effacez", "effacer", at=3.0)])
def test_the_second_word_erases_and_nothing_else_is_asked(word: Event) -> None:
    events, messages = run(ActionEffacer(), tracker(*ASKED, word, did("entretien"), slots=slots_of(STATE)))
    assert texts(messages) == [say("efface")]
    assert messages[0]["custom"] == {"efface": True}
    assert events == [AllSlotsReset(), FollowupAction("action_listen")]


@pytest.mark.parametrize("text", ["oui mais d'abord dites-moi le résultat", "oui, enfin, pas mon récit"])
def test_a_yes_that_depends_on_something_is_asked_again_and_nothing_else_happens_in_this_turn(text: str) -> None:
    events, messages = run(ActionEffacer(), tracker(*ASKED, user(text, "demander_resultat", at=3.0), did("entretien"), slots=slots_of(STATE)))
    assert texts(messages) == [say("effacer", 0)] and len(messages[0]["buttons"]) == 2
    assert AllSlotsReset() not in events and events[-1] == FollowupAction("action_listen")


REFUSED = (user("Non, surtout n'effacez rien du tout !", "effacer", at=3.0), did("action_effacer"), did("action_listen"))


@pytest.mark.parametrize("word", [*(user(text, "effacer", at=3.0) for text in ("Non, n'effacez rien", "surtout n'efface pas", "Oui, gardez tout"))])
def test_words_that_say_not_to_erase_nothing_whatever_their_act(word: Event) -> None:
    events, messages = run(ActionEffacer(), tracker(*ASKED, word, slots=slots_of(STATE)))
    assert messages[0]["custom"] == {} and texts(messages) == [say("reprendre", 0)]
    assert AllSlotsReset() not in events
    # The question that stands comes again; during the interview by itself.
    assert events[-1] == FollowupAction("entretien")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State(accueilli=True, resultat="net soutien", attente="pourquoi_final"), [say("reprendre", 0), say("suite_pourquoi_final", 0)]),
        (State(accueilli=True, resultat="net soutien"), [say("progression_fini")]),
    ],
)
def test_after_the_result_who_does_not_erase_finds_again_what_waits(state: State, said: list[str]) -> None:
    events, messages = run(ActionEffacer(), tracker(*ASKED, REFUSED[0], slots=slots_of(state)))
    assert texts(messages) == said
    assert [event["event"] for event in events] == ["slot"]


def test_after_a_refusal_a_yes_answers_something_else() -> None:
    assert not asked_last(tracker(*ASKED, *REFUSED, user("oui", at=4.0)))
    again = (user("effacez tout", "effacer", at=4.0), did("action_effacer"), did("action_listen"))
    assert asked_last(tracker(*ASKED, *REFUSED, *again, user("oui", at=5.0)))
    # Said first, it is asked what is meant.
    assert asked_last(tracker(*REFUSED, user("oui", at=4.0)))


@pytest.mark.parametrize("word", [FIRST, user("/confirmer_effacer", "confirmer_effacer", at=2.0)])
def test_a_confirmation_of_nothing_asks_first(word: Event) -> None:
    _, messages = run(ActionEffacer(), tracker(user("bonjour", "saluer"), did("action_saluer"), word, slots=slots_of(STATE)))
    assert texts(messages) == [say("effacer", 0)]


def test_after_something_else_was_said_it_is_asked_again_in_other_words() -> None:
    between = (user("merci", "remercier", at=3.0), did("action_digression"), did("action_listen"))
    slots = slots_of(State(accueilli=True, dernieres={"effacer": 0}))
    _, messages = run(ActionEffacer(), tracker(*ASKED, *between, user("effacez", "effacer", at=4.0), slots=slots))
    assert texts(messages) == [say("effacer", 1)]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), False),
        ((FIRST,), False),
        ((FIRST, did("action_effacer")), False),
        ((*ASKED, user("oui", at=3.0)), True),
        ((*ASKED, user("oui", at=3.0), did("entretien")), True),
        ((*ASKED, user("ah", at=3.0), did("entretien"), user("oui", at=4.0)), False),
    ],
)
def test_only_the_message_right_after_the_question_answers_it(events: tuple[Event, ...], expected: bool) -> None:
    assert asked_last(tracker(*events)) is expected


def test_during_the_interview_the_question_is_not_put_again_in_the_same_turn() -> None:
    conversation = tracker(FIRST, slots=slots_of(STATE))
    conversation.active_loop = {"name": "entretien"}
    assert run(ActionEffacer(), conversation)[0][0]["value"]["muet"] is True
