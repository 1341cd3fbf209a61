"""A chat server with a stop-watch in it: `python -m scripts.bench.timed notre` (with its action server) or `… origine run …`.

The watch is put around the functions of Rasa and ours from outside: nothing of it is in the program that is served to practitioners. Each
turn is one line of the file BENCH_TURNS: {"total": seconds, "parts": {part: seconds}}, each part without those inside it.
"""

from __future__ import annotations

import functools
import inspect
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

# A part, and the functions that make it: "module:Class.method" or "module:function".
WATCHED = {
    "noms": ["bot.channels.turn:_without_names"],
    "nlu": ["rasa.core.processor:MessageProcessor.parse_message"],
    "tracker": ["rasa.core.processor:MessageProcessor.handle_message"],
    "policy": ["rasa.core.processor:MessageProcessor._predict_next_with_tracker"],
    "action": ["rasa.core.actions.action:RemoteAction.run"],
    "store": [
        f"bot.tracker_store:ErasableTrackerStore.{name}" for name in ("get_or_create_tracker", "retrieve", "save", "answers_to")
    ] + [f"rasa.core.tracker_store:InMemoryTrackerStore.{name}" for name in ("get_or_create_tracker", "retrieve", "save")],
}  # fmt: skip
# What contains a whole turn; what is left of it is the lock, the channel and the rest.
TURN = {"notre": "bot.channels.web:take_turn", "origine": "rasa.core.agent:Agent.handle_message"}
REST = "reste"


class Watch:
    """Adds up the parts of one turn at a time. ``ended`` is given each turn; ``clock`` gives seconds."""

    def __init__(self, ended: Callable[[dict[str, Any]], None], clock: Callable[[], float] = time.perf_counter) -> None:
        self._ended, self._clock = ended, clock
        self._open: list[list[Any]] = []
        self._parts: dict[str, float] = {}

    def begin(self, part: str) -> None:
        """A part begins, inside the one that is going on."""
        if not self._open:
            self._parts = {}
        self._open.append([part, self._clock(), 0.0])

    def end(self) -> None:
        """The part that began last ends; after the outermost one the turn is given."""
        part, began, inside = self._open.pop()
        lasted = self._clock() - began
        self._parts[part] = self._parts.get(part, 0.0) + lasted - inside
        if self._open:
            self._open[-1][2] += lasted
        else:
            self._ended({"total": lasted, "parts": self._parts})

    def around(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with the watch around it; outside a turn it only watches when the part is the turn itself."""

        async def waited(answer: Awaitable[Any]) -> Any:
            try:
                return await answer
            finally:
                self.end()

        @functools.wraps(function)
        def called(*arguments: Any, **named: Any) -> Any:
            if part != REST and not self._open:
                return function(*arguments, **named)
            self.begin(part)
            try:
                found = function(*arguments, **named)
            except BaseException:
                self.end()
                raise
            if inspect.isawaitable(found):
                return waited(found)
            self.end()
            return found

        return called


def put(watch: Watch, kind: str) -> None:
    """Put the watch around every function that the kind of bot has."""
    for part, names in {**WATCHED, REST: [TURN[kind]]}.items():
        for name in names:
            module_name, path = name.split(":")
            if kind == "origine" and module_name.startswith("bot."):
                continue
            owner: Any = __import__(module_name, fromlist=["_"])
            *classes, last = path.split(".")
            for step in classes:
                owner = getattr(owner, step)
            setattr(owner, last, watch.around(part, getattr(owner, last)))


def main(arguments: list[str]) -> None:
    """Serve, watching."""
    import skops.io  # noqa: F401  as bot.server does, before TensorFlow

    kind = arguments[0]
    turns = open(os.environ["BENCH_TURNS"], "a", encoding="utf-8")  # noqa: SIM115, PTH123  open for as long as the server lives

    def written(turn: dict[str, Any]) -> None:
        turns.write(json.dumps(turn) + "\n")
        turns.flush()

    put(Watch(written), kind)
    if kind == "origine":
        from rasa.__main__ import main as serve

        sys.argv = ["rasa", *arguments[1:]]
        serve()
        return
    from bot.launcher import start_actions
    from bot.server import main as serve_ours
    from bot.settings import Settings

    start_actions(Settings.from_environment())
    serve_ours()


if __name__ == "__main__":
    main(sys.argv[1:])
