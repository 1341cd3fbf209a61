"""Start Rasa and the action server, wait until both answer, watch over them, stop both; or be one of them."""

from __future__ import annotations

import contextlib
import os
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

from bot.folder import PRIVATE, keep_private
from bot.settings import LOOPBACK, ROOT, Settings
from bot.training import is_current, train, verified

READY_WITHIN = 300.0
STOP_WITHIN = 10.0
LARGEST_LOG = 20_000_000
# Neither server holds anything that is not stored: one that dies is brought back, unless it keeps dying.
RESTART_AFTER, MOST_RESTARTS, WITHIN = 3.0, 3, 300.0
NAMES = {"actions": "d'actions", "rasa": "de conversation"}


class LaunchError(RuntimeError):
    """The servers cannot run; the message says why, in French."""


class Stopped(Exception):
    """Ctrl-C or a request to stop."""


def run(settings: Settings, say: Callable[[str], None] = print) -> None:
    """Serve until stopped; LaunchError when something prevents it or dies, TrainingError when there can be no model."""
    with started(settings, say) as both:
        say(f"Prêt : {settings.page_url}   (Ctrl-C pour arrêter)")
        both.watch(say)


def become(settings: Settings, role: str) -> None:
    """Be the one server « rasa » or « actions », in this process: for systemd or a container. LaunchError or ModelError when it cannot run."""
    if role == "rasa":
        # Several may start at once: none of them trains.
        verified(settings)
    port, name = (settings.port, "PORT") if role == "rasa" else (settings.action_port, "ACTION_PORT")
    require_free(settings.host, port, name)
    command = _rasa() if role == "rasa" else _actions(settings, settings.host)
    os.chdir(ROOT)
    os.umask(PRIVATE)
    os.execve(command[0], command, settings.child_environment())  # noqa: S606  our own command, fixed words


@contextlib.contextmanager
def started(settings: Settings, say: Callable[[str], None]) -> Iterator[Servers]:
    """As :func:`servers`, after checking the ports and training the model if need be, telling each step."""
    for host, port, name in ((settings.host, settings.port, "PORT"), (LOOPBACK, settings.action_port, "ACTION_PORT")):
        require_free(host, port, name)
    if not is_current(settings):
        say("Entraînement du modèle (huit minutes environ la première fois, cinq ensuite)…")
        train(settings, say)
    say("Démarrage des deux serveurs (une demi-minute environ)…")
    with servers(settings) as both:
        yield both


@contextlib.contextmanager
def running(settings: Settings, say: Callable[[str], None]) -> Iterator[None]:
    """Use the servers that already answer, or start our own for the time of the block."""
    if is_ready(settings):
        yield
    else:
        with started(settings, say):
            yield


class Servers:
    """The processes of the two servers, by name. One that dies is brought back by :meth:`look`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self._deaths: dict[str, list[float]] = {name: [] for name in NAMES}

    def start(self, name: str) -> None:
        """Start one of them; its process is stopped with the others."""
        self.children[name] = (start_actions if name == "actions" else start_rasa)(self.settings)

    def watch(self, say: Callable[[str], None]) -> None:
        """Look after them until stopped."""
        try:
            while True:
                time.sleep(0.5)
                self.look(say)
        except Stopped:
            say("\nArrêt des serveurs…")

    def look(self, say: Callable[[str], None]) -> None:
        """Bring back those that have died since; LaunchError when one does so again and again."""
        for name, child in list(self.children.items()):
            if child.poll() is None:
                continue
            now = time.monotonic()
            self._deaths[name] = [moment for moment in self._deaths[name] if now - moment < WITHIN] + [now]
            if len(self._deaths[name]) > MOST_RESTARTS:
                raise LaunchError(f"Le serveur {NAMES[name]} s'arrête sans cesse ; voyez {log_path(self.settings, name)}.")
            say(f"Le serveur {NAMES[name]} s'est arrêté (code {child.returncode}) ; je le relance.")
            time.sleep(RESTART_AFTER)
            self.start(name)

    def wait_until_ready(self) -> None:
        """Wait until both answer; LaunchError when one dies first, or when it takes too long."""
        deadline = time.monotonic() + READY_WITHIN
        while not is_ready(self.settings):
            for name, child in self.children.items():
                if child.poll() is not None:
                    raise LaunchError(f"Le serveur {NAMES[name]} s'est arrêté au démarrage (code {child.returncode}).\n{_tail(log_path(self.settings, name))}")
            if time.monotonic() > deadline:
                raise LaunchError(f"Les serveurs ne répondent pas après {READY_WITHIN:.0f} secondes ; voyez {self.settings.data_dir / 'log'}.")
            time.sleep(0.5)

    def stop(self) -> None:
        """Stop both."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        for child in self.children.values():
            try:
                child.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


@contextlib.contextmanager
def servers(settings: Settings) -> Iterator[Servers]:
    """Start both servers and yield them once they answer; stop both at the end."""
    previous = {number: signal.signal(number, _stop) for number in (signal.SIGINT, signal.SIGTERM)}
    both = Servers(settings)
    try:
        both.start("actions")
        both.start("rasa")
        both.wait_until_ready()
        yield both
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        both.stop()
        for number, handler in previous.items():
            signal.signal(number, handler)


def start_actions(settings: Settings) -> subprocess.Popen[bytes]:
    """Start the action server and return its process: on loopback, whatever the chat server listens on."""
    return _start(settings, "actions", _actions(settings, LOOPBACK))


def start_rasa(settings: Settings) -> subprocess.Popen[bytes]:
    """Start the chat server and return its process."""
    return _start(settings, "rasa", _rasa())


def _rasa() -> list[str]:
    return [sys.executable, "-m", "bot.server"]


def _actions(settings: Settings, host: str) -> list[str]:
    return [sys.executable, "-m", "bot.action_server", "--port", str(settings.action_port), "--host", host]


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
    keep_private(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What it wrote before it died may tell why.
    mode = "ab" if path.exists() and path.stat().st_size < LARGEST_LOG else "wb"
    with open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o666 & ~PRIVATE)) as log:
        # In a session of its own, so that Ctrl-C reaches us alone and we stop both in order.
        return subprocess.Popen(
            command, cwd=ROOT, env=settings.child_environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, umask=PRIVATE
        )


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _tail(path: Path, lines: int = 12) -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
