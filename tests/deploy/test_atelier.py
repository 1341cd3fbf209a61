"""A trainer's session on PostgreSQL: through nginx with two chat servers, and with many writing at once."""

from __future__ import annotations

import json
import random
import ssl
import threading
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.workshop.session import Over, Refused, leave, on_present, record, reveal
from bot.workshop.store import Store
from bot.workshop.tables import connect
from tests.deploy.installation import Conversation, Installation, Postgres, get
from tests.server.test_workshop import TABLES, typical
from tests.server.workshop import API, Trainer
from tests.typology.workshop.groups import clear
from typology.workshop.cells import MINIMUM

WHY = "pour savourer des calembredaines ensemble zqatelier"


def rows(postgres: Postgres, session: str | None = None) -> dict[str, list[str]]:
    """Return every row of the sessions' tables as text, or those of one session."""
    where = {table: f" WHERE {'id' if table == TABLES[0] else 'seance'} = '{session}'" if session else "" for table in TABLES}
    return {table: [repr(row) for row in postgres.rows(f"SELECT * FROM {table}{where[table]}")] for table in TABLES}


def hold(person: Conversation, code: str, type_id: str) -> None:
    """Join and hold the short interview until the result."""
    person.say(code)
    messages = person.say('/atelier{"faire": "express"}')
    while not any("resultat" in (message.get("custom") or {}) for message in messages):
        assert person.question is not None
        asked = person.question["id"]
        choice = f"/repondre{json.dumps({'dimension': asked, 'modalite': typical(type_id, asked)})}" if asked not in ("pourquoi", "qui") else ""
        messages = person.say(choice or (WHY if asked == "pourquoi" else "je ne sais pas"))


def streamed(site: Installation, code: str, seen: list[dict[str, Any]]) -> threading.Thread:
    """Watch the session through nginx; each state comes in the list, with when it came."""
    address = f"https://127.0.0.1:{site.https}{API}/{code}/flux"

    def watch() -> None:
        with urllib.request.urlopen(address, timeout=120, context=ssl._create_unverified_context()) as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    seen.append({**json.loads(line[6:]), "recu": time.monotonic()})

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


@pytest.mark.server
@pytest.mark.lourd
def test_a_session_lives_and_ends_in_postgresql_through_nginx(site: Installation) -> None:
    site_address = f"https://127.0.0.1:{site.https}"
    assert get(f"{site_address}/atelier")[0] == get(f"{site_address}/atelier/")[0] == 200
    trainer, seen = Trainer(site.settings), list[dict[str, Any]]()
    watching = streamed(site, trainer.code, seen)
    for page in (f"/atelier/{trainer.code}", f"/atelier/{trainer.code}/ecran", f"/atelier/{trainer.code}/animer", f"/atelier/{trainer.code}/qr.svg"):
        assert get(f"{site_address}{page}")[0] == 200, page
    people = [site.conversation() for _ in range(MINIMUM)]
    for person in people[:-1]:
        hold(person, trainer.code, "coordination")
    assert trainer.act("reveler")[0] == 409 and trainer.state()["salle"] is None
    held = rows(site.postgres)
    assert [len(held[table]) for table in TABLES] == [1, MINIMUM - 1, MINIMUM - 1, 0]
    assert site.postgres.rows("SELECT publications FROM atelier_seance") == [("{}",)]
    assert site.postgres.rows("SELECT DISTINCT publie FROM atelier_resultat") == [(False,)]

    hold(people[-1], trainer.code, "connexion")
    status, shown = trainer.act("reveler")
    assert status == 200 and shown["salle"]["resultats"] == MINIMUM
    revealed = time.monotonic()
    # Both chat servers, and the screen behind nginx, have it.
    states = [json.loads(get(f"http://127.0.0.1:{port}{API}/{trainer.code}")[1]) for port in site.ports]
    assert states[0] == states[1] == shown
    while not seen or seen[-1]["version"] < shown["version"]:
        assert time.monotonic() - revealed < 5, seen[-1:]
        time.sleep(0.05)
    everything = "".join(row for table in rows(site.postgres).values() for row in table)
    assert not any(person.sender in everything for person in people) and "zqatelier" not in everything and trainer.token not in everything

    trainer.close()
    assert rows(site.postgres) == {table: [] for table in TABLES}
    watching.join(10)
    assert not watching.is_alive() and "terminé" in seen[-1]["message"]
    assert [get(f"http://127.0.0.1:{port}{API}/{trainer.code}")[0] for port in site.ports] == [404, 404]


@pytest.mark.lourd
def test_many_who_write_at_once_neither_hold_each_other_up_nor_outlive_their_session(postgres: Postgres) -> None:
    store = Store(connect(postgres.url))
    for turn in range(8):
        session, _ = store.create(f"Essai {turn}", "meme")
        rng, closing = random.Random(turn), threading.Event()

        def take_part(number: int, session_id: str = session.id, seed: int = turn, closing: threading.Event = closing) -> None:
            mine, token = random.Random(seed * 100 + number), str(uuid.uuid4())
            while not closing.is_set():
                try:
                    match mine.randrange(6):
                        case 0:
                            on_present(store, session_id, lambda now: store.join(now, token))
                        case 1 | 2 | 3:
                            record(store, session_id, token, clear(mine.choice(("aide", "soutien", "coordination"))))
                        case 4:
                            on_present(store, session_id, lambda now: store.say(now, token, "Une phrase."))
                        case 5:
                            leave(store, session_id, token) if mine.random() < 0.3 else reveal(store, session_id)
                except (Refused, Over):
                    continue

        with ThreadPoolExecutor(8) as pool:
            working = [pool.submit(take_part, number) for number in range(8)]
            time.sleep(0.4 + 0.4 * rng.random())
            store.close(session.id)
            # What was on its way ends by itself.
            time.sleep(0.3)
            closing.set()
            # Whoever failed says so here.
            assert [work.result(30) for work in working] == [None] * 8
        assert rows(postgres, session.id) == {table: [] for table in TABLES}
