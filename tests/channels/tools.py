"""What the tests of the Teams channel take from npm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.settings import ROOT

MODULES = ROOT / ".tools" / "teams" / "node_modules"


def require_tool(path: str) -> Path:
    """Return a file of a package; skip the test on a user's machine that does not have it, fail it under CI."""
    if (MODULES / path).exists():
        return MODULES / path
    message = f"{path} n'est pas installé (sh scripts/install_teams_tools.sh)"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
