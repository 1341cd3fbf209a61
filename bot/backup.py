"""Copy what the practitioners said to a file, and bring it back: SQLite by its own backup, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.settings import Settings

PREFIX = "pourquoi-reseau-"
WITHIN = 3600
_MADE = "%Y%m%d-%H%M%S"
_NAME = re.compile(rf"{PREFIX}(\d{{8}}-\d{{6}})\.(?:db|dump)(?:\.sha256)?")


class BackupError(RuntimeError):
    """The copy cannot be made or brought back; the message says why, in French."""


def backup(settings: Settings, folder: Path) -> Path:
    """Write a copy into the folder, readable by its owner alone, with its SHA-256 beside it, and return its path. The servers may go on.

    Copies of ours that are older than RETENTION_DAYS are removed then, all but the last: what was erased is not to stay there for ever.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = make_url(settings.store_url)
    suffix = ".db" if url.get_backend_name() == "sqlite" else ".dump"
    path = folder / f"{PREFIX}{datetime.now():{_MADE}}{suffix}"
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    try:
        if suffix == ".db":
            _copy(Path(str(url.database)), part)
        else:
            _postgres(settings.store_url, "pg_dump", "--format=custom", "--no-owner", f"--file={part}")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    digest = _digest_file(path)
    digest.touch(mode=0o600)
    digest.write_text(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n", encoding="ascii")
    _remove_old(folder, datetime.now() - timedelta(days=settings.retention_days))
    return path


def _remove_old(folder: Path, before: datetime) -> None:
    """Remove the copies made before that moment, by the date in their names, and their digests.

    The last one before the newest stays whatever its date: a clock that is ahead would take them all.
    """
    dated = sorted((made[1], path) for path in folder.glob(f"{PREFIX}*") if (made := _NAME.fullmatch(path.name)))
    recent = sorted({moment for moment, _ in dated})[-2:]
    for moment, path in dated:
        if moment not in recent and datetime.strptime(moment, _MADE) < before:
            path.unlink(missing_ok=True)


def restore(settings: Settings, path: Path) -> None:
    """Put a copy in the place of what is there, all of it or nothing. The servers must be stopped."""
    url = make_url(settings.store_url)
    sqlite = url.get_backend_name() == "sqlite"
    if not path.is_file():
        raise BackupError(f"Il n'y a pas de sauvegarde {path}.")
    if path.suffix != (".db" if sqlite else ".dump"):
        raise BackupError(
            f"{path.name} est la sauvegarde d'une autre base : {'SQLite (.db)' if sqlite else 'PostgreSQL (.dump)'} est attendu, d'après DATABASE_URL."
        )
    digest = _digest_file(path)
    if digest.is_file() and digest.read_text(encoding="ascii").split(" ")[0] != hashlib.sha256(path.read_bytes()).hexdigest():
        raise BackupError(f"{path.name} a changé depuis la sauvegarde : son empreinte n'est plus celle de {digest.name}.")
    if not sqlite:
        _postgres(settings.store_url, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", str(path))
        return
    target = Path(str(url.database))
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_suffix(".restauration")
    part.touch(mode=0o600)
    try:
        _copy(path, part)
        # What an interrupted write left belongs to the file that goes.
        target.with_name(f"{target.name}-journal").unlink(missing_ok=True)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise BackupError(f"Il n'y a rien à sauvegarder : {source} n'existe pas.")
    try:
        with contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as read, contextlib.closing(sqlite3.connect(target)) as written:
            read.backup(written)
            if written.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError(f"{source.name} est abîmé : rien n'a été copié.")
    except sqlite3.Error as error:
        raise BackupError(f"{source.name} ne peut pas être copié ({error}).") from error


def _postgres(url: str, program: str, *options: str) -> None:
    """Run PostgreSQL's program on the database; the password goes by the environment, which other users cannot read."""
    if not shutil.which(program):
        raise BackupError(f"{program} n'est pas installé (paquet Debian : postgresql-client).")
    parts = make_url(url)
    environment = {**os.environ, "PGPASSWORD": str(parts.password or ""), "PGCONNECT_TIMEOUT": "10"}
    where = str(parts.set(drivername="postgresql", password=None))
    result = subprocess.run([program, f"--dbname={where}", *options], env=environment, capture_output=True, text=True, timeout=WITHIN)
    if result.returncode != 0:
        raise BackupError(f"{program} a échoué : {result.stderr.strip()[-400:]}")


def _digest_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")
