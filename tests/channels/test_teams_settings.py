"""The settings of the Teams channel: what is missing is told, and nothing else suffers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.teams_settings import is_wanted, problems
from bot.settings import Settings
from tests.channels.fake_microsoft import FakeMicrosoft


def environment(**changed: str) -> dict[str, str]:
    fake = FakeMicrosoft()
    fake.port = 8000
    return {**fake.environment(), **changed}


def told(**changed: str) -> str:
    return "\n".join(problems(Settings.from_environment(environment(**changed))))


def test_what_is_whole_has_no_problem() -> None:
    assert told() == ""
    assert told(TEAMS_TENANT_ID="ville.onmicrosoft.com") == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TEAMS_APP_ID", ""),
        ("TEAMS_APP_ID", "mon application"),
        ("TEAMS_APP_PASSWORD", ""),
        ("TEAMS_TENANT_ID", ""),
        ("TEAMS_TENANT_ID", "../autre"),
        ("TEAMS_OPENID_URL", "http://login.botframework.com/v1"),
        ("TEAMS_OPENID_URL", "n'importe quoi"),
        ("TEAMS_LOGIN_URL", "http://10.0.0.8"),
        ("TEAMS_LOGIN_URL", "javascript:alert(1)"),
        ("TEAMS_SERVICE_HOSTS", "smba.trafficmanager.net *"),
        ("TEAMS_SERVICE_HOSTS", "http://10.0.0.8"),
    ],
)
def test_each_setting_that_is_wrong_is_named(name: str, value: str) -> None:
    assert name in told(**{name: value})


def test_a_secret_s_file_that_cannot_be_read_closes_this_room_only(tmp_path: Path) -> None:
    settings = Settings.from_environment(environment(TEAMS_APP_PASSWORD="", TEAMS_APP_PASSWORD_FILE=str(tmp_path / "absent")))
    assert "TEAMS_APP_PASSWORD_FILE" in settings.teams_problem
    assert "TEAMS_APP_PASSWORD_FILE" in "\n".join(problems(settings))


def test_a_secret_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n", encoding="utf-8")
    assert told(TEAMS_APP_PASSWORD="", TEAMS_APP_PASSWORD_FILE=str(tmp_path / "secret")) == ""


def test_no_secret_is_told() -> None:
    assert "un~secret" not in told(TEAMS_APP_ID="faux", TEAMS_TENANT_ID="")


def test_nothing_set_is_not_a_mistake() -> None:
    assert not is_wanted(Settings())
    assert is_wanted(Settings.from_environment({"TEAMS_TENANT_ID": "x"}))


def test_an_application_s_id_is_compared_in_small_letters() -> None:
    assert Settings.from_environment(environment(TEAMS_APP_ID="5B1D3C1E-0A6F-4C53-9A3E-6F0C7C1F2A10")).teams_app_id.startswith("5b1d3c1e")
