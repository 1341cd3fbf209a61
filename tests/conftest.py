"""Shared fixtures: the trained model and the real servers, made once a session; and what to do when a system package is missing."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings

from bot.evaluation import Parse, parser
from bot.launcher import Servers, log_path, servers
from bot.settings import Settings
from bot.terminal import send
from bot.training import is_current, model_path, train
from tests.ports import free_port

if TYPE_CHECKING:
    from tests.channels.fake_microsoft import FakeMicrosoft

if TYPE_CHECKING:
    from tests.channels.fake_slack import FakeSlack

# Two shared cores: a slow moment is no failure.
hypothesis_settings.register_profile("project", deadline=None)
# For `make check`, which is run before each commit; `make test` tries four times as many.
hypothesis_settings.register_profile("rapide", deadline=None, max_examples=25)
hypothesis_settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first, so that a mistake shows before the servers start."""
    items.sort(key=lambda item: [bool(item.get_closest_marker(name)) for name in ("browser", "server", "model")])


def require_program(*names: str) -> str:
    """Return the path of the first program found; skip the test on a user's machine without any, fail it under CI."""
    from shutil import which

    for name in names:
        if path := which(name):
            return path
    message = f"{names[0]} n'est pas installé (paquet Debian : {names[0]})"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model, trained now if it is not current."""
    settings = Settings.from_environment()
    return model_path(settings) if is_current(settings) else train(settings)


@pytest.fixture(scope="session")
def parse(model: Path) -> Parse:
    """The trained NLU as a function of the text; loading it takes longer than most tests that ask it something."""
    return parser(model)


class Bot:
    """The running servers, and a way to talk to them."""

    def __init__(self, settings: Settings, both: Servers) -> None:
        self.settings, self.servers = settings, both

    def kill(self, name: str) -> None:
        """Kill the server « rasa » or « actions » as a crash would."""
        self.servers.children[name].kill()
        self.servers.children[name].wait(30)

    def conversation(self) -> Conversation:
        """Start a conversation of its own."""
        return Conversation(self.settings, str(uuid.uuid4()))

    def log(self, name: str) -> str:
        """Return what a server wrote so far."""
        return log_path(self.settings, name).read_text(encoding="utf-8", errors="replace")


class Conversation:
    """One practitioner's conversation over the real webhook."""

    def __init__(self, settings: Settings, sender: str) -> None:
        self.settings, self.sender = settings, sender
        self.buttons: list[dict[str, str]] = []
        self.question: dict[str, Any] | None = None
        self.result: dict[str, Any] | None = None

    def anew(self) -> Conversation:
        """Begin another conversation, in the same room."""
        return type(self)(self.settings, str(uuid.uuid4()))

    def say(self, text: str) -> list[dict[str, Any]]:
        """Post a message; remember the buttons, the question and the result that came back."""
        messages = send(self.settings, self.sender, text)
        self.buttons = next((m["buttons"] for m in reversed(messages) if "buttons" in m), [])
        self.question = next((m["custom"]["question"] for m in messages if "question" in m.get("custom", {})), None)
        self.result = next((m["custom"]["resultat"] for m in messages if "resultat" in m.get("custom", {})), self.result)
        return messages

    def click(self, title: str) -> list[dict[str, Any]]:
        """Press the button whose title begins so."""
        wanted = title.replace("'", "’").replace("\u00a0", " ").replace("\u202f", " ")
        for button in self.buttons:
            if button["title"].replace("\u00a0", " ").replace("\u202f", " ").startswith(wanted):
                return self.say(button["payload"])
        raise AssertionError(f"aucun bouton ne commence par « {title} » parmi {[b['title'] for b in self.buttons]}")


@pytest.fixture(scope="session")
def slack_api() -> Iterator[FakeSlack]:
    """A fake Slack for the real servers."""
    from tests.channels.fake_slack import FakeSlack

    with FakeSlack() as api:
        yield api


@pytest.fixture(scope="session")
def bot_s_microsoft() -> Iterator[FakeMicrosoft]:
    """Microsoft as the real bot knows it."""
    from tests.channels.fake_microsoft import fake_microsoft_running

    with fake_microsoft_running() as fake:
        yield fake


@pytest.fixture(scope="session")
def channel_environment(slack_api: FakeSlack, bot_s_microsoft: FakeMicrosoft) -> dict[str, str]:
    """The settings of the rooms, whose other ends are played here."""
    return {**slack_api.environment(), **bot_s_microsoft.environment()}


@pytest.fixture(scope="session")
def bot(model: Path, channel_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """The two real servers on free ports, their data in a temporary folder; started once."""
    port = str(free_port())
    environment = {
        **os.environ, **channel_environment, "PORT": port, "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ACTION_PORT": str(free_port()), "DATA_DIR": str(tmp_path_factory.mktemp("var")),
        # The sites that show the widget in the browser tests; their port is not known yet.
        "FRAME_ANCESTORS": "'self' http://localhost:* http://127.0.0.1:*",
    }  # fmt: skip
    settings = Settings.from_environment(environment)
    with servers(settings) as both:
        yield Bot(settings, both)


@pytest.fixture
def restart_actions(bot: Bot) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """(kill, bring back) for the action server; it is back at the end whatever happens, and stopped with the session."""

    def back() -> None:
        bot.servers.start("actions")
        _wait(lambda: _answers(bot.settings.action_port))

    yield lambda: bot.kill("actions"), back
    if bot.servers.children["actions"].poll() is not None:
        back()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    import time

    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "attendu trop longtemps"
        time.sleep(0.1)
