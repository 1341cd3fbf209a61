"""So many conversations at once against a bot, by locust in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from scripts.bench.bots import FOLDER, STOCK
from scripts.bench.figures import summary
from scripts.bench.processes import BenchError

# Seconds that locust may take to start and to end, besides.
PATIENCE = 240.0


def load(kind: str, host: str, conversations: int, seconds: float, thinks: tuple[float, float], ramp: float, cores: set[int] | None = None) -> dict[str, Any]:
    """Return the summary of ``seconds`` of load, after ``ramp`` seconds in which the users arrive; ``thinks`` bounds the seconds between two messages."""
    out = FOLDER / "charge.json"
    out.unlink(missing_ok=True)
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "BENCH_KIND": kind, "BENCH_OUT": str(out), "BENCH_STOCK": str(STOCK),
        "BENCH_FROM": str(thinks[0]), "BENCH_TO": str(thinks[1]), "BENCH_RAMP": str(ramp),
    }  # fmt: skip
    command = [
        sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("locustfile.py")), "--headless", "--only-summary", "--host", host,
        "-u", str(conversations), "-r", str(max(1.0, conversations / max(ramp, 1.0))), "-t", f"{round(ramp + seconds)}s", "--stop-timeout", "10",
    ]  # fmt: skip
    pinned = {"preexec_fn": lambda: os.sched_setaffinity(0, cores)} if cores else {}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=ramp + seconds + PATIENCE, **pinned)  # type: ignore[call-overload]
    if not out.is_file():
        raise BenchError(f"locust n'a rien mesuré :\n{done.stdout[-800:]}\n{done.stderr[-800:]}")
    found = json.loads(out.read_text(encoding="utf-8"))
    if not found["secondes"]:
        raise BenchError(f"Aucune réponse sous {conversations} conversations ({found['codes']}) :\n{done.stderr[-800:]}")
    return {
        **summary(found["secondes"], found["duree"], found["echecs"]),
        "reflexion_s": list(thinks),
        "duree_s": round(found["duree"], 1),
        "tous_les_tours": found["tous"],
    }
