"""PostgreSQL, Redis, nginx and two chat servers, for real; each of them killed in the middle of a conversation and brought back.

The practitioner gets a sentence; what was answered is not lost, and nothing is taken twice. The tests are in the order of the day: the
last ones stop what the first ones need.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from bot import locks
from bot.backup import backup, restore
from bot.locks import LockUnavailable, RedisLocks
from bot.tracker_store import PATIENCE
from tests.conftest import require_program
from tests.deploy.installation import Conversation, Installation, get, wait
from typology.messages import say

pytestmark = [pytest.mark.server, pytest.mark.lourd]
NARRATIVE = "Cinq services de la vallée se retrouvent chaque mois pour comparer comment ils accueillent les jeunes parents."
WHY = "pour que les familles ne tombent plus entre deux services zqcanari"


@pytest.fixture
def told(site: Installation) -> Conversation:
    """A conversation in which the narrative was told."""
    conversation = site.conversation()
    conversation.say("bonjour")
    conversation.say(NARRATIVE)
    assert conversation.question is not None and conversation.question["id"] == "pourquoi"
    return conversation


def stored(site: Installation, conversation: Conversation, text: str) -> int:
    """Return how many times the database has that message of the practitioner."""
    rows = site.postgres.rows(f"SELECT data FROM events WHERE sender_id = 'web-{conversation.sender}' AND type_name = 'user' ORDER BY id")
    return [json.loads(data)["text"] for (data,) in rows].count(text)


def turns(site: Installation, number: int) -> float:
    """Return how many turns a chat server has held."""
    _, text = get(f"http://127.0.0.1:{site.ports[number]}/metrics")
    return sum(float(line.split()[-1]) for line in text.decode().splitlines() if line.startswith("pourquoi_reseau_tours_total{"))


def test_both_chat_servers_hold_one_conversation_together(site: Installation, told: Conversation) -> None:
    for text in (WHY, "les familles ne viennent pas", "nos directions décident ensuite", "il reste combien de questions ?"):
        assert told.say(text)
    assert all(turns(site, number) > 0 for number in (0, 1))
    assert stored(site, told, WHY) == 1


def test_only_the_open_addresses_pass_through_nginx(site: Installation) -> None:
    address = f"https://127.0.0.1:{site.https}"
    assert get(f"{address}/")[0] == get(f"{address}/static/page.js")[0] == get(f"{address}/health")[0] == 200
    for path in ("/metrics", "/ready", "/live", "/webhooks/rest/webhook", "/conversations/x/tracker", "/model/parse", "/webhook", "/chat/"):
        assert get(f"{address}{path}")[0] == 404, path


def test_two_messages_at_once_are_both_taken_in_once_each(site: Installation, told: Conversation) -> None:
    texts = ["les familles ne viennent pas", "une fois par mois"]
    answers: list[tuple[int, object]] = []
    threads = [threading.Thread(target=lambda text=text: answers.append(told.post(text, str(uuid.uuid4())))) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _ in answers] == [200, 200]
    assert [stored(site, told, text) for text in texts] == [1, 1]


def test_the_same_message_sent_again_gets_the_same_answer_and_is_taken_once(site: Installation, told: Conversation) -> None:
    name = str(uuid.uuid4())
    first, second = told.post(WHY, name), told.post(WHY, name)
    assert first == second and first[0] == 200
    assert stored(site, told, WHY) == 1
    assert told.post(WHY, str(uuid.uuid4()))[0] == 200 and stored(site, told, WHY) == 2


def test_redis_dies_and_comes_back(site: Installation, told: Conversation) -> None:
    site.redis.kill()
    name = str(uuid.uuid4())
    status, messages = told.post(WHY, name)
    assert status == 200 and [message["text"] for message in messages] == [say("panne_renvoyer")]
    assert get(f"http://127.0.0.1:{site.ports[0]}/ready")[0] == 503
    site.redis.start()
    wait(lambda: get(f"http://127.0.0.1:{site.ports[0]}/ready")[0] == 200, what="Redis")
    status, messages = told.post(WHY, name)
    assert status == 200 and any(message.get("custom", {}).get("question", {}).get("id") == "qui" for message in messages), messages
    assert stored(site, told, WHY) == 1


def test_postgresql_dies_and_comes_back(site: Installation, told: Conversation) -> None:
    site.postgres.crash()
    name = str(uuid.uuid4())
    began = time.monotonic()
    status, messages = told.post(WHY, name)
    assert status == 200 and [message["text"] for message in messages] == [say("panne_renvoyer")]
    assert time.monotonic() - began < 20
    assert get(f"http://127.0.0.1:{site.ports[0]}/health")[0] == 200 and get(f"http://127.0.0.1:{site.ports[0]}/ready")[0] == 503
    site.postgres.back()
    status, messages = told.post(WHY, name)
    assert status == 200 and any(message.get("custom", {}).get("question", {}).get("id") == "qui" for message in messages), messages
    assert stored(site, told, NARRATIVE) == stored(site, told, WHY) == 1


def test_postgresql_hangs_and_that_is_told_while_the_server_goes_on(site: Installation, told: Conversation) -> None:
    pids = site.postgres.pids()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        answers: list[tuple[int, Any]] = []
        thread = threading.Thread(target=lambda: answers.append(told.post("merci", str(uuid.uuid4()))))
        thread.start()
        assert [get(f"http://127.0.0.1:{port}/live")[0] for port in site.ports] == [200, 200]
        thread.join(60)
        status, messages = answers[0]
        assert status == 200 and [message["text"] for message in messages] == [say("panne_renvoyer")]
        assert time.monotonic() - began < PATIENCE + 15
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    assert told.say(WHY) and told.question is not None and told.question["id"] == "qui"


def test_who_died_in_the_middle_of_a_turn_does_not_hold_the_conversation(site: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LIFE", 1.0)
    url = site.redis.url

    async def both() -> None:
        monkeypatch.setattr(locks, "_renew", lambda held: asyncio.sleep(60))
        dead = RedisLocks(url).lock("c")
        await dead.__aenter__()
        began = time.monotonic()
        async with RedisLocks(url).lock("c"):
            assert 0.5 < time.monotonic() - began < 10
        async with RedisLocks(url).lock("d"), RedisLocks(url).lock("e"):
            pass
        await dead.__aexit__(None, None, None)

    asyncio.run(both())


def test_a_long_turn_keeps_its_conversation(site: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LIFE", 0.9)
    monkeypatch.setattr(locks, "WAIT", 2.0)
    url = site.redis.url

    async def both() -> None:
        async with RedisLocks(url).lock("f"):
            with pytest.raises(LockUnavailable):
                async with RedisLocks(url).lock("f"):
                    raise AssertionError("never entered")

    asyncio.run(both())


def test_what_is_copied_is_brought_back(site: Installation, told: Conversation, tmp_path: Path) -> None:
    require_program("pg_dump")
    copy = backup(site.settings, tmp_path / "sauvegardes")
    assert copy.stat().st_mode & 0o077 == 0
    told.say("effacez tout")
    told.say("/confirmer_effacer")
    assert stored(site, told, NARRATIVE) == 0
    restore(site.settings, copy)
    assert stored(site, told, NARRATIVE) == 1
    told.say(WHY)
    assert told.question is not None and told.question["id"] == "qui"


def test_a_chat_server_is_killed_during_a_turn_and_the_message_sent_again_is_taken_once(site: Installation, told: Conversation) -> None:
    name, answers = str(uuid.uuid4()), []
    # Stopped, it takes the request and never answers: whichever of the two gets it.
    other = 0
    site.workers[other].process.send_signal(signal.SIGSTOP)  # type: ignore[union-attr]
    thread = threading.Thread(target=lambda: answers.extend([told.post(WHY, name), told.post("merci", str(uuid.uuid4()))]))
    thread.start()
    time.sleep(3)
    site.workers[other].kill()
    thread.join(60)
    assert not thread.is_alive() and len(answers) == 2
    lost = [answer for answer in answers if answer[0] != 200]
    assert len(lost) <= 1 and all(status == 503 and "réessayer" in body["message"] for status, body in lost)
    status, messages = told.post(WHY, name)
    assert status == 200 and messages
    assert stored(site, told, WHY) == 1


def test_it_comes_back_with_a_clock_two_hours_slow_and_the_conversation_goes_on(site: Installation, told: Conversation) -> None:
    dead = next(number for number, worker in enumerate(site.workers) if worker.process is not None and worker.process.poll() is not None)
    # One of two is enough meanwhile.
    assert told.say("c'est quoi un réseau de coordination ?")
    site.workers[dead].command = [require_program("faketime"), "-f", "-2h", *site.workers[dead].command]
    site.workers[dead].start(FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1")
    site.wait_ready(dead)
    time.sleep(6)  # nginx looks again
    before = [turns(site, number) for number in (0, 1)]
    asked = []
    for text in (
        WHY,
        "un éducateur, une assistante sociale et la directrice",
        "les familles ne viennent pas",
        "une fois par mois, sans date de fin",
        "rien d'écrit",
    ):
        told.say(text)
        asked.append((told.question or {}).get("id"))
        assert stored(site, told, text) == 1
    assert all(turns(site, number) > before[number] for number in (0, 1)), "les deux ont servi"
    # Which one comes next is the interview's business; what answers another question leaves the one that was asked.
    assert asked[0] == "qui" and len(set(asked)) >= 2, asked


def test_after_all_this_no_log_holds_a_word(site: Installation) -> None:
    logs = site.logs()
    assert "zqcanari" not in logs and "zqatelier" not in logs and "vallée" not in logs and "mot-de-passe" not in logs
    assert '"event": "turn"' in logs and "StoreError" in logs
