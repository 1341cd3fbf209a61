"""The two bots that are compared, each started as its users start it: `make run`, and `rasa run` in a project that `rasa init` made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import ROOT, Settings
from scripts.bench.processes import BenchError, Program, answers, post
from tests.ports import free_port

FOLDER = ROOT / "var" / "bench"
STOCK = FOLDER / "origine"
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONWARNINGS": "ignore",
}
# One client stands for two hundred: what stops a script on the open network would stop the measure. Told in docs/performance.md.
UNLIMITED = {"RATE_TOTAL": "0", "RATE_CLIENT": "0", "MAX_CONVERSATIONS": "0"}


@dataclass
class Served:
    """A bot that answers: ``kind`` is « notre » or « origine », ``host`` its address, ``webhook`` the path of its chat."""

    kind: str
    program: Program
    host: str
    webhook: str

    def say(self, sender: str, text: str) -> list[dict[str, Any]]:
        """Send a message; return the bot's messages. BenchError when there are none."""
        found = post(self.host + self.webhook, {"sender": sender, "message": text})
        if not found:
            raise BenchError(f"Pas de réponse du bot ({self.kind}).")
        return list(found)


def ours(measured: Path | None = None) -> Served:
    """Start ours and wait for its first answer; with ``measured``, its chat server writes there how long each part of each turn took."""
    port, action_port = free_port(), free_port()
    data = tempfile.mkdtemp(prefix="donnees-", dir=_folder())
    environment = {**os.environ, **QUIET, **UNLIMITED, "PORT": str(port), "ACTION_PORT": str(action_port), "DATA_DIR": data, "BENCH_CWD": str(ROOT)}
    command = [sys.executable, "-m", "bot.cli", "run"]
    if measured:
        command, environment["BENCH_TURNS"] = [sys.executable, "-m", "scripts.bench.timed", "notre"], str(measured)
    program = Program(command, FOLDER, "notre", environment)
    served = Served("notre", program, f"http://127.0.0.1:{port}", "/chat/webhook")
    return _greeted(served, f"{served.host}/health", "bonjour")


def stock(measured: Path | None = None) -> Served:
    """Start the stock project and wait for its first answer; with ``measured`` as for ours."""
    port = free_port()
    environment = {**os.environ, **QUIET, "PYTHONPATH": str(ROOT) if measured else "", "BENCH_CWD": str(STOCK)}
    command = [rasa(), "run", "--port", str(port), "--interface", "127.0.0.1"]
    if measured:
        command, environment["BENCH_TURNS"] = [sys.executable, "-m", "scripts.bench.timed", "origine", *command[1:]], str(measured)
    served = Served("origine", Program(command, FOLDER, "origine", environment), f"http://127.0.0.1:{port}", "/webhooks/rest/webhook")
    return _greeted(served, f"{served.host}/", "hello")


def train_stock() -> float:
    """Make the project that `rasa init` makes, anew, and return how many seconds `rasa train` takes in it."""
    from rasa.cli.scaffold import scaffold_path

    shutil.rmtree(STOCK, ignore_errors=True)
    _folder()
    shutil.copytree(scaffold_path(), STOCK)
    began = time.monotonic()
    with (FOLDER / "origine-entrainement.log").open("wb") as log:
        done = subprocess.run([rasa(), "train"], cwd=STOCK, env={**os.environ, **QUIET, "PYTHONPATH": ""}, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    if done.returncode or not stock_is_trained():
        raise BenchError(f"L'entraînement du projet d'origine a échoué : voyez {log.name}.")
    return time.monotonic() - began


def stock_is_trained() -> bool:
    """True when there is a model to serve."""
    return any((STOCK / "models").glob("*.tar.gz"))


def rasa() -> str:
    """Return the path of the `rasa` command beside this Python."""
    return str(Path(sys.executable).with_name("rasa"))


def settings() -> Settings:
    """Return the settings as `make run` has them."""
    return Settings.from_environment()


def clean() -> None:
    """Remove the conversations of the measure; the stock project stays, for a measure that goes on."""
    for path in FOLDER.glob("donnees-*"):
        shutil.rmtree(path, ignore_errors=True)


def _greeted(served: Served, health: str, hello: str) -> Served:
    try:
        served.program.wait_until(lambda: answers(health))
        # Started is who has answered a first message.
        served.program.wait_until(lambda: bool(post(served.host + served.webhook, {"sender": str(uuid.uuid4()), "message": hello})))
    except BaseException:
        served.program.stop()
        raise
    return served


def _folder() -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER
