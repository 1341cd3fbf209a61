"""One installation for all the tests of this folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import require_program
from tests.deploy.installation import Installation, Postgres, installed


@pytest.fixture(scope="package")
def site(model: Path) -> Iterator[Installation]:
    """PostgreSQL, Redis, nginx, two chat servers and one action server."""
    require_program("faketime")
    with installed() as installation:
        yield installation


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL alone, which takes seconds."""
    with tempfile.TemporaryDirectory(prefix="pourquoi-reseau-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        base = Postgres(Path(folder))
        base.back()
        try:
            yield base
        finally:
            base.end()
