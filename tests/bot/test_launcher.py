"""The launcher, without starting a server."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import launcher
from bot.launcher import LaunchError, is_ready, log_path, require_free
from bot.settings import Settings
from tests.ports import free_port

HOST = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something really listens on."""
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_free_port_is_accepted_and_stays_free() -> None:
    port = free_port()
    require_free(HOST, port, "PORT")
    require_free(HOST, port, "PORT")


@pytest.mark.parametrize("name", ["PORT", "ACTION_PORT"])
def test_a_taken_port_is_told_in_french_with_a_way_out(taken: int, name: str) -> None:
    with pytest.raises(LaunchError) as error:
        require_free(HOST, taken, name)
    assert f"Le port {taken} est déjà pris sur {HOST}" in str(error.value)
    assert f"{name}={taken + 1} make run" in str(error.value)


def test_the_port_that_is_proposed_instead_of_the_last_one_is_a_port() -> None:
    with socket.socket() as holder:
        # When it is taken by someone else, this does as well.
        with contextlib.suppress(OSError):
            holder.bind((HOST, 65535))
            holder.listen()
        with pytest.raises(LaunchError) as error:
            require_free(HOST, 65535, "PORT")
    assert "65536" not in str(error.value)


def test_a_port_is_free_again_once_its_holder_is_gone() -> None:
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(LaunchError):
            require_free(HOST, port, "PORT")
    require_free(HOST, port, "PORT")


@pytest.mark.parametrize("name", ["PORT", "ACTION_PORT"])
def test_a_taken_port_stops_the_launch_before_anything_is_trained_or_started(taken: int, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def never(*args: object) -> None:
        raise AssertionError("nothing must be started")

    monkeypatch.setattr(launcher, "train", never)
    monkeypatch.setattr(launcher, "servers", never)
    ports = {"PORT": free_port(), "ACTION_PORT": free_port()} | {name: taken}
    settings = Settings(port=ports["PORT"], action_port=ports["ACTION_PORT"], data_dir=tmp_path, model_dir=tmp_path)
    said: list[str] = []
    with pytest.raises(LaunchError, match=f"{taken}.*{name}="):
        launcher.run(settings, said.append)
    assert said == []
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_listens_is_not_ready() -> None:
    assert not is_ready(Settings(port=free_port()))


def test_each_server_has_its_log_in_the_data_folder(tmp_path: Path) -> None:
    assert log_path(Settings(data_dir=tmp_path), "rasa") == tmp_path / "log" / "rasa.log"


@pytest.mark.parametrize("dies", ["rasa", "actions"])
def test_a_server_that_dies_at_the_start_is_told_at_once_with_its_last_words(dies: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lasts, ends = [sys.executable, "-c", "import time; time.sleep(60)"], [sys.executable, "-c", "print('plus de place'); raise SystemExit(3)"]
    monkeypatch.setattr(launcher, "_rasa", lambda: ends if dies == "rasa" else lasts)
    monkeypatch.setattr(launcher, "_actions", lambda settings, host: ends if dies == "actions" else lasts)
    began = time.monotonic()
    with (
        pytest.raises(LaunchError, match=r"(?s)s'est arrêté au démarrage \(code 3\).*plus de place"),
        launcher.servers(Settings(port=free_port(), action_port=free_port(), data_dir=tmp_path)),
    ):
        raise AssertionError("never ready")
    assert time.monotonic() - began < 20


def test_a_server_that_dies_later_is_brought_back_unless_it_keeps_dying(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(launcher, "RESTART_AFTER", 0.0)
    starts: list[int] = []

    def start(settings: Settings) -> subprocess.Popen[bytes]:
        starts.append(1)
        return subprocess.Popen([sys.executable, "-c", "raise SystemExit(9)"])

    monkeypatch.setattr(launcher, "start_rasa", start)
    lasts = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    said: list[str] = []
    both = launcher.Servers(Settings(data_dir=tmp_path))
    both.children["actions"] = lasts
    both.start("rasa")
    try:
        with pytest.raises(LaunchError, match="de conversation s'arrête sans cesse"):
            both.watch(said.append)
    finally:
        lasts.kill()
        lasts.wait()
    assert len(starts) == 1 + launcher.MOST_RESTARTS == 1 + len(said) and "code 9" in said[0]


def test_what_was_brought_back_is_stopped_with_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(launcher, "RESTART_AFTER", 0.0)
    monkeypatch.setattr(launcher, "start_rasa", lambda _: subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
    both = launcher.Servers(Settings(data_dir=tmp_path))
    both.start("rasa")
    first = both.children["rasa"]
    first.kill()
    first.wait()
    both.look(lambda _: None)
    second = both.children["rasa"]
    assert second is not first and second.poll() is None
    both.stop()
    assert second.poll() is not None


def test_what_the_servers_write_is_for_its_owner_alone_also_in_a_folder_that_was_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path / "var")})
    settings.data_dir.mkdir(mode=0o755)
    (settings.data_dir / "conversations.db").touch(mode=0o644)
    writes = "import pathlib, sys; (pathlib.Path(sys.argv[1]) / 'nouveau').write_text('x')"
    monkeypatch.setattr(launcher, "_rasa", lambda: [sys.executable, "-c", writes, str(settings.data_dir)])
    assert launcher.start_rasa(settings).wait(30) == 0
    modes = {path.name: path.stat().st_mode & 0o777 for path in settings.data_dir.iterdir()}
    assert modes["conversations.db"] == modes["nouveau"] == 0o600
    assert modes["log"] == 0o700 and launcher.log_path(settings, "rasa").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_the_launcher_makes_is_for_its_owner_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path / "loin" / "var")})
    monkeypatch.setattr(launcher, "_rasa", lambda: [sys.executable, "-c", ""])
    assert launcher.start_rasa(settings).wait(30) == 0
    assert settings.data_dir.stat().st_mode & 0o077 == 0
