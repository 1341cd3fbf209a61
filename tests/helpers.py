"""Build what Rasa sends to an action, and run the action on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.state import State
from typology.evidence import Ledger

Event = dict[str, Any]
# Of who has been greeted, and has said nothing yet.
GREETED = State(accueilli=True)


def user(
    text: str,
    intent: str = "informer",
    at: float = 1.0,
    confidence: float = 0.9,
    entities: Mapping[str, str] | None = None,
    evidence: Mapping[str, Any] | None = None,
) -> Event:
    """Return the event of a message of the practitioner, with what the NLU found in it; its id is ``m<at>``."""
    message_id = f"m{at:g}"
    parsed = {
        "text": text,
        "message_id": message_id,
        "intent": {"name": intent, "confidence": confidence},
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
        "evidence": dict(evidence or {}),
    }
    return {"event": "user", "text": text, "timestamp": at, "message_id": message_id, "parse_data": parsed}


def button(dimension: str, modality: str, at: float = 1.0) -> Event:
    """Return the event of a click on one of a question's choices."""
    payload = f'/repondre{{"dimension": "{dimension}", "modalite": "{modality}"}}'
    return user(payload, "repondre", at, 1.0, {"dimension": dimension, "modalite": modality})


def did(action: str) -> Event:
    """Return the event of an action that was executed."""
    return {"event": "action", "name": action}


def slots_of(state: State | None = None, ledger: Ledger | None = None) -> dict[str, Any]:
    """Return the slots that hold that state and that ledger."""
    return {"etat": asdict(state) if state else None, "ledger": ledger.to_dict() if ledger else None}


def tracker(*events: Event, slots: Mapping[str, Any] | None = None, intent: str | None = None, text: str | None = None) -> Tracker:
    """Return the tracker of a conversation; its latest message is the last user event, or the given intent and text."""
    said = list(events)
    if intent is not None or text is not None:
        said.append(user(text or "", intent or "informer"))
    latest = next((event["parse_data"] for event in reversed(said) if event["event"] == "user"), None)
    return Tracker("web-1", dict(slots or {}), latest, said, False, None, {}, None)


def run(action: Action, tracker: Tracker) -> tuple[list[Event], list[dict[str, Any]]]:
    """Return the action's events and the messages that it said."""
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, tracker, {})
    return events, dispatcher.messages  # type: ignore[return-value]


def texts(messages: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what was said."""
    return [message["text"] for message in messages]


def after(slots: Mapping[str, Any], events: Iterable[Event]) -> dict[str, Any]:
    """Return the slots once the events are applied."""
    return {**slots, **{event["name"]: event["value"] for event in events if event["event"] == "slot"}}
