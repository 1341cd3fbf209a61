"""The conversation's state in Rasa's slots, read and written in one place."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.constants import LEDGER_SLOT, STATE_SLOT
from typology.errors import LedgerError
from typology.evidence import Ledger, ledger_from_dict
from typology.hearing import Message
from typology.model import Knowledge

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """What the conversation must remember beside the ledger.

    ``vu`` is the timestamp of the last user message that was taken in; ``question`` the id of the question that stands; ``confusion``
    the confusion that it settles; ``interrompue`` the one to come back to once an answer is changed; ``posee`` how often it was put;
    ``incompris`` how often it was not understood; ``candidats`` the modalities offered when words would not do; ``muet`` that the question
    is not to be put again in this turn. ``resultat`` tells the last result given, so as not to say it all again when nothing has changed.

    After the result: ``attente`` is what was asked (see :mod:`actions.after_result`), ``suite`` what is to be said next; ``phrase``, ``avis``
    and ``vos_mots`` are the practitioner's sentence, whether they recognise themselves, and what they would say.
    ``etape`` is the place in time of the phase being told, ``quand`` the period to tell next, ``comparer`` a code to compare the result with.

    ``atelier`` is the trainer's session that they are in: {"seance": id, "jeton": secret token, "manche", "express", "transmis"};
    ``montrer`` whether the closing sentence is to be shown there (see :mod:`actions.membership`).
    """

    vu: float = 0.0
    question: str | None = None
    confusion: str | None = None
    interrompue: str | None = None
    posee: int = 0
    incompris: int = 0
    accueilli: bool = False
    resultat: str | None = None
    candidats: list[str] = field(default_factory=list)
    muet: bool = False
    attente: str | None = None
    suite: str | None = None
    phrase: str = ""
    avis: str = ""
    vos_mots: str = ""
    etape: int = 0
    quand: str | None = None
    comparer: str | None = None
    atelier: dict[str, Any] | None = None
    montrer: bool | None = None
    dernieres: dict[str, int] = field(default_factory=dict)

    def next_variant(self, key: str) -> tuple[int, State]:
        """Return the number of the variant of a sentence to use now, and the state in which the next one will differ."""
        turn = self.dernieres.get(key, -1) + 1
        return turn, replace(self, dernieres={**self.dernieres, key: turn})


def read_state(tracker: Tracker) -> State:
    """Return the state; a fresh one when there is none. What another version kept and this one does not know is left out."""
    kept = tracker.get_slot(STATE_SLOT)
    known = {item.name for item in fields(State)}
    return State(**{key: value for key, value in kept.items() if key in known}) if isinstance(kept, dict) else State()


def read_ledger(tracker: Tracker, knowledge: Knowledge) -> Ledger:
    """Return the ledger; an empty one, and a log line, when the stored one does not fit the knowledge any more."""
    try:
        return ledger_from_dict(tracker.get_slot(LEDGER_SLOT), knowledge)
    except LedgerError:
        logger.warning("unreadable ledger: an empty one is used")
        return Ledger()


def save(state: State, ledger: Ledger | None = None) -> list[EventType]:
    """Return the events that store the state, and the ledger when given."""
    events: list[EventType] = [SlotSet(STATE_SLOT, asdict(state))]
    if ledger is not None:
        events.append(SlotSet(LEDGER_SLOT, ledger.to_dict()))
    return events


def quiet(tracker: Tracker, state: State) -> State:
    """Return the state in which the form, if it goes on after this action, does not put its question again in this turn."""
    return replace(state, muet=bool(tracker.active_loop))


def user_messages(tracker: Tracker, after: float) -> list[tuple[float, Message]]:
    """Return the practitioner's messages after that timestamp, oldest first, each with its own timestamp.

    More than one is there when an earlier turn could not be served: nothing that was said is lost.
    """
    found = []
    for event in tracker.events:
        if event.get("event") == "user" and float(event.get("timestamp") or 0.0) > after:
            found.append((float(event["timestamp"]), to_message(event)))
    return found


def to_message(event: dict[str, Any]) -> Message:
    """Return the message of a user event, with what the NLU found in it."""
    data = event.get("parse_data") or {}
    return Message.from_parse(event.get("text") or "", str(event.get("message_id") or data.get("message_id") or ""), data)
