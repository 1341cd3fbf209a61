"""Which advisories stop us: those of a package not judged, of another version, or judged too long ago."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
import yaml

from bot.settings import ROOT
from scripts.audit import JUDGED, problems, unasked

TODAY = datetime.date(2026, 12, 1)
JUDGEMENTS: list[dict[str, Any]] = yaml.safe_load(JUDGED.read_text(encoding="utf-8"))["avis"]


def report(name: str, version: str) -> dict[str, Any]:
    return {
        "dependencies": [{"name": "sain", "version": "1", "vulns": []}, {"name": name, "version": version, "vulns": [{"id": "CVE-0", "fix_versions": ["9"]}]}]
    }


@pytest.mark.parametrize(
    ("name", "version", "today", "told"),
    [
        ("paquet", "1.0", TODAY, None),
        ("paquet", "1.0", datetime.date(2027, 6, 1), "à revoir"),
        ("paquet", "1.1", TODAY, "pour la version 1.0 seulement"),
        ("autre", "1.0", TODAY, "pas jugé"),
    ],
)
def test_an_advisory_stops_us_unless_it_is_judged(name: str, version: str, today: datetime.date, told: str | None) -> None:
    judged = [{"paquet": "paquet", "version": "1.0", "revoir": datetime.date(2027, 5, 27)}]
    found = list(problems(report(name, version), judged, today))
    assert (found == []) if told is None else (len(found) == 1 and told in found[0] and "CVE-0" in found[0])


def test_a_package_about_which_nothing_was_said_is_not_a_healthy_one() -> None:
    assert unasked({"dependencies": [{"name": "muet", "skip_reason": "not found"}, {"name": "sain", "version": "1", "vulns": []}]}) == ["muet"]


@pytest.mark.parametrize("item", JUDGEMENTS, ids=lambda item: item["paquet"])
def test_each_judgement_is_dated_and_about_what_is_locked(item: dict[str, Any]) -> None:
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert re.search(rf'name = "{item["paquet"]}"\nversion = "{re.escape(str(item["version"]))}"', lock)
    assert item["juge_le"] < item["revoir"] <= item["juge_le"] + datetime.timedelta(days=200)
    assert len(item["expose"]) > 20 and item["jugement"]
    assert item["paquet"] in (ROOT / "docs" / "securite.md").read_text(encoding="utf-8")
