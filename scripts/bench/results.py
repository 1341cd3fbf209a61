"""What was measured, written after each part: an interrupted measure goes on where it stopped."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from bot.training import fingerprint

PATH = ROOT / "docs" / "performance.json"
# Hours after which an unfinished measure is not gone on with: the machine may be another one by now, or busy otherwise.
GOES_ON_WITHIN = 3.0


class Results:
    """The results file. ``parts`` maps a part's name to what it measured."""

    def __init__(self, path: Path = PATH, anew: bool = False, keep: bool = False) -> None:
        """Read the file; begin anew unless it holds an unfinished measure to go on with, or ``keep`` says that only some parts are measured again."""
        self.path = path
        before: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        if before and not anew and (keep or _goes_on(before)):
            self.data = before
        else:
            self.data = {**header(), "termine": False, "parties": {}, "avant": _kept(before)}

    @property
    def parts(self) -> dict[str, Any]:
        """What was measured so far, by part."""
        return self.data["parties"]

    def measured(self, name: str) -> bool:
        """Whether the part is there, and did not fail."""
        return name in self.parts and "manque" not in self.parts[name]

    def add(self, name: str, found: dict[str, Any]) -> None:
        """Keep what a part measured, at once, and when."""
        self.parts[name] = {"date": now(), **found}
        self.write()

    def from_before(self, name: str) -> dict[str, Any] | None:
        """Return what an earlier run measured, with its date; None when there is none."""
        return (self.data.get("avant") or {}).get(name)

    def write(self, finished: bool = False) -> None:
        """Write the file, whole or not at all."""
        self.data["termine"] = finished
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".part")
        fresh.write_text(json.dumps(self.data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        fresh.replace(self.path)


def header() -> dict[str, Any]:
    """Say what is measured, where and when."""
    return {"date": now(), "empreinte": fingerprint(), "version": _git("rev-parse", "--short", "HEAD"), "machine": machine()}


def machine() -> dict[str, Any]:
    """Describe this machine: processor, cores, memory (GB), system, how busy it was when the measure began."""
    names = [line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = [int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")]
    return {
        "processeur": names[0] if names else platform.processor(),
        "coeurs": len(os.sched_getaffinity(0)),
        "memoire_go": round(memory[0] / 1e6, 1) if memory else None,
        "systeme": platform.platform(terse=True),
        "charge_au_debut": round(os.getloadavg()[0], 2),
    }


def now() -> str:
    """Return this moment in UTC, to the second."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _goes_on(before: dict[str, Any], clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc)) -> bool:
    """True when the measure was interrupted not long ago, on the same sources and machine."""
    same = before.get("empreinte") == fingerprint() and before.get("version") == _git("rev-parse", "--short", "HEAD")
    here = {key: value for key, value in machine().items() if key != "charge_au_debut"}.items() <= before.get("machine", {}).items()
    age = (clock() - datetime.fromisoformat(before["date"])).total_seconds() if "date" in before else float("inf")
    return not before.get("termine") and same and here and age < GOES_ON_WITHIN * 3600


def _kept(before: dict[str, Any]) -> dict[str, Any]:
    """The trainings of the run before: they take minutes, and may be skipped."""
    parts, kept = before.get("parties", {}), dict(before.get("avant") or {})
    if "secondes" in parts.get("entrainement_notre", {}):
        kept["entrainement_notre"] = parts["entrainement_notre"]
    return kept


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "inconnue"


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).is_file() else []
