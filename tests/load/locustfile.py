"""Participants of one session, from the code to the result, as locust users: see test_workshop_load.py, or by hand:

CODE=cerise-violon-42 locust -f tests/load/locustfile.py --headless -u 60 -r 3 -t 120s --host http://127.0.0.1:5005
"""

from __future__ import annotations

import os
import random
import uuid

from locust import HttpUser, between, task
from locust.exception import StopUser

CODE = os.environ.get("CODE", "")
# Seconds that somebody takes to read a question and its choices, some 84 words, and to choose: aloud that would be half a minute, so these are quick.
READS = (float(os.environ.get("READS_FROM", "6")), float(os.environ.get("READS_TO", "18")))
MOST_TURNS = 12


class Participant(HttpUser):
    """Joins, chooses the short form, answers by buttons, reads the result, then watches the screen's state for a while."""

    wait_time = between(*READS)

    def on_start(self) -> None:
        """Join, and say which form."""
        self.sender, self.done, self.turns = str(uuid.uuid4()), False, 0
        self.say(CODE)
        self.say('/atelier{"faire": "express"}')

    def say(self, text: str) -> None:
        """Post one message and keep what is asked."""
        with self.client.post("/chat/webhook", json={"sender": self.sender, "message": text}, name="réponse", catch_response=True) as answer:
            messages = answer.json() if answer.ok else []
            custom = {key: value for message in messages for key, value in message.get("custom", {}).items()}
            self.buttons = [button["payload"] for message in messages for button in message.get("buttons", [])]
            self.done = self.done or "resultat" in custom
            if not messages or any("réessayez" in message.get("text", "") for message in messages):
                answer.failure("pas de réponse")

    @task
    def go_on(self) -> None:
        """Answer the question, or look at the state once there is a result."""
        self.turns += 1
        if self.turns > MOST_TURNS:
            raise StopUser
        if self.done:
            self.client.get(f"/atelier/api/seances/{CODE}", name="état")
            return
        choices = [payload for payload in self.buttons if payload.startswith("/repondre")]
        self.say(random.choice(choices) if choices else "on se voit pour comprendre ensemble ce qui bloque dans le quartier")
