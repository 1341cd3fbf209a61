"""What a turn is given of a long conversation: the same state as all of it gives, in fewer events, and nothing that still counts is left out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from actions.held import what_is_held
from actions.state import State
from bot.database import StoreError
from bot.recent import LEFT_OUT, LISTED, WHOLE
from bot.tracker_store import ErasableTrackerStore
from typology.messages import say

US = "web-3f2b8c1e"
DOMAIN = Domain.from_dict(
    {
        "intents": ["informer"],
        "slots": {name: {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]} for name in ("etat", "ledger", "ancien")},
        "forms": {"entretien": {"required_slots": []}},
    }
)
LONG = 40


def turn(number: int, at: float, served: bool = True) -> list[Event]:
    """The events of one turn; when it was not served, the action server said nothing."""
    said = [ActionExecuted("action_listen"), UserUttered(f"message {number}", {"name": "informer"}, message_id=f"id-{number}")]
    done = [ActionExecutionRejected("entretien"), SlotSet("etat", {"vu": number}), BotUttered(f"réponse {number}")] if served else []
    events = [*said, *done, ActionExecuted("entretien")]
    for rank, event in enumerate(events):
        event.timestamp = at + rank / 100
    return events


def conversation(turns: int = LONG, unserved: int = 0) -> list[Event]:
    """A session in which the form has been on since the first turn, and « ancien » was set only there; the last ``unserved`` turns were not served."""
    events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted(), *turn(0, 1000.0), ActiveLoop("entretien"), SlotSet("ancien", "gardé")]
    for rank, event in enumerate(events):
        event.timestamp = 1000.0 + rank / 100
    for number in range(1, turns):
        events += turn(number, 1000.0 + 10 * number, served=number < turns - unserved)
    return events


@pytest.fixture
def store(tmp_path: Path) -> ErasableTrackerStore:
    return ErasableTrackerStore(domain=DOMAIN, dialect="sqlite", db=str(tmp_path / "conversations.db"))


def told(store: ErasableTrackerStore, events: list[Event]) -> tuple[DialogueStateTracker, DialogueStateTracker]:
    """Store the events; return what a turn is given, and everything."""
    asyncio.run(store.save(DialogueStateTracker.from_events(US, events, DOMAIN.slots)))
    return both(store)


def both(store: ErasableTrackerStore) -> tuple[DialogueStateTracker, DialogueStateTracker]:
    given, whole = asyncio.run(store.get_or_create_tracker(US)), asyncio.run(store.retrieve(US))
    assert whole is not None
    return given, whole


def words(tracker: DialogueStateTracker) -> list[str | None]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def test_a_long_conversation_is_short_and_in_the_same_state(store: ErasableTrackerStore) -> None:
    given, whole = told(store, conversation())
    assert words(given) == words(whole)[-WHOLE:] and len(given.events) < len(whole.events) / 4
    assert given.current_slot_values() == whole.current_slot_values() == {**whole.current_slot_values(), "ancien": "gardé", "etat": {"vu": LONG - 1}}
    assert (given.active_loop_name, given.latest_action, given.followup_action) == (whole.active_loop_name, whole.latest_action, whole.followup_action)
    assert given.active_loop_name == "entretien" and given.latest_message == whole.latest_message and given.is_paused() == whole.is_paused()
    assert [event.as_dict() for event in list(given.events)[-10:]] == [event.as_dict() for event in list(whole.events)[-10:]]


@pytest.mark.parametrize("first", [[ActionExecuted("action_listen")], conversation(5)])
def test_of_several_sessions_only_the_last_counts_and_without_any_all_of_it(store: ErasableTrackerStore, first: list[Event]) -> None:
    events = [*first, *(conversation() if len(first) > 1 else conversation()[2:])]
    given, whole = told(store, events)
    assert words(given) == words(whole)[-WHOLE:] and given.current_slot_values() == whole.current_slot_values()
    assert given.events[0].metadata[LEFT_OUT] == LONG - WHOLE
    given.update(UserUttered("encore", {"name": "informer"}, timestamp=9000.0))
    asyncio.run(store.save(given))
    assert words(both(store)[1]) == [*words(whole), "encore"]


def test_of_a_session_that_began_a_moment_ago_nothing_older_is_summed_up(store: ErasableTrackerStore) -> None:
    given, whole = told(store, [*conversation(), *conversation(WHOLE + 2)])
    assert words(given) == words(whole)[-WHOLE:] == ["message 2", "message 3", "message 4"]
    assert given.current_slot_values() == whole.current_slot_values()
    with store.session_scope() as session:
        assert len(store._listed(session, US)) == LISTED


def test_a_slot_set_before_the_session_and_again_in_it_is_counted_once(store: ErasableTrackerStore) -> None:
    # Rasa does so with what comes with the first message: that names were replaced in it.
    given, whole = told(store, [SlotSet("ancien", "d'avant", timestamp=999.0), *conversation()])
    assert given.current_slot_values() == whole.current_slot_values() and words(given) == words(whole)[-WHOLE:]
    given.update(UserUttered("encore", {"name": "informer"}, timestamp=9000.0))
    asyncio.run(store.save(given))
    assert words(both(store)[1]) == [*words(whole), "encore"]


def test_it_grows_no_more(store: ErasableTrackerStore, tmp_path: Path) -> None:
    longer = ErasableTrackerStore(domain=DOMAIN, dialect="sqlite", db=str(tmp_path / "plus-longue.db"))
    assert len(told(store, conversation(20))[0].events) == len(told(longer, conversation(200))[0].events)


def test_the_next_turn_is_stored_once_after_the_others(store: ErasableTrackerStore) -> None:
    given, before = told(store, conversation())
    for event in turn(LONG, 5000.0):
        given.update(event)
    asyncio.run(store.save(given))
    # Saved again with nothing new, nothing is written.
    asyncio.run(store.save(given))
    _, after = both(store)
    assert words(after) == [*words(before), f"message {LONG}"] and len(after.events) == len(before.events) + len(turn(0, 0.0))
    assert not any(LEFT_OUT in event.metadata for event in after.events)


@pytest.mark.parametrize("turns", [4, LONG])
def test_what_stands_beside_the_events_is_none_of_them(store: ErasableTrackerStore, turns: int) -> None:
    _, before = told(store, conversation(turns))
    asyncio.run(store.replace_standing(US, {"id": "1"}))
    given = asyncio.run(store.get_or_create_tracker(US))
    given.update(UserUttered("encore", {"name": "informer"}, timestamp=9000.0))
    asyncio.run(store.save(given))
    given, after = both(store)
    assert words(after) == [*words(before), "encore"] and words(given)[-1] == "encore"
    assert len(after.events) == len(before.events) + 1 and asyncio.run(store.standing(US)) == [{"id": "1"}]


def test_of_two_turns_at_once_the_second_is_refused(store: ErasableTrackerStore) -> None:
    given, other = told(store, conversation())[0], asyncio.run(store.get_or_create_tracker(US))
    for tracker in (given, other):
        tracker.update(UserUttered("en même temps", {"name": "informer"}, timestamp=5000.0))
    asyncio.run(store.save(given))
    with pytest.raises(StoreError, match="two turns"):
        asyncio.run(store.save(other))


@pytest.mark.parametrize("unserved", [WHOLE, WHOLE + 5])
def test_what_could_not_be_served_is_all_there(store: ErasableTrackerStore, unserved: int) -> None:
    given, _ = told(store, conversation(unserved=unserved))
    assert set(words(given)) >= {f"message {number}" for number in range(LONG - unserved, LONG)}


def test_after_a_clock_that_jumped_back_everything_is_there(store: ErasableTrackerStore) -> None:
    events = conversation()
    for event in events[-2 * len(turn(0, 0.0)) :]:
        event.timestamp -= 900.0
    given, whole = told(store, events)
    assert words(given) != [] and len(given.events) < len(whole.events)
    for event in turn(LONG, 1.0):
        given.update(event)
    for number in range(LONG + 1, LONG + WHOLE):
        for event in turn(number, 10.0 * number):
            given.update(event)
    asyncio.run(store.save(given))
    given, whole = both(store)
    assert words(given) == words(whole)


def test_after_an_event_that_reaches_back_everything_is_there(store: ErasableTrackerStore) -> None:
    events = conversation()
    reset = AllSlotsReset(timestamp=events[30].timestamp)
    given, whole = told(store, [*events[:31], reset, *events[31:]])
    assert words(given) == words(whole) and given.get_slot("ancien") is None


@pytest.mark.parametrize("turns", [1, WHOLE])
def test_a_short_conversation_is_given_whole(store: ErasableTrackerStore, turns: int) -> None:
    given, whole = told(store, conversation(turns))
    assert [event.as_dict() for event in given.events] == [event.as_dict() for event in whole.events]


def test_what_is_said_to_be_kept_counts_the_messages_that_are_not_given(store: ErasableTrackerStore) -> None:
    given, _ = told(store, conversation())
    from rasa_sdk import Tracker

    sdk = Tracker(US, {}, {}, [event.as_dict() for event in given.events], False, None, {}, "action_listen")
    assert say("des_messages", n=str(LONG)) in what_is_held(sdk, State())[0]
