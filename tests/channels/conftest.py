"""The rooms' other ends, on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels.fake_microsoft import FakeMicrosoft, fake_microsoft_running


@pytest.fixture
def microsoft() -> Iterator[FakeMicrosoft]:
    """Microsoft for one test; see conftest.py above for the one that the real bot speaks with."""
    with fake_microsoft_running() as fake:
        yield fake
