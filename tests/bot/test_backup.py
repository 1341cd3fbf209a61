"""A copy of the conversations, made while they are written, and brought back; PostgreSQL's is tried in tests/deploy."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.backup import BackupError, backup, restore
from bot.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path / "var"), "BACKUP_DIR": str(tmp_path / "copies")})
    settings.data_dir.mkdir()
    write(settings, "avant")
    return settings


def write(settings: Settings, *words: str) -> None:
    with sqlite3.connect(settings.data_dir / "conversations.db") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS events (data TEXT)")
        connection.executemany("INSERT INTO events VALUES (?)", [(word,) for word in words])


def words(settings: Settings) -> list[str]:
    with sqlite3.connect(settings.data_dir / "conversations.db") as connection:
        return [row[0] for row in connection.execute("SELECT data FROM events")]


def test_what_is_copied_is_brought_back_and_what_came_since_is_gone(settings: Settings) -> None:
    copy = backup(settings, settings.backup_dir)
    assert copy.stat().st_mode & 0o077 == 0 and settings.backup_dir.stat().st_mode & 0o077 == 0
    write(settings, "après")
    restore(settings, copy)
    assert words(settings) == ["avant"]
    assert (settings.data_dir / "conversations.db").stat().st_mode & 0o077 == 0


def test_what_is_older_than_the_conversations_may_be_goes_when_there_is_a_new_copy(settings: Settings) -> None:
    settings.backup_dir.mkdir()
    today = datetime.now()
    old, recent = (f"pourquoi-reseau-{today - timedelta(days=age):%Y%m%d-%H%M%S}.db" for age in (31, 29))
    names = (old, f"{old}.sha256", recent, "pourquoi-reseau-a-garder.db", "pourquoi-reseau-20200101-000000.db.copie")
    for name in names:
        (settings.backup_dir / name).write_bytes(b"x")
    copy = backup(settings, settings.backup_dir)
    assert {path.name for path in settings.backup_dir.iterdir()} == {copy.name, f"{copy.name}.sha256", *names[2:]}


def test_the_last_copy_before_stays_whatever_the_clock_says(settings: Settings) -> None:
    settings.backup_dir.mkdir()
    for name in ("pourquoi-reseau-20200101-000000.db", "pourquoi-reseau-20200201-000000.db", "pourquoi-reseau-20200201-000000.db.sha256"):
        (settings.backup_dir / name).write_bytes(b"x")
    copy = backup(settings, settings.backup_dir)
    left = {path.name for path in settings.backup_dir.iterdir()}
    assert left == {copy.name, f"{copy.name}.sha256", "pourquoi-reseau-20200201-000000.db", "pourquoi-reseau-20200201-000000.db.sha256"}


def test_no_copy_goes_when_there_is_no_new_one(settings: Settings) -> None:
    settings.backup_dir.mkdir()
    (settings.backup_dir / "pourquoi-reseau-20200101-000000.db").write_bytes(b"x")
    (settings.data_dir / "conversations.db").unlink()
    with pytest.raises(BackupError, match="rien à sauvegarder"):
        backup(settings, settings.backup_dir)
    assert len(list(settings.backup_dir.iterdir())) == 1


def test_a_copy_is_whole_while_somebody_writes(settings: Settings) -> None:
    with sqlite3.connect(settings.data_dir / "conversations.db") as connection:
        connection.execute("INSERT INTO events VALUES ('pas encore dit')")
        copy = backup(settings, settings.backup_dir)
    restore(settings, copy)
    assert words(settings) == ["avant"]


def test_a_copy_that_was_changed_is_not_brought_back(settings: Settings) -> None:
    copy = backup(settings, settings.backup_dir)
    copy.write_bytes(copy.read_bytes() + b"x")
    with pytest.raises(BackupError, match="empreinte"):
        restore(settings, copy)
    assert words(settings) == ["avant"]


def test_what_cannot_be_is_told_in_french_and_leaves_nothing_behind(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="Il n'y a pas de sauvegarde"):
        restore(settings, tmp_path / "absente.db")
    (tmp_path / "autre.dump").write_bytes(b"x")
    with pytest.raises(BackupError, match="autre base"):
        restore(settings, tmp_path / "autre.dump")
    (tmp_path / "abimee.db").write_bytes(b"SQLite format 3\0" + b"x" * 4000)
    with pytest.raises(BackupError, match=r"abîmé|ne peut pas"):
        restore(settings, tmp_path / "abimee.db")
    (settings.data_dir / "conversations.db").unlink()
    with pytest.raises(BackupError, match="rien à sauvegarder"):
        backup(settings, settings.backup_dir)
    assert list(settings.backup_dir.iterdir()) == [] and list(settings.data_dir.iterdir()) == []
