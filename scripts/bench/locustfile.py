"""The practitioners of the measure, as locust users: see scripts/bench/load.py. One user is one conversation at a time."""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from pathlib import Path
from typing import Any

import yaml
from locust import FastHttpUser, between, events, task

from scripts.bench import texts

KIND, OUT = os.environ["BENCH_KIND"], Path(os.environ["BENCH_OUT"])
# Seconds to read and to write; then what was measured before this many seconds is left out, while the users arrive.
THINKS = (float(os.environ["BENCH_FROM"]), float(os.environ["BENCH_TO"]))
RAMP = float(os.environ.get("BENCH_RAMP", "0"))
# After the result, or so many turns, somebody else begins.
MOST_TURNS = 14
BEGAN = time.monotonic()
SECONDS: list[float] = []
FAILURES: list[str] = []
MOMENTS: list[float] = []
# Of the ramp too.
ALL = [0]


class Talker(FastHttpUser):
    """Talks without end, one conversation after the other."""

    abstract = True
    wait_time = between(*THINKS)
    insecure = True
    webhook = ""

    def on_start(self) -> None:
        """Begin."""
        self.begin()

    def begin(self) -> None:
        """Begin a conversation of one's own."""
        self.sender, self.turns = str(uuid.uuid4()), 0
        self.chance = random.Random(self.sender)  # noqa: S311  no secret

    def send(self, text: str) -> list[dict[str, Any]]:
        """Post one message; count the seconds until the whole answer is there."""
        self.turns += 1
        ALL[0] += 1
        began = time.perf_counter()
        with self.client.post(self.webhook, json={"sender": self.sender, "message": text}, name="tour", catch_response=True) as answer:
            try:
                messages = list(answer.json()) if answer.status_code == 200 else []
            except ValueError:
                messages = []
            lost = not messages or any("a_renvoyer" in (message.get("custom") or {}) for message in messages)
            if lost:
                answer.failure(f"{answer.status_code}")
        if time.monotonic() - BEGAN >= RAMP:
            if lost:
                FAILURES.append(str(answer.status_code))
            else:
                SECONDS.append(time.perf_counter() - began)
                MOMENTS.append(time.monotonic())
        return messages


if KIND == "notre":

    class Practitioner(Talker):
        """Greets, tells, answers each question in free text until the result."""

        webhook = "/chat/webhook"

        def begin(self) -> None:
            """Nothing was asked yet."""
            super().begin()
            self.question: str | None = None
            self.done = False

        @task
        def go_on(self) -> None:
            """Say the next thing."""
            if self.done or self.turns >= MOST_TURNS:
                self.begin()
            messages = self.send(texts.answer(self.question, self.chance) if self.turns else texts.HELLO)
            custom = {key: value for message in messages for key, value in (message.get("custom") or {}).items()}
            self.done = "resultat" in custom
            self.question = (custom.get("question") or {}).get("dimension", self.question)

else:
    _NLU = yaml.safe_load(Path(os.environ["BENCH_STOCK"], "data", "nlu.yml").read_text(encoding="utf-8"))["nlu"]
    _SAID = {item["intent"]: [line[2:] for line in item["examples"].splitlines()] for item in _NLU if "intent" in item}
    # The path through the project's own stories.
    _PATH = ("greet", "mood_unhappy", "affirm", "bot_challenge", "goodbye")

    class Visitor(Talker):
        """Says the examples of the project's own data, along its own story."""

        webhook = "/webhooks/rest/webhook"

        @task
        def go_on(self) -> None:
            """Say the next thing."""
            if self.turns >= len(_PATH):
                self.begin()
            self.send(self.chance.choice(_SAID[_PATH[self.turns]]))


@events.quitting.add_listener
def write(**_: Any) -> None:
    """Write what was measured: seconds of each turn, failures, and how long the measure lasted."""
    lasted = max(MOMENTS) - BEGAN - RAMP if MOMENTS else 0.0
    OUT.write_text(
        json.dumps({"secondes": SECONDS, "echecs": len(FAILURES), "codes": sorted(set(FAILURES)), "duree": lasted, "tous": ALL[0]}), encoding="utf-8"
    )
