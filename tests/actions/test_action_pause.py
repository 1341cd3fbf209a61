"""A pause, with a code to go on elsewhere."""

from __future__ import annotations

from dataclasses import asdict

from rasa_sdk.events import SlotSet

from actions.action_ouvrir_code import code_in
from actions.action_pause import ActionPause
from actions.state import State
from tests.helpers import run, slots_of, texts, tracker
from typology.code import decode, decode_path, encode
from typology.evidence import Evidence, Ledger
from typology.loader import load
from typology.messages import say

STATE = State(vu=3.0, accueilli=True, question="qui_decide", posee=1)
TOLD = Ledger((Evidence("autour_de", "realisation", "un guide pour Madame Untel"),), posees=("recit", "qui_decide"), repondues=frozenset(["recit"]))
EARLIER = {"etape": -1, "code": encode(Ledger((Evidence("autour_de", "question_fixee"),)), load()), "type": "coordination"}


def test_the_interview_stays_where_it_is_and_the_code_opens_the_same_answers() -> None:
    events, messages = run(ActionPause(), tracker(intent="faire_pause", text="je reprends demain", slots=slots_of(STATE, TOLD)))
    code = encode(TOLD, load())
    assert texts(messages) == [say("pause", code=code)]
    assert [item.modalite for item in decode(code, load()).on("autour_de")] == ["realisation"]
    assert messages[0]["buttons"] == [{"title": say("bouton_continuer"), "payload": "/reprendre"}]
    assert events == [SlotSet("etat", asdict(STATE))]


def test_the_code_holds_no_word_of_theirs() -> None:
    _, messages = run(ActionPause(), tracker(slots=slots_of(STATE, TOLD)))
    assert "Untel" not in messages[0]["text"] and "guide" not in messages[0]["text"]


def test_before_anything_was_heard_there_is_no_code() -> None:
    _, messages = run(ActionPause(), tracker(intent="faire_pause", text="je reprends demain"))
    assert texts(messages) == [say("pause_sans_code")]


def test_the_phases_told_before_are_in_the_code_too_and_come_back_with_it() -> None:
    _, messages = run(ActionPause(), tracker(slots={**slots_of(STATE, TOLD), "phases": [EARLIER]}))
    found = code_in(messages[0]["text"])
    assert found is not None
    assert decode_path(found) == [[EARLIER["code"]], [encode(TOLD, load())]]
