"""Erasing one conversation from a real SQLite file: not a byte of it is left, and the others are untouched."""

from __future__ import annotations

import asyncio
import resource
import signal
import socket
import sqlite3
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import AwaitableTrackerStore, FailSafeTrackerStore, InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.database import StoreError
from bot.tracker_store import ErasableTrackerStore, erase

SECRET = "Madame Untelle-Dupré habite rue Haute"
LONG = "Son fils fugue depuis mardi. " * 400
OURS, THEIRS = "web-3f2b8c1e", "web-9d4a4b6f"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


def store(path: Path) -> ErasableTrackerStore:
    return ErasableTrackerStore(domain=Domain.empty(), dialect="sqlite", db=str(path))


def tell(store: TrackerStore, sender: str, *words: str) -> None:
    """Save a conversation with those words in every place that Rasa keeps them."""
    tracker = DialogueStateTracker.from_events(sender, [])
    for text in words:
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(text, {"name": "informer", "confidence": 0.9}, parse_data={"text": text, "intent": {"name": "informer"}}))
        tracker.update(SlotSet("ledger", {"evidence": [{"citation": text}]}))
        tracker.update(BotUttered(f"Vous dites : {text}"))
    asyncio.run(store.save(tracker))


def everything(folder: Path) -> bytes:
    """Return the bytes of the database and of whatever lies beside it."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def spelt(text: str) -> tuple[bytes, bytes]:
    """Return the words as SQLite may hold them: plain, and escaped by JSON."""
    return text.encode(), text.encode("ascii", "backslashreplace").replace(b"\\xe9", b"\\u00e9")


def holds(folder: Path, *texts: str) -> bool:
    content = everything(folder)
    return any(form in content for text in texts for form in spelt(text))


def agent(store: Any) -> Any:
    return SimpleNamespace(tracker_store=store, lock_store=InMemoryLockStore())


def test_nothing_of_the_words_is_left_in_the_file_and_the_other_conversation_is_whole(path: Path) -> None:
    kept = store(path)
    tell(kept, OURS, SECRET, LONG, "et encore une phrase")
    tell(kept, THEIRS, "nous fabriquons un guide", "tous les mois")
    assert holds(path.parent, SECRET) and holds(path.parent, "Son fils fugue")
    before = asyncio.run(kept.retrieve(THEIRS))
    asyncio.run(erase(agent(kept), OURS))
    assert not holds(path.parent, SECRET, "Untelle", "rue Haute", "Son fils fugue", "et encore une phrase", OURS)
    after = asyncio.run(kept.retrieve(THEIRS))
    assert before is not None and after is not None
    assert [event.as_dict() for event in after.events] == [event.as_dict() for event in before.events]
    assert asyncio.run(kept.retrieve(OURS)) is None


def test_the_number_of_events_erased_is_told_and_a_second_time_there_is_none(path: Path) -> None:
    kept = store(path)
    tell(kept, OURS, SECRET)
    assert asyncio.run(kept.erase(OURS)) == 4
    assert asyncio.run(kept.erase(OURS)) == 0
    assert asyncio.run(kept.erase("web-inconnu")) == 0


def test_a_file_written_by_an_earlier_run_is_erased_as_well(path: Path) -> None:
    tell(store(path), OURS, SECRET, LONG)
    asyncio.run(store(path).erase(OURS))
    assert not holds(path.parent, SECRET, "Son fils fugue")


def test_the_file_stays_sound_and_the_conversation_can_begin_anew(path: Path) -> None:
    kept = store(path)
    tell(kept, OURS, SECRET)
    asyncio.run(kept.erase(OURS))
    tell(kept, OURS, "bonjour")
    tracker = asyncio.run(kept.retrieve(OURS))
    assert tracker is not None and [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["bonjour"]
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("wrap", [AwaitableTrackerStore, FailSafeTrackerStore, lambda store: AwaitableTrackerStore(FailSafeTrackerStore(store))])
def test_it_is_found_inside_what_rasa_wraps_it_in(path: Path, wrap: Any) -> None:
    kept = store(path)
    tell(kept, OURS, SECRET)
    asyncio.run(erase(agent(wrap(kept)), OURS))
    assert not holds(path.parent, SECRET)


@pytest.mark.parametrize("other", [InMemoryTrackerStore(Domain.empty()), FailSafeTrackerStore(InMemoryTrackerStore(Domain.empty())), None])
def test_a_store_that_cannot_erase_says_so(other: Any) -> None:
    with pytest.raises(LookupError, match="cannot erase"):
        asyncio.run(erase(agent(other), OURS))


def test_it_waits_until_the_turn_that_is_going_on_is_over(path: Path) -> None:
    kept = store(path)
    tell(kept, OURS, SECRET)
    locks, order = InMemoryLockStore(), []

    async def a_turn() -> None:
        async with locks.lock(OURS):
            await asyncio.sleep(0.05)
            order.append("turn")

    async def both() -> None:
        turn = asyncio.create_task(a_turn())
        await asyncio.sleep(0.01)
        await erase(SimpleNamespace(tracker_store=kept, lock_store=locks), OURS)  # type: ignore[arg-type]
        order.append("erased")
        await turn

    asyncio.run(both())
    assert order == ["turn", "erased"]


def conversation(sender: str, *texts: str) -> DialogueStateTracker:
    tracker = DialogueStateTracker.from_events(sender, [])
    for text in texts:
        tracker.update(UserUttered(text, {"name": "informer", "confidence": 0.9}))
    return tracker


def texts(store: ErasableTrackerStore, sender: str) -> list[str]:
    tracker = asyncio.run(store.retrieve(sender))
    return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


def test_a_database_that_is_not_there_is_told_at_once_and_used_when_it_is(tmp_path: Path) -> None:
    kept = store(tmp_path / "plus tard" / "conversations.db")
    for attempt in (kept.retrieve(OURS), kept.save(conversation(OURS, SECRET)), kept.erase(OURS)):
        with pytest.raises(StoreError) as error:
            asyncio.run(attempt)
        assert "Untelle" not in str(error.value) and error.value.__cause__ is None
    assert asyncio.run(kept.answers()) is False
    (tmp_path / "plus tard").mkdir()
    tell(kept, OURS, "bonjour")
    assert texts(kept, OURS) == ["bonjour"] and asyncio.run(kept.answers())


def test_a_server_that_does_not_answer_is_a_failure_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.database.CONNECT_WITHIN", 1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        kept = ErasableTrackerStore(domain=Domain.empty(), host=f"postgresql://bot:pw-1@127.0.0.1:{silent.getsockname()[1]}/reseau")
        with pytest.raises(StoreError) as error:
            asyncio.run(kept.retrieve(OURS))
        assert time.monotonic() - began < 10 and "pw-1" not in str(error.value)


def test_a_full_disk_stores_nothing_of_the_turn_and_loses_nothing_before(tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"
    kept = store(path)
    tell(kept, OURS, "bonjour")
    tracker = asyncio.run(kept.retrieve(OURS))
    assert tracker is not None
    tracker.update(UserUttered(LONG, {"name": "informer"}))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, before[1]))
        with pytest.raises(StoreError):
            asyncio.run(kept.save(tracker))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert texts(kept, OURS) == ["bonjour"]
    asyncio.run(kept.save(tracker))
    assert texts(kept, OURS) == ["bonjour", LONG]


def test_a_clock_that_jumps_back_hides_nothing_of_the_session(path: Path) -> None:
    kept = store(path)
    tracker = DialogueStateTracker.from_events(OURS, [])
    tracker.update(SessionStarted(timestamp=10_000.0))
    for moment, text in ((10_001.0, "avant"), (9_000.0, "après le saut")):
        tracker.update(UserUttered(text, {"name": "informer"}, timestamp=moment))
    asyncio.run(kept.save(tracker))
    assert texts(kept, OURS) == ["avant", "après le saut"]
    again = asyncio.run(kept.retrieve(OURS))
    assert again is not None
    again.update(UserUttered("encore", {"name": "informer"}, timestamp=9_001.0))
    asyncio.run(kept.save(again))
    assert texts(kept, OURS) == ["avant", "après le saut", "encore"]


def test_of_two_turns_at_once_the_second_is_refused_and_the_first_is_whole(path: Path) -> None:
    kept = store(path)
    tell(kept, OURS, "bonjour")
    one, other = asyncio.run(kept.retrieve(OURS)), asyncio.run(store(path).retrieve(OURS))
    assert one is not None and other is not None
    one.update(UserUttered("le premier", {"name": "informer"}))
    other.update(UserUttered("le second", {"name": "informer"}))
    asyncio.run(kept.save(one))
    with pytest.raises(StoreError, match="two turns"):
        asyncio.run(store(path).save(other))
    assert texts(kept, OURS) == ["bonjour", "le premier"]


def test_what_was_answered_to_one_of_the_last_messages_is_found_again(path: Path) -> None:
    kept = store(path)
    tracker = DialogueStateTracker.from_events(OURS, [])
    for number in range(5):
        tracker.update(UserUttered(f"message {number}", {"name": "informer"}, message_id=f"id-{number}"))
        tracker.update(BotUttered(f"réponse {number}", {"custom": {"rang": number}, "buttons": [{"title": "Oui", "payload": "/x"}]}))
    asyncio.run(kept.save(tracker))
    button = [{"title": "Oui", "payload": "/x"}]
    assert asyncio.run(kept.answers_to(OURS, "id-4")) == [{"text": "réponse 4", "custom": {"rang": 4}, "buttons": button}]
    assert asyncio.run(kept.answers_to(OURS, "id-3")) == [{"text": "réponse 3", "custom": {"rang": 3}, "buttons": button}]
    for sender, message in ((OURS, "id-0"), (OURS, "id-9"), (THEIRS, "id-4")):
        assert asyncio.run(kept.answers_to(sender, message)) is None


def test_a_message_to_which_nothing_was_said_is_to_be_taken_again(path: Path) -> None:
    kept = store(path)
    tracker = DialogueStateTracker.from_events(OURS, [])
    tracker.update(UserUttered("sans réponse", {"name": "informer"}, message_id="id-1"))
    asyncio.run(kept.save(tracker))
    assert asyncio.run(kept.answers_to(OURS, "id-1")) is None


def test_what_is_noted_of_a_conversation_is_replaced_whoever_noted_it_and_is_no_event_of_it(path: Path) -> None:
    kept, other = store(path), store(path)
    tell(kept, OURS, "bonjour")
    tell(kept, THEIRS, "bonjour")
    before = asyncio.run(kept.retrieve(OURS))
    assert before is not None and asyncio.run(kept.replace_standing(OURS, {"id": "1"})) == []
    assert asyncio.run(kept.replace_standing(THEIRS, {"id": "9"})) == []
    assert asyncio.run(other.replace_standing(OURS, {"id": "2"})) == [{"id": "1"}]
    assert asyncio.run(kept.standing(OURS)) == [{"id": "2"}]
    # A turn that had begun before is stored all the same.
    before.update(UserUttered("encore", {"name": "informer"}))
    asyncio.run(other.save(before))
    full = asyncio.run(kept.retrieve_full_tracker(OURS))
    assert texts(kept, OURS) == ["bonjour", "encore"] and full is not None and len(full.events) == len(before.events)
    assert asyncio.run(kept.replace_standing(OURS, None)) == [{"id": "2"}] and asyncio.run(kept.standing(OURS)) == []
    assert asyncio.run(kept.standing(THEIRS)) == [{"id": "9"}]


def test_what_is_noted_goes_with_the_conversation(path: Path) -> None:
    kept = store(path)
    tell(kept, OURS, "bonjour")
    asyncio.run(kept.replace_standing(OURS, {"id": "1", "words": "Mme Zyxwvut"}))
    asyncio.run(kept.erase(OURS))
    assert asyncio.run(kept.standing(OURS)) == [] and not holds(path.parent, "Mme Zyxwvut")


def test_messages_are_counted_by_what_stands_beside_them_and_not_by_their_words(path: Path) -> None:
    kept = store(path)
    tracker = DialogueStateTracker.from_events(OURS, [])
    tracker.update(UserUttered("avant", metadata={"remplace": {"nom": 1}}))
    tracker.update(SessionStarted())
    for text, metadata in (
        ('"remplace": {"nom": 1}', None),
        ("un", {"remplace": {"nom": 1}}),
        ("deux", {"autre": {"remplace": {}}}),
        ("trois", {"remplace": {"nom": 2}}),
    ):
        tracker.update(UserUttered(text, metadata=metadata))
    asyncio.run(kept.save(tracker))
    assert [asyncio.run(kept.marked(sender, "remplace")) for sender in (OURS, THEIRS)] == [2, 0]
