"""The rooms' other ends, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.channels.fake_microsoft import FakeMicrosoft, fake_microsoft_running
from tests.channels.teams_people import Person

if TYPE_CHECKING:
    from tests.channels.teams_server import Room


@pytest.fixture
def microsoft() -> Iterator[FakeMicrosoft]:
    """Microsoft for one test; see conftest.py above for the one that the real bot speaks with."""
    with fake_microsoft_running() as fake:
        yield fake


@pytest.fixture
def room(microsoft: FakeMicrosoft) -> Room:
    """The room in Teams; the tests of Slack have one of their own."""
    # Rasa comes with it: only for those that ask.
    from tests.channels.teams_server import Room

    return Room(microsoft)


@pytest.fixture
def nadege(microsoft: FakeMicrosoft) -> Person:
    """Somebody who writes in Teams."""
    return Person(microsoft)
