"""What is measured, part by part. Each returns a dictionary of figures for docs/performance.json; BenchError says why it could not."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import ROOT, Settings
from scripts.bench import bots, texts
from scripts.bench.figures import LEVELS
from scripts.bench.load import load
from scripts.bench.processes import BenchError, cpu, resident

Say = Callable[[str], None]
START: dict[str, Callable[..., bots.Served]] = {"notre": bots.ours, "origine": bots.stock}


@dataclass(frozen=True)
class Size:
    """How long everything is measured: seconds of load by number of conversations, seconds of saturation, turns in a row, long conversations, starts."""

    seconds: tuple[float, ...] = (20.0, 40.0, 30.0, 40.0)
    levels: tuple[int, ...] = LEVELS
    saturated: float = 25.0
    turns: int = 80
    long_turns: int = 200
    conversations: int = 3
    starts: int = 2
    # Seconds between an answer and the next message, for both bots: a person alone would hardly be measured in half a minute.
    alone: tuple[float, float] = (0.3, 0.7)
    together: tuple[float, float] = (5.0, 15.0)


SMALL = Size(seconds=(5.0, 6.0), levels=(1, 10), saturated=8.0, turns=12, long_turns=30, conversations=1, starts=1, together=(0.5, 1.5))


def nlu(size: Size, say: Say) -> dict[str, Any]:
    """The NLU alone, on one core."""
    out = bots.FOLDER / "nlu.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    core = min(os.sched_getaffinity(0))
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "bench", "--json", str(out)], cwd=ROOT, env={**os.environ, **bots.QUIET, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, text=True, preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )  # fmt: skip
    for line in done.stdout.splitlines():
        say(line)
    if done.returncode:
        raise BenchError("La mesure du NLU a échoué.")
    return dict(json.loads(out.read_text(encoding="utf-8")))


def training_stock(size: Size, say: Say) -> dict[str, Any]:
    """Train what `rasa init` makes."""
    return {"secondes": round(bots.train_stock(), 1)}


def training_ours(size: Size, say: Say) -> dict[str, Any]:
    """Train ours from nothing, in a folder of its own; how long each step took."""
    import shutil
    import tempfile

    from bot.training import train

    folder = tempfile.mkdtemp(prefix="donnees-", dir=bots.FOLDER)
    steps: list[tuple[str, float]] = [("avant", time.monotonic())]

    def step(text: str) -> None:
        steps.append((text.strip(" …"), time.monotonic()))

    try:
        settings = Settings.from_environment({**os.environ, "MODEL_DIR": folder})
        train(settings, step)
        first = time.monotonic() - steps[0][1]
        lasted = {name: round(after - began, 1) for (name, began), (_, after) in zip(steps, [*steps[1:], ("fin", time.monotonic())])}
        return {"secondes": round(first, 1), "etapes": lasted}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(size: Size, say: Say) -> dict[str, Any]:
    """Start each bot in turn until its first answer; seconds, and memory after that answer."""
    found: dict[str, Any] = {"origine": [], "notre": [], "memoire_mo": {}}
    for _ in range(size.starts):
        for kind in ("origine", "notre"):
            with served(kind) as bot:
                found[kind].append(round(bot.program.seconds or 0.0, 1))
                found["memoire_mo"][kind] = round(resident(bot.program.process.pid))
            say(f"démarrage {kind} : {found[kind][-1]} s")
    return found


def load_of(kind: str) -> Callable[[Size, Say], dict[str, Any]]:
    """Return the part that puts one bot under load: at each level p50 and p95; then its memory, and its processor time by turn."""

    def measure(size: Size, say: Say) -> dict[str, Any]:
        found: dict[str, Any] = {"niveaux": {}}
        with served(kind) as bot:
            pid = bot.program.process.pid
            used, turns = cpu(pid), 0
            for level, seconds in zip(size.levels, size.seconds):
                thinks = size.alone if level == 1 else size.together
                # So long until everybody has come.
                ramp = 2.0 if level == 1 else min(10.0, seconds / 2)
                try:
                    measured = load(kind, bot.host, level, seconds, thinks, ramp)
                except BenchError as error:
                    say(f"{kind}, {level} conversation(s) : {error}")
                    found["niveaux"][str(level)] = {"manque": str(error)[:300]}
                    continue
                found["niveaux"][str(level)] = measured
                turns += measured["tous_les_tours"]
                p50, p95, failures = measured["p50_ms"], measured["p95_ms"], measured["echecs"]
                say(f"{kind}, {level} conversation(s) : p50 {p50} ms, p95 {p95} ms, {measured['tours']} tours, {failures} échec(s)")
            found["memoire_mo"] = round(resident(pid))
            found["tours"] = turns
            found["processeur_ms_par_tour"] = round((cpu(pid) - used) / turns * 1000, 1) if turns else None
        return found

    return measure


def share_of(kind: str) -> Callable[[Size, Say], dict[str, Any]]:
    """Return the part that says where one bot's turn goes: one conversation after the other, the watch of scripts/bench/timed.py in the server."""

    def measure(size: Size, say: Say) -> dict[str, Any]:
        path = bots.FOLDER / f"tours-{kind}.jsonl"
        path.unlink(missing_ok=True)
        with served(kind, path) as bot:
            before = len(_turns(path))
            load(kind, bot.host, 1, size.turns * 0.6, size.alone, 1.0)
            turns = _turns(path)[before:]
            found = _shares(turns)
            if kind == "notre":
                found["longue"] = _long(bot, size)
        return found

    return measure


def _shares(turns: list[dict[str, Any]]) -> dict[str, Any]:
    if not turns:
        raise BenchError("Aucun tour n'a été chronométré.")
    names = sorted({name for turn in turns for name in turn["parts"]})
    mean = {name: statistics.mean(turn["parts"].get(name, 0.0) for turn in turns) * 1000 for name in names}
    return {
        "tours": len(turns),
        "moyenne_ms": round(statistics.mean(turn["total"] for turn in turns) * 1000, 1),
        "mediane_ms": round(statistics.median(turn["total"] for turn in turns) * 1000, 1),
        "parts_ms": {name: round(value, 1) for name, value in mean.items()},
    }


def _long(bot: bots.Served, size: Size) -> dict[str, Any]:
    """The same aside as 4th to 6th message and as the last three of a long conversation; medians in ms, over several conversations."""
    early: list[float] = []
    late: list[float] = []
    for _ in range(size.conversations):
        sender = str(uuid.uuid4())
        bot.say(sender, texts.HELLO)
        bot.say(sender, texts.answer("recit", texts.random.Random(sender)))
        for turn in range(3, size.long_turns + 1):
            began = time.perf_counter()
            bot.say(sender, texts.ASIDE)
            lasted = (time.perf_counter() - began) * 1000
            if 4 <= turn <= 6:
                early.append(lasted)
            elif turn > size.long_turns - 3:
                late.append(lasted)
    fifth, last = statistics.median(early), statistics.median(late)
    return {
        "tour": size.long_turns,
        "5e_ms": round(fifth, 1),
        "dernier_ms": round(last, 1),
        "rapport": round(last / fifth, 2),
        "conversations": size.conversations,
    }


@contextlib.contextmanager
def served(kind: str, measured: Path | None = None) -> Iterator[bots.Served]:
    """Start a bot for the time of the block."""
    bot = START[kind](measured)
    try:
        yield bot
    finally:
        bot.program.stop()


def _turns(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []
