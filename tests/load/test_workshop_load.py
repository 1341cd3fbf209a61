"""Sixty people answer one session: every answer under a second (p95), the screen current within two, nobody lost."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from bot.settings import ROOT
from tests.conftest import Bot
from tests.server.workshop import Trainer, Watcher

pytestmark = [pytest.mark.server, pytest.mark.lourd]
# Sixty people type a code within twenty seconds, which no room does, then read and choose.
PEOPLE, A_SECOND, SECONDS = 60, 3, 110
SLOWEST, LATEST = 1.0, 2.0
# Of both cores, what others may use before the measure says nothing of ours, in percent.
QUIET = 25.0


def test_sixty_participants_at_once(bot: Bot, tmp_path: Path) -> None:
    others = psutil.cpu_percent(3.0)
    if others > QUIET and not os.environ.get("CI"):
        pytest.skip(f"la machine est occupée à autre chose ({others:.0f} % des processeurs) : la mesure ne dirait rien")
    trainer = Trainer(bot.settings)
    watcher = Watcher(bot.settings, trainer.code)
    command = [
        sys.executable, "-m", "locust", "-f", "tests/load/locustfile.py", "--headless", "--only-summary", "--host", bot.settings.page_url.rstrip("/"),
        "-u", str(PEOPLE), "-r", str(A_SECOND), "-t", f"{SECONDS}s", "--csv", str(tmp_path / "charge"),
    ]  # fmt: skip
    with watcher:
        lags: list[float] = []
        stop = threading.Event()
        measuring = threading.Thread(target=lambda: lags.extend(watcher.lags(trainer, stop)))
        measuring.start()
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "CODE": trainer.code}, capture_output=True, text=True, timeout=SECONDS + 60)
        stop.set()
        measuring.join()
    told = f"avant la mesure, les autres prenaient {others:.0f} % des processeurs\n{done.stdout}{done.stderr}\nretards de l'écran : {sorted(lags)[-5:]}"
    print(told)
    with (tmp_path / "charge_stats.csv").open(encoding="utf-8") as file:
        (answers,) = (row for row in csv.DictReader(file) if row["Name"] == "réponse")
    assert int(answers["Failure Count"]) == 0, told
    assert float(answers["95%"]) < SLOWEST * 1000, told
    state = trainer.state()
    assert state["rejoints"] == PEOPLE and state["termines"] >= PEOPLE * 0.9
    assert lags and max(lags) < LATEST, told
    trainer.close()
