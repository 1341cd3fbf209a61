"""A trainer and a screen over real HTTP, for the tests."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

from bot.settings import Settings

API = "/atelier/api/seances"


class Trainer:
    """Opens a session and holds its secret."""

    def __init__(self, settings: Settings, title: str = "Journée réseau", mode: str = "meme") -> None:
        self.settings = settings
        _, made = self.ask("POST", API, {"titre": title, "mode": mode}, token="")
        self.code, self.token = made["code"], made["jeton"]

    def ask(self, method: str, path: str, body: Any = None, token: str | None = None) -> tuple[int, Any]:
        """Return the status and the JSON of an answer (its bytes when it is none)."""
        connection = http.client.HTTPConnection(self.settings.host, self.settings.port, timeout=30)
        token = self.token if token is None else token
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        try:
            return answer.status, json.loads(raw)
        except ValueError:
            return answer.status, raw

    def state(self) -> dict[str, Any]:
        """Return what everybody may see."""
        status, found = self.ask("GET", f"{API}/{self.code}", token="")
        assert status == 200, found
        return dict(found)

    def act(self, name: str, body: Any = None) -> tuple[int, Any]:
        """Give one of the trainer's orders."""
        return self.ask("POST", f"{API}/{self.code}/{name}", body)

    def close(self) -> None:
        """Close the session."""
        assert self.act("fermer")[0] == 204


class Watcher:
    """The screen: keeps the last state that the live stream told, and what ended it."""

    def __init__(self, settings: Settings, code: str, last: int | None = None) -> None:
        self._path = f"{API}/{code}/flux"
        # As a browser does that had a stream before.
        self._headers = {"Accept": "text/event-stream", **({"Last-Event-ID": str(last)} if last is not None else {})}
        self._cut = threading.Event()
        self.last: dict[str, Any] = {}
        self.ended: dict[str, Any] | None = None
        self._told = threading.Condition()
        self._connection = http.client.HTTPConnection(settings.host, settings.port, timeout=30)

    def __enter__(self) -> Watcher:
        self._connection.request("GET", self._path, headers=self._headers)
        self._stream = self._connection.getresponse()
        assert self._stream.status == 200 and str(self._stream.getheader("content-type")).startswith("text/event-stream")
        threading.Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def wait(self, seconds: float = 2.0, **wanted: Any) -> dict[str, Any]:
        """Return the state as soon as it has these values; AssertionError after so many seconds."""
        deadline = time.monotonic() + seconds
        with self._told:
            while any(self.last.get(key) != value for key, value in wanted.items()):
                left = deadline - time.monotonic()
                assert left > 0, {key: self.last.get(key) for key in wanted}
                self._told.wait(left)
            return self.last

    def wait_end(self, seconds: float = 5.0) -> dict[str, Any]:
        """Return what the stream said at its end."""
        with self._told:
            self._told.wait_for(lambda: self.ended is not None, seconds)
            assert self.ended is not None
            return self.ended

    def wait_cut(self, seconds: float = 10.0) -> None:
        """Wait until the stream is cut without an end having been told."""
        assert self._cut.wait(seconds) and self.ended is None

    def lags(self, trainer: Trainer, stop: threading.Event) -> Iterator[float]:
        """Yield, again and again, how long after the database the screen has as high a version."""
        while not stop.is_set():
            version, asked = trainer.state()["version"], time.monotonic()
            while self.last.get("version", 0) < version and time.monotonic() - asked < 10:
                time.sleep(0.02)
            yield time.monotonic() - asked
            stop.wait(0.5)

    def _read(self) -> None:
        kind = ""
        try:
            for raw in self._stream:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    kind = line[7:]
                elif line.startswith("data: "):
                    with self._told:
                        data = json.loads(line[6:])
                        self.last, self.ended = (data, self.ended) if kind == "etat" else (self.last, data)
                        self._told.notify_all()
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            # Closed by us, or cut.
            pass
        self._cut.set()
