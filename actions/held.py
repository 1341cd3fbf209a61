"""What is kept of a conversation, told to the person whose words they are: how much, for how long, and who else keeps a copy."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.state import State
from bot.recent import LEFT_OUT
from bot.settings import Settings
from typology.messages import say

# Rooms that keep a copy of their own.
ROOMS = {"slack": "Slack", "teams": "Microsoft Teams"}


def what_is_held(tracker: Tracker, state: State) -> tuple[str, State]:
    """Return the sentence, true of the room that the conversation is in, and the state in which the next one will be worded differently."""
    said = [event for event in tracker.events if event.get("event") == "user"]
    # Of a long conversation only the end is given here.
    count = len(said) + sum((event.get("metadata") or {}).get(LEFT_OUT, 0) for event in tracker.events[:1])
    messages = say("des_messages", n=str(count)) if count > 1 else say("un_message")
    values = {"messages": messages, "jours": str(Settings.from_environment().retention_days)}
    room = ROOMS.get(str(said[-1].get("input_channel"))) if said else None
    key = "donnees_gardees_salon" if room else "donnees_gardees"
    turn, state = state.next_variant(key)
    return say(key, turn, **values, **({"salon": room} if room else {})), state
