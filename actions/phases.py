"""The phases told before the one being told: the slot that keeps them, and a fresh start for the next one."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.constants import PHASES_SLOT, REQUESTED_SLOT
from actions.state import State, save, user_messages
from typology.code import encode, encode_path
from typology.evidence import Ledger
from typology.model import OPENING_QUESTIONS, Knowledge

# With the phase being told, as many as one address may hold (see typology.code).
MOST_PHASES = 11


def read_phases(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the phases kept, each {"etape": place in time, "code", "type"}; an empty list when there are none or they are of another version."""
    kept = tracker.get_slot(PHASES_SLOT)
    phases = kept if isinstance(kept, list) else []
    return [phase for phase in phases if isinstance(phase, dict) and {"etape", "code", "type"} <= set(phase)]


def steps_with(phases: list[dict[str, Any]], etape: int, code: str, kind: str | None) -> list[list[dict[str, Any]]]:
    """Return the steps in time, the phase being told included; those of one step go on in parallel."""
    everything = [*phases, {"etape": etape, "code": code, "type": kind}]
    return [[phase for phase in everything if phase["etape"] == place] for place in sorted({phase["etape"] for phase in everything})]


def path_code(phases: list[dict[str, Any]], etape: int, ledger: Ledger, knowledge: Knowledge) -> str:
    """Return the code of the whole path, the phase being told included."""
    return encode_path([[phase["code"] for phase in step] for step in steps_with(phases, etape, encode(ledger, knowledge), None)])


def place(when: str, phases: list[dict[str, Any]], etape: int) -> int:
    """Return the place in time of a phase told now: before all others, after all others, or beside the last one told."""
    known = [etape, *(phase["etape"] for phase in phases)]
    return {"avant": min(known) - 1, "apres": max(known) + 1}.get(when, etape)


def fresh_start(tracker: Tracker, state: State, phases: list[dict[str, Any]], etape: int, knowledge: Knowledge) -> list[EventType]:
    """Return the events that empty the ledger and every slot that mirrors it; what was said so far is not taken in again."""
    now = max((moment for moment, _ in user_messages(tracker, 0.0)), default=0.0)
    fresh = State(vu=now, accueilli=True, dernieres=state.dernieres, etape=etape, atelier=state.atelier)
    slots = [SlotSet(name, None) for name in (*OPENING_QUESTIONS, *knowledge.dimension_ids)]
    return [*save(fresh, Ledger()), *slots, SlotSet(PHASES_SLOT, phases[-MOST_PHASES:]), SlotSet(REQUESTED_SLOT, None)]
