"""A store in a file of its own, and sessions with results in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.workshop.session import record
from bot.workshop.store import Session, Store, store
from tests.typology.workshop.groups import clear
from typology.workshop.contribution import Contribution

SPLIT = [clear("coordination")] * 4 + [clear("connexion")] * 4


class Base:
    """A store, the file behind it, and short ways to fill it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "conversations.db"
        self.url = f"sqlite:///{self.path}"
        self.store: Store = store(self.url)

    def open(self, title: str = "Journée réseau", mode: str = "meme") -> tuple[Session, str]:
        return self.store.create(title, mode)

    def give(self, session: Session, *given: Contribution, first: int = 0) -> list[str]:
        """Record one result a participant; return their tokens."""
        tokens = [f"jeton-{place}" for place in range(first, first + len(given))]
        for token, content in zip(tokens, given):
            record(self.store, session.id, token, content)
        return tokens

    def now(self, session: Session) -> Session:
        found = self.store.by_id(session.id)
        assert found is not None
        return found

    def bytes(self) -> bytes:
        """Return everything on disk: the file, and a journal if there is one."""
        return b"".join(path.read_bytes() for path in self.path.parent.iterdir())


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(tmp_path)
