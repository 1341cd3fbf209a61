"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import ROOT, SettingError, Settings


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert (settings.port, settings.action_port, settings.host) == (5005, 5055, "127.0.0.1")
    assert (settings.data_dir, settings.model_dir, settings.frame_ancestors) == (ROOT / "var", ROOT / "models", "'self'")


def test_empty_values_are_as_good_as_none() -> None:
    names = ("PORT", "ACTION_PORT", "DATA_DIR", "MODEL_DIR", "FRAME_ANCESTORS")
    assert Settings.from_environment(dict.fromkeys(names, "")) == Settings()


@pytest.mark.parametrize(("port", "action_port"), [("8000", 8050), ("1", 51), ("65485", 65535), ("65486", 65436), ("65535", 65485)])
def test_the_action_port_follows_the_port_and_stays_a_port(port: str, action_port: int) -> None:
    settings = Settings.from_environment({"PORT": port})
    assert (settings.port, settings.action_port) == (int(port), action_port)


def test_the_action_port_can_be_chosen() -> None:
    settings = Settings.from_environment({"PORT": "8000", "ACTION_PORT": "9000"})
    assert (settings.port, settings.action_port) == (8000, 9000)


@pytest.mark.parametrize("name", ["PORT", "ACTION_PORT"])
@pytest.mark.parametrize("value", ["0", "65536", "99999", "-1", "+80", "abc", "80.0", " 80", "80 ", "0x50", "²"])
def test_a_port_that_is_none_is_told_by_name_in_french(name: str, value: str) -> None:
    with pytest.raises(SettingError, match="un numéro de port entre 1 et 65535 est attendu") as error:
        Settings.from_environment({name: value})
    assert str(error.value).startswith(f"{name}={value} ")


def test_two_servers_on_one_port_are_refused() -> None:
    with pytest.raises(SettingError):
        Settings.from_environment({"PORT": "8000", "ACTION_PORT": "8000"})


def test_the_folders_are_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({"DATA_DIR": "ici", "MODEL_DIR": str(tmp_path / "modeles")})
    assert (settings.data_dir, settings.model_dir) == (tmp_path / "ici", tmp_path / "modeles")


def test_the_addresses_are_on_loopback() -> None:
    settings = Settings(port=8000, action_port=8050)
    assert settings.page_url == "http://127.0.0.1:8000/"
    assert settings.action_url == "http://127.0.0.1:8050/webhook"
    assert settings.action_health_url == "http://127.0.0.1:8050/health"


def test_the_servers_get_every_value_that_the_endpoints_expand() -> None:
    settings = Settings.from_environment({"PORT": "8000", "PATH": "/bin", "DATA_DIR": "/tmp/donnees", "RASA_TELEMETRY_ENABLED": "true"})
    environment = settings.child_environment()
    assert environment["PATH"] == "/bin"
    assert (environment["PORT"], environment["ACTION_PORT"]) == ("8000", "8050")
    assert environment["ACTION_URL"] == settings.action_url
    assert environment["TRACKER_DB"] == "/tmp/donnees/conversations.db"
    assert environment["SANIC_HOST"] == "127.0.0.1"
    assert float(environment["SANIC_KEEP_ALIVE_TIMEOUT"]) > 15
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert all(isinstance(value, str) for value in environment.values())


def test_the_environment_of_the_process_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.delenv("ACTION_PORT", raising=False)
    assert Settings.from_environment().action_port == 8173


def test_a_secret_is_a_value_or_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "jeton").write_text("xoxb-1\n", encoding="utf-8")
    assert Settings.from_environment({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "jeton")}).slack_bot_token == "xoxb-1"
    assert Settings.from_environment({"SLACK_BOT_TOKEN": "xoxb-2", "SLACK_BOT_TOKEN_FILE": str(tmp_path / "jeton")}).slack_bot_token == "xoxb-2"
    with pytest.raises(SettingError, match="SLACK_BOT_TOKEN_FILE"):
        Settings.from_environment({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "absent")})


def test_the_database_is_in_the_data_folder_unless_another_is_named(tmp_path: Path) -> None:
    assert Settings.from_environment({"DATA_DIR": "/tmp/donnees"}).database_url == "sqlite:////tmp/donnees/conversations.db"
    settings = Settings.from_environment({"DATABASE_URL": "postgresql://bot:s3cret@base/reseau"})
    assert settings.database_url == "postgresql://bot:s3cret@base/reseau" and "s3cret" not in repr(settings)


def test_secrets_are_not_shown() -> None:
    settings = Settings.from_environment({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s3cret", "TEAMS_APP_PASSWORD": "pw-1"})
    assert not any(word in repr(settings) for word in ("xoxb-1", "s3cret", "pw-1"))
