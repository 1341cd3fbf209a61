"""What a session keeps, read from the file itself; counted once; nothing left at the end."""

from __future__ import annotations

import json
import sqlite3
import time

import pytest

from bot.workshop import store as store_module
from bot.workshop.session import Over, leave, record
from bot.workshop.store import Changed, Session, Store
from bot.workshop.tables import METADATA
from tests.bot.workshop.conftest import SPLIT, Base
from tests.typology.workshop.groups import clear
from typology.loader import load
from typology.workshop.code import read_code


def rows(base: Base, table: str) -> list[sqlite3.Row]:
    with sqlite3.connect(base.path) as file:
        file.row_factory = sqlite3.Row
        return file.execute(f"SELECT * FROM {table}").fetchall()


def test_a_session_is_found_by_its_code_and_its_trainer_by_a_token_kept_nowhere(base: Base) -> None:
    session, token = base.open()
    assert base.store.by_code(session.code) == base.store.by_id(session.id) == session
    assert read_code(session.code, load()) == session.code
    assert session.is_trainer(token) and not session.is_trainer("") and not session.is_trainer(token[:-1])
    # 24 random bytes: 192 bits.
    assert len(token) >= 32 and token.encode() not in base.bytes()


def test_one_counts_once_however_often_one_joins_leaves_comes_back_or_changes(base: Base) -> None:
    session, _ = base.open()
    for _ in range(3):
        base.store.join(session, "moi")
    assert base.store.counts(session).joined == 1 and base.store.counts(session).finished == 0
    record(base.store, session.id, "moi", clear("aide"))
    record(base.store, session.id, "moi", clear("soutien"))
    base.store.join(session, "moi")
    counts = base.store.counts(session)
    assert (counts.joined, counts.finished) == (1, 1)
    (row,) = rows(base, "atelier_resultat")
    assert json.loads(row["contenu"])["type"] == "soutien"
    leave(base.store, session.id, "moi")
    assert base.store.counts(session).joined == 0 and rows(base, "atelier_resultat") == []
    base.store.join(session, "moi")
    record(base.store, session.id, "moi", clear("aide"))
    assert (base.store.counts(session).joined, base.store.counts(session).finished) == (1, 1)


def test_who_sends_without_having_joined_is_counted_as_joined(base: Base) -> None:
    session, _ = base.open()
    record(base.store, session.id, "moi", clear("aide"))
    assert base.store.counts(session).joined == 1


def test_the_file_holds_no_token_no_word_and_no_order_of_arrival(base: Base) -> None:
    session, _ = base.open()
    tokens = base.give(session, *SPLIT)
    for token in tokens:
        base.store.say(session, token, "Pour ne plus travailler seuls.")
    assert not any(token.encode() in base.bytes() for token in tokens)
    columns = {table.name: {column.name for column in table.columns} for table in METADATA.sorted_tables}
    assert columns["atelier_participant"] == {"seance", "empreinte"}
    assert columns["atelier_resultat"] == {"seance", "manche", "empreinte", "contenu", "publie"}
    assert columns["atelier_phrase"] == {"seance", "empreinte", "texte"}
    for row in rows(base, "atelier_resultat"):
        assert set(json.loads(row["contenu"])) == {"reponses", "verdict", "type", "types"}
    # The same content eight times: rows stand in the order of their hashes, and the sentences under others.
    marks = [row["empreinte"] for row in rows(base, "atelier_resultat")]
    assert marks == sorted(marks) == sorted(row["empreinte"] for row in rows(base, "atelier_participant"))
    assert not set(marks) & {row["empreinte"] for row in rows(base, "atelier_phrase")}
    with sqlite3.connect(base.path) as file, pytest.raises(sqlite3.OperationalError):
        file.execute("SELECT rowid FROM atelier_resultat")


def test_two_sessions_know_the_same_token_by_different_hashes(base: Base) -> None:
    one, other = base.open()[0], base.open()[0]
    assert one.mark("moi", "resultat") != other.mark("moi", "resultat")
    assert one.code != other.code


def test_closing_leaves_nothing_in_the_file(base: Base) -> None:
    session, _ = base.open("Quiquengrogne")
    tokens = base.give(session, *SPLIT)
    base.store.say(session, tokens[0], "Pour les zibelines.")
    before = base.bytes()
    assert b"Quiquengrogne" in before and b"zibelines" in before and b"deux_groupes" in before and session.cle.encode() in before
    base.store.close(session.id)
    left = base.bytes()
    marks = (session.mark(tokens[0], "resultat"), session.mark(tokens[0], "phrase"), session.cle, session.code, session.id)
    assert not any(word in left for word in (b"Quiquengrogne", b"zibelines", b"deux_groupes", *(mark.encode() for mark in marks)))
    with pytest.raises(Over):
        record(base.store, session.id, "moi", clear("aide"))
    assert all(rows(base, table.name) == [] for table in METADATA.sorted_tables)


def test_a_result_that_comes_while_the_session_is_being_closed_is_not_kept(base: Base) -> None:
    session, _ = base.open()
    base.store.close(session.id)
    for write in (
        lambda: base.store.record(session, "moi", clear("aide").to_dict()),
        lambda: base.store.join(session, "moi"),
        lambda: base.store.say(session, "moi", "Pour rien."),
    ):
        with pytest.raises(Changed):
            write()
    assert all(rows(base, table.name) == [] for table in METADATA.sorted_tables)


def test_after_a_day_a_session_is_over_and_then_erased(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    session, _ = base.open("Quiquengrogne")
    base.give(session, *SPLIT)
    other, _ = base.open()
    day = time.time() + store_module.LIFETIME
    assert base.store.purge() == 0
    monkeypatch.setattr(store_module.time, "time", lambda: day - 60)
    assert base.store.by_code(session.code) is not None
    later, _ = base.open()
    monkeypatch.setattr(store_module.time, "time", lambda: day + 1)
    assert base.store.by_code(session.code) is None and base.store.by_id(session.id) is None and base.store.versions([session.id]) == {}
    assert base.store.purge() == 2
    assert b"Quiquengrogne" not in base.bytes()
    assert base.store.by_id(later.id) is not None and base.store.by_id(other.id) is None


def test_a_code_in_use_is_not_given_twice(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["cerise-violon-42", "cerise-violon-42", "violon-cerise-42"])
    monkeypatch.setattr(store_module, "_new_code", lambda: next(codes))
    assert [base.open()[0].code, base.open()[0].code] == ["cerise-violon-42", "violon-cerise-42"]


def test_every_change_is_a_new_version(base: Base) -> None:
    session, _ = base.open()
    versions = [base.now(session).version]

    def step() -> None:
        versions.append(base.now(session).version)

    base.store.join(session, "moi")
    step()
    base.give(session, *SPLIT)
    step()
    base.store.say(session, "moi", "Pour tenir.")
    step()
    base.store.leave(base.now(session), "moi")
    step()
    assert versions == sorted(set(versions))
    assert base.store.versions([session.id, "inconnue"]) == {session.id: versions[-1]}


def test_another_process_sees_what_one_writes(base: Base) -> None:
    session, _ = base.open()
    base.give(session, *SPLIT)
    from bot.workshop.tables import connect

    other = Store(connect(base.url))
    found = other.by_code(session.code)
    assert isinstance(found, Session) and other.counts(found).finished == 8
