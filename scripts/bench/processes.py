"""A program being measured: started, waited for, weighed, stopped with all that it started."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

READY_WITHIN, STOP_WITHIN = 600.0, 15.0


class BenchError(RuntimeError):
    """A part cannot be measured; the message says why, in French."""


class Program:
    """A command with a log, in a session of its own. ``seconds`` is how long it took until it answered."""

    def __init__(self, command: list[str], folder: Path, name: str, environment: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / f"{name}.log"
        self.began = time.monotonic()
        self.seconds: float | None = None
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=environment.get("BENCH_CWD"), env=dict(environment), stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )

    def wait_until(self, answers: Callable[[], bool], within: float = READY_WITHIN) -> float:
        """Wait until it answers; return the seconds since its start. BenchError when it dies or is late."""
        while not answers():
            if self.process.poll() is not None or time.monotonic() - self.began > within:
                raise BenchError(f"Le serveur ne répond pas ; la fin de {self.log} :\n{self.log.read_text(errors='replace')[-1500:]}")
            time.sleep(0.05)
        self.seconds = time.monotonic() - self.began
        return self.seconds

    def stop(self) -> None:
        """Stop it and whatever it started."""
        stop([self.process.pid])
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_WITHIN)


def family(pid: int) -> list[psutil.Process]:
    """Return the process and its descendants, those that still live."""
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def stop(pids: list[int]) -> None:
    """Ask all of them to stop, then insist."""
    members = [member for pid in pids for member in family(pid)]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for member in members:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.send_signal(number)
        _, members = psutil.wait_procs(members, timeout=STOP_WITHIN)


def resident(pid: int) -> float:
    """Return the resident memory of the process and its descendants, in MB."""
    return sum(_of(member, lambda p: float(p.memory_info().rss)) for member in family(pid)) / 1e6


def cpu(pid: int) -> float:
    """Return the seconds of processor that the process and its descendants have used, those that have ended included (PostgreSQL: one a connection)."""
    return sum(_of(member, lambda p: float(sum(p.cpu_times()[:4]))) for member in family(pid))


def pin(pid: int, cores: set[int]) -> None:
    """Keep every thread of the process and its descendants on these cores."""
    for member in family(pid):
        for thread in Path(f"/proc/{member.pid}/task").iterdir():
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(int(thread.name), cores)


def post(address: str, body: Any, within: float = 60.0) -> Any:
    """Send JSON; return what came back, None when nobody answers as they should."""
    request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=within) as answer:
            return json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return None


def answers(address: str) -> bool:
    """True when the address gives 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _of(member: psutil.Process, value: Callable[[psutil.Process], float]) -> float:
    try:
        return value(member)
    except psutil.NoSuchProcess:
        return 0.0
