"""Turns a second with one and with two chat servers, behind nginx, with PostgreSQL and Redis: the installation of docs/exploitation.md."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scripts.bench import bots
from scripts.bench.load import load
from scripts.bench.parts import Say, Size
from scripts.bench.processes import BenchError, cpu, pin, resident, stop

# So many conversations that always have a message on its way: more would only wait longer.
BUSY, NO_PAUSE = 16, (0.0, 0.0)
WARM = 5.0
NEEDED = ("redis-server", "nginx", "openssl")


def workers(size: Size, say: Say) -> dict[str, Any]:
    """Saturate two servers, then one, then one with everything on one core; processor time of a turn by program."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing or not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        raise BenchError(f"Il manque {', '.join(missing or ['postgresql'])} : cette partie demande PostgreSQL, Redis, nginx et openssl.")
    found: dict[str, Any] = {"conversations": BUSY}
    with _site() as site:
        cores = os.sched_getaffinity(0)
        for name, number, where in (("deux", 2, cores), ("un", 1, cores), ("un_sur_un_coeur", 1, {min(cores)})):
            if number == 1 and site.workers[1].process:
                _leave_one(site)
            found[name] = _saturate(site, size, where)
            say(f"ouvriers, {name} : {found[name]['par_seconde']} tours/s, p50 {found[name]['p50_ms']} ms, {found[name]['echecs']} échec(s)")
        found["memoire_mo"] = {name: round(resident(pid)) for name, pid in _pids(site).items()}
    found["rapport"] = round(found["deux"]["par_seconde"] / found["un"]["par_seconde"], 2)
    found["rapport_par_coeur"] = round(found["deux"]["par_seconde"] / found["un_sur_un_coeur"]["par_seconde"], 2) if len(cores) == 2 else None
    return found


def _saturate(site: Any, size: Size, cores: set[int]) -> dict[str, Any]:
    host = f"https://127.0.0.1:{site.https}"
    pids = _pids(site)
    for pid in pids.values():
        pin(pid, cores)
    # The first turns after a change are not like the others (connections, the balance between servers).
    load("notre", host, BUSY, WARM, NO_PAUSE, 0.0, cores)
    before, began = {name: cpu(pid) for name, pid in pids.items()}, time.monotonic()
    measured = load("notre", host, BUSY, size.saturated, NO_PAUSE, 0.0, cores)
    spent = {name: cpu(pid) - before[name] for name, pid in pids.items()}
    return {
        **measured,
        "coeurs": len(cores),
        "processeur_ms_par_tour": {name: round(seconds / measured["tous_les_tours"] * 1000, 1) for name, seconds in spent.items()},
        "coeurs_occupes": round(sum(spent.values()) / (time.monotonic() - began), 2),
    }


def _pids(site: Any) -> dict[str, int]:
    """The programs by name; those that run."""
    named = {"actions": site.actions, "redis": site.redis, "nginx": site.nginx, **{f"conversation {n + 1}": worker for n, worker in enumerate(site.workers)}}
    running = {name: process.process.pid for name, process in named.items() if process.process and process.process.poll() is None}
    with contextlib.suppress(OSError, IndexError, ValueError):
        running["postgresql"] = site.postgres.pids()[0]
    return running


def _leave_one(site: Any) -> None:
    """Take the second server away, and out of nginx's list."""
    stop([site.workers[1].process.pid])
    site.workers[1].process = None
    path = site.folder / "reseau-amont.conf"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if f":{site.ports[1]} " not in line) + "\n", encoding="utf-8")
    os.kill(site.nginx.process.pid, signal.SIGHUP)
    time.sleep(2.0)


@contextlib.contextmanager
def _site() -> Iterator[Any]:
    """The installation of the tests, its limits on one address raised: here one address is everybody."""
    from tests.deploy.installation import Installation

    with _environment({**bots.QUIET, **bots.UNLIMITED}), tempfile.TemporaryDirectory(prefix="pourquoi-reseau-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        site = Installation(Path(folder))
        for process in (site.actions, *site.workers):
            process.environment = {**(process.environment or {}), **bots.UNLIMITED}
        _edit(Path(folder) / "reseau.conf", lambda text: text.replace("rate=30r/s", "rate=100000r/s"))
        try:
            site.start()
            yield site
        finally:
            # Whatever became of it: nothing of it may be left to disturb the next part.
            stop(list(_pids(site).values()))


def _edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    if after == before:
        raise BenchError(f"{path.name} : la limite à lever n'y est plus.")
    path.write_text(after, encoding="utf-8")


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
