"""What follows an aside."""

from __future__ import annotations

import pytest
from rasa_sdk import Action
from rasa_sdk.events import FollowupAction

from actions.action_definir import ActionDefinir
from actions.action_digression import ActionDigression
from actions.action_donner_exemple import ActionDonnerExemple
from actions.action_expliquer_question import ActionExpliquerQuestion
from actions.constants import FORM
from actions.state import State
from tests.helpers import GREETED, run, slots_of, texts, tracker
from typology.messages import say

ASIDES = [(ActionExpliquerQuestion, "demander_pourquoi"), (ActionDonnerExemple, "demander_exemple"), (ActionDefinir, "definir"), (ActionDigression, "robot")]


@pytest.mark.parametrize(("action", "intent"), ASIDES)
def test_whoever_begins_by_asking_is_answered_then_greeted_and_the_interview_begins(action: type[Action], intent: str) -> None:
    events, messages = run(action(), tracker(intent=intent, text="c'est quoi ?"))
    assert texts(messages)[-1] == say("accueil_ensuite") and len(messages) == 2
    assert events[0]["value"]["accueilli"] and events[-1] == FollowupAction(FORM)


@pytest.mark.parametrize(("action", "intent"), ASIDES)
def test_whoever_was_greeted_is_only_answered(action: type[Action], intent: str) -> None:
    events, messages = run(action(), tracker(intent=intent, text="c'est quoi ?", slots=slots_of(GREETED)))
    assert len(messages) == 1 and say("accueil_ensuite") not in texts(messages)
    assert all(event["event"] == "slot" for event in events)


def test_coming_back_once_all_was_erased_is_greeted_as_a_first_time() -> None:
    _, messages = run(ActionDigression(), tracker(intent="reprendre", text="rebonjour"))
    assert texts(messages) == [say("accueil")]
    _, messages = run(ActionDigression(), tracker(intent="reprendre", text="rebonjour", slots=slots_of(State(accueilli=True))))
    assert texts(messages) == [say("reprendre", 0)]
