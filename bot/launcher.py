"""Start Rasa and the action server on loopback, wait until both answer, watch over them, stop both."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from bot.settings import ROOT, Settings
from bot.training import is_current, model_path, train

READY_WITHIN = 300.0
STOP_WITHIN = 10.0
# The action server is light and holds nothing: it is brought back when it dies, unless it keeps dying.
RESTART_AFTER, MOST_RESTARTS, WITHIN = 3.0, 3, 60.0


class LaunchError(RuntimeError):
    """The servers cannot run; the message says why, in French."""


class Stopped(Exception):
    """Ctrl-C or a request to stop."""


def run(settings: Settings, say: Callable[[str], None] = print) -> None:
    """Serve until stopped; LaunchError when something prevents it or dies, TrainingError when there can be no model."""
    with started(settings, say) as watch:
        say(f"Prêt : {settings.page_url}   (Ctrl-C pour arrêter)")
        watch(say)


@contextlib.contextmanager
def started(settings: Settings, say: Callable[[str], None]) -> Iterator[Callable[[Callable[[str], None]], None]]:
    """As :func:`servers`, after checking the ports and training the model if need be, telling each step."""
    for port, name in ((settings.port, "PORT"), (settings.action_port, "ACTION_PORT")):
        require_free(settings.host, port, name)
    if not is_current(settings):
        say("Entraînement du modèle (cinq minutes environ la première fois, bien moins ensuite)…")
        train(settings, say)
    say("Démarrage des deux serveurs (une demi-minute environ)…")
    with servers(settings) as watch:
        yield watch


@contextlib.contextmanager
def running(settings: Settings, say: Callable[[str], None]) -> Iterator[None]:
    """Use the servers that already answer, or start our own for the time of the block."""
    if is_ready(settings):
        yield
    else:
        with started(settings, say):
            yield


@contextlib.contextmanager
def servers(settings: Settings) -> Iterator[Callable[[Callable[[str], None]], None]]:
    """Start both servers and yield, once they answer, a function that watches them until one is lost; stop both at the end."""
    previous = {number: signal.signal(number, _stop) for number in (signal.SIGINT, signal.SIGTERM)}
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        children["actions"] = start_actions(settings)
        children["rasa"] = _start(settings, "rasa", [sys.executable, "-m", "bot.server", str(model_path(settings))])
        _wait_until_ready(settings, children)
        yield lambda say: _watch(settings, children, say)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        _stop_all(children)
        for number, handler in previous.items():
            signal.signal(number, handler)


def start_actions(settings: Settings) -> subprocess.Popen[bytes]:
    """Start the action server and return its process."""
    return _start(settings, "actions", [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(settings.action_port), "--quiet"])


def require_free(host: str, port: int, name: str) -> None:
    """Raise LaunchError when the port is taken (Rasa itself would exit with 0 and say nothing useful)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            other = port + 1 if port < 65535 else port - 1
            raise LaunchError(
                f"Le port {port} est déjà pris sur {host}. Arrêtez ce qui l'occupe, ou choisissez-en un autre : {name}={other} make run"
            ) from error


def is_ready(settings: Settings) -> bool:
    """True when the model is loaded and the action server answers."""
    try:
        with urllib.request.urlopen(f"{settings.page_url}health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def log_path(settings: Settings, name: str) -> Path:
    """Where a server's own output goes."""
    return settings.data_dir / "log" / f"{name}.log"


def _start(settings: Settings, name: str, command: list[str]) -> subprocess.Popen[bytes]:
    path = log_path(settings, name)
    if not settings.data_dir.exists():
        # Practitioners' words will be in this folder (the conversations' database): for its owner only.
        settings.data_dir.mkdir(mode=0o700, parents=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as log:
        # In a session of its own, so that Ctrl-C reaches us alone and we stop both in order.
        return subprocess.Popen(command, cwd=ROOT, env=settings.child_environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)


def _wait_until_ready(settings: Settings, children: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not is_ready(settings):
        for name, child in children.items():
            if child.poll() is not None:
                raise LaunchError(f"Le serveur « {name} » s'est arrêté au démarrage (code {child.returncode}).\n{_tail(log_path(settings, name))}")
        if time.monotonic() > deadline:
            raise LaunchError(f"Les serveurs ne répondent pas après {READY_WITHIN:.0f} secondes ; voyez {settings.data_dir / 'log'}.")
        time.sleep(0.5)


def _watch(settings: Settings, children: dict[str, subprocess.Popen[bytes]], say: Callable[[str], None]) -> None:
    deaths: list[float] = []
    try:
        while True:
            time.sleep(0.5)
            if children["rasa"].poll() is not None:
                raise LaunchError(f"Le serveur « rasa » s'est arrêté (code {children['rasa'].returncode}) ; voyez {log_path(settings, 'rasa')}.")
            if children["actions"].poll() is None:
                continue
            now = time.monotonic()
            deaths = [moment for moment in deaths if now - moment < WITHIN] + [now]
            if len(deaths) > MOST_RESTARTS:
                raise LaunchError(f"Le serveur d'actions s'arrête sans cesse ; voyez {log_path(settings, 'actions')}.")
            say(f"Le serveur d'actions s'est arrêté (code {children['actions'].returncode}) ; je le relance.")
            time.sleep(RESTART_AFTER)
            children["actions"] = start_actions(settings)
    except Stopped:
        say("\nArrêt des serveurs…")


def _stop_all(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    for child in children.values():
        try:
            child.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _tail(path: Path, lines: int = 12) -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
