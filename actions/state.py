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
from typology.migration import what_fits
from typology.model import OPENING_QUESTIONS, Knowledge

# In seconds; what tells two messages apart whose clock stood still or went back.
AN_INSTANT = 1e-5
# Actions of Rasa's own that say nothing.
ANSWERS_NOTHING = frozenset(["action_listen", "action_extract_slots", "action_session_start"])

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """What the conversation must remember beside the ledger.

    ``vu`` is the moment (see :func:`user_messages`) of the last user message that was taken in; ``question`` the id of the question that stands; ``confusion``
    the confusion that it settles; ``interrompue`` the one to come back to once an answer is changed; ``posee`` how often it was put;
    ``incompris`` how often it was not understood; ``candidats`` the modalities offered when words would not do; ``muet`` that the question
    is not to be put again in this turn. ``resultat`` tells the last result given, so as not to say it all again when nothing has changed; ``donne``
    is the moment of the message to which it was given whole.

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
    donne: float = 0.0
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
    """Return the ledger; what still fits, and a log line, when the stored one does not fit the knowledge any more."""
    try:
        return ledger_from_dict(tracker.get_slot(LEDGER_SLOT), knowledge)
    except LedgerError:
        logger.warning("outdated ledger: what still fits is kept")
        return what_fits(tracker.get_slot(LEDGER_SLOT), knowledge)


def is_outdated(tracker: Tracker, knowledge: Knowledge) -> bool:
    """True when something of what the conversation kept has no place in the knowledge any more: another version was there meanwhile."""
    try:
        ledger_from_dict(tracker.get_slot(LEDGER_SLOT), knowledge)
    except LedgerError:
        return True
    return False


def up_to_date(state: State, knowledge: Knowledge) -> State:
    """Return the state without a question, a confusion or choices that the knowledge does not have any more."""
    questions = (*OPENING_QUESTIONS, *knowledge.dimension_ids)
    standing = state.question if state.question in questions else None
    fresh: dict[str, Any] = {} if standing == state.question else {"posee": 0, "incompris": 0, "confusion": None, "candidats": []}
    waiting = state.interrompue if state.interrompue in questions else None
    return replace(state, question=standing, interrompue=waiting, **fresh)


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
    """Return the practitioner's messages after that moment, oldest first, each with its own moment.

    More than one is there when an earlier turn could not be served: nothing that was said is lost. A moment is the time of the message, or
    just after the one before when the clock went back meanwhile: a later message always has a later moment.
    """
    return [(moment, to_message(event)) for moment, event, _ in _turns(tracker) if moment > after]


def answered_by_rules(tracker: Tracker) -> set[float]:
    """Return the moments of the messages that a rule answered: the first action after them is not the form, which takes in what is said."""
    return {moment for moment, _, actions in _turns(tracker) if actions and actions[0].startswith("action_")}


def _turns(tracker: Tracker) -> list[tuple[float, dict[str, Any], list[str]]]:
    """The moment and the event of each message, and the names of the actions that followed it before the next one."""
    found: list[tuple[float, dict[str, Any], list[str]]] = []
    moment = 0.0
    for event in tracker.events:
        if event.get("event") == "user":
            moment = max(float(event.get("timestamp") or 0.0), moment + AN_INSTANT)
            found.append((moment, event, []))
        elif event.get("event") == "action" and found and event.get("name") not in ANSWERS_NOTHING:
            found[-1][2].append(str(event.get("name") or ""))
    return found


def to_message(event: dict[str, Any]) -> Message:
    """Return the message of a user event, with what the NLU found in it."""
    data = event.get("parse_data") or {}
    return Message.from_parse(event.get("text") or "", str(event.get("message_id") or data.get("message_id") or ""), data)
