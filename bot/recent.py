"""What of a long conversation a turn needs: its last messages whole, and of all that came before only the last word on each slot.

Rasa replays every event several times a turn, and would send them all to the action server: the 200th turn would cost seven times the fifth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# In the metadata of the first event of a conversation that was shortened: how many of the practitioner's messages were left out.
LEFT_OUT = "messages_anterieurs"
# So many messages are given whole: the actions look at the last two (« voulez-vous que j'efface tout ? », and what was said to it).
WHOLE = 3
# Events whose effect on the conversation ends with the next of their kind. After any other one everything is given.
_PLAIN = frozenset(["action", "action_execution_rejected", "active_loop", "bot", "loop_interrupted", "session_started", "slot", "user", "user_featurization"])
# Of these the last one is kept; of slots, the last one of each name.
_KEPT = frozenset(["action", "active_loop", "session_started", "slot"])
# Set by the form itself; any other slot that is set shows that the action server had taken in what was said until then.
_FORMS_OWN = "requested_slot"
# Seconds. The actions tell messages apart by their moments, which only grow: after a clock that stood still or went back they need them all.
_GROWS = 0.01
# Of so many events at the end each is looked at; the older ones are only summed up.
LISTED = 120


class Stored(NamedTuple):
    """One event as it is stored, without what it holds: its id, its kind (Rasa's ``type_name``), its action's or slot's name, its timestamp.

    Or several of one kind and name: the last one's id, the greatest timestamp, how many they are.
    """

    id: int
    kind: str
    name: str | None
    moment: float | None
    many: int = 1


class Part(NamedTuple):
    """Which events to give (ids, ascending), how many the session has in all, and how many of the practitioner's messages are not among them."""

    ids: list[int]
    events: int
    left_out: int


def told_enough(summed: Sequence[Stored], listed: Sequence[Stored], whole: int = WHOLE) -> bool:
    """True when the sums of a session's older events, if it has any, will do: its beginning is among them, and its last messages are listed."""
    began = any(row.kind == "session_started" for row in summed)
    return not summed or (began and sum(row.kind == "user" for row in listed) >= whole)


def recent(rows: Sequence[Stored], whole: int = WHOLE) -> Part:
    """Return what to give of a conversation: of its last session everything, from the first id on, or less. ``rows`` are its events by id, at least
    those of that session."""
    began = max((rank for rank, row in enumerate(rows) if row.kind == "session_started"), default=0)
    rows = rows[began:]
    said = [rank for rank, row in enumerate(rows) if row.kind == "user"]
    start = said[-whole] if len(said) > whole else 0
    earlier, last = rows[:start], rows[start:]
    events = sum(row.many for row in rows)
    if not start or not _may_leave_out(earlier, last):
        return Part([row.id for row in rows], events, 0)
    kept = {(row.kind, row.name if row.kind == "slot" else None): row.id for row in earlier if row.kind in _KEPT}
    return Part(sorted(kept.values()) + [row.id for row in last], events, sum(row.many for row in earlier if row.kind == "user"))


def _may_leave_out(earlier: Sequence[Stored], last: Sequence[Stored]) -> bool:
    """True when nothing earlier still counts but the last values; ``last`` begins with a message of the practitioner."""
    served = any(row.kind == "slot" and row.name != _FORMS_OWN for row in last)
    plain = all(row.kind in _PLAIN for row in earlier)
    latest = max((row.moment or 0.0 for row in earlier if row.kind == "user"), default=0.0)
    return served and plain and latest + _GROWS < (last[0].moment or 0.0)
