"""What of a long conversation a turn needs: its last messages whole, and of all that came before only the last word on each slot.

Rasa replays every event several times a turn, and sends them all to the action server: the 200th turn would cost seven times the fifth.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Query

# In the metadata of the first event of a conversation that was shortened: how many of the practitioner's messages were left out.
LEFT_OUT = "messages_anterieurs"
# So many messages are given whole: the actions look at the last two (« voulez-vous que j'efface tout ? », and what was said to it).
WHOLE = 3
# Events whose effect on the conversation ends with the next of their kind. After any other one everything is given.
_PLAIN = frozenset(["action", "action_execution_rejected", "active_loop", "bot", "loop_interrupted", "session_started", "slot", "user", "user_featurization"])
# Set by the form itself; any other slot that is set shows that the action server had taken in what was said until then.
_FORMS_OWN = "requested_slot"
# Seconds. The actions tell messages apart by their moments, which only grow: after a clock that jumped back they need them all.
_GROWS = 1.0


class Part(NamedTuple):
    """Which events to give (ids), how many the session has in all, and how many of the practitioner's messages are not among them."""

    ids: list[int]
    events: int
    left_out: int


def recent(mine: Query, event: Any, whole: int = WHOLE) -> Part | None:
    """Return what to give of a session, ``mine`` being the query of all its events and ``event`` their table; None when it is to be given entire."""
    said = mine.filter(event.type_name == "user").with_entities(event.id, event.timestamp).order_by(None).order_by(event.id.desc())
    last = said.limit(whole + 1).all()
    if len(last) <= whole:
        return None
    start, moment = last[whole - 1]
    taken_in = mine.filter(event.type_name == "slot", event.action_name != _FORMS_OWN).order_by(None).with_entities(sa.func.max(event.id)).scalar() or 0
    if taken_in < start:
        # Nothing could be served since then: none of what was said may be lost.
        return None
    earlier = mine.filter(event.id < start).order_by(None)
    kinds = earlier.with_entities(event.type_name, event.action_name, sa.func.max(event.id), sa.func.count(), sa.func.max(event.timestamp)).group_by(
        event.type_name, event.action_name
    )
    found = kinds.all()
    if not {kind for kind, *_ in found} <= _PLAIN or any(kind == "user" and (latest or 0.0) + _GROWS > (moment or 0.0) for kind, _, _, _, latest in found):
        return None
    # The last value of each slot; of actions and loops the very last one, whichever it was.
    kept = {(kind, name if kind == "slot" else None): 0 for kind, name, *_ in found if kind in {"slot", "session_started", "active_loop", "action"}}
    for kind, name, latest_id, *_ in found:
        key = (kind, name if kind == "slot" else None)
        if key in kept:
            kept[key] = max(kept[key], latest_id)
    whole_ids = [row.id for row in mine.filter(event.id >= start).with_entities(event.id)]
    count = sum(number for _, _, _, number, _ in found)
    return Part(sorted(kept.values()) + whole_ids, count + len(whole_ids), sum(number for kind, _, _, number, _ in found if kind == "user"))
