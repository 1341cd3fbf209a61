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


def test_the_servers_read_the_same_settings_again() -> None:
    settings = Settings.from_environment({"PORT": "8000", "PATH": "/bin", "DATA_DIR": "/tmp/donnees", "RASA_TELEMETRY_ENABLED": "true"})
    environment = settings.child_environment()
    assert environment["PATH"] == "/bin"
    assert (environment["PORT"], environment["ACTION_PORT"]) == ("8000", "8050")
    assert Settings.from_environment(environment).action_url == settings.action_url == "http://127.0.0.1:8050/webhook"
    assert Settings.from_environment(environment).store_url == settings.store_url == "sqlite:////tmp/donnees/conversations.db"
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert all(isinstance(value, str) for value in environment.values())


def test_the_environment_of_the_process_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.delenv("ACTION_PORT", raising=False)
    assert Settings.from_environment().action_port == 8173


@pytest.mark.parametrize(
    "sites",
    [
        "'self'",
        "'none'",
        "*",
        "https:",
        "https://www.example.org",
        "https://*.example.org:8443",
        "http://localhost:*",
        "example.org 'self'",
        "http://127.0.0.1:80",
    ],
)
def test_the_sites_that_may_show_the_page_are_taken_as_they_are(sites: str) -> None:
    assert Settings.from_environment({"FRAME_ANCESTORS": sites}).frame_ancestors == sites


def test_spaces_between_sites_do_not_matter() -> None:
    assert Settings.from_environment({"FRAME_ANCESTORS": " 'self'\n https://a.org\t"}).frame_ancestors == "'self' https://a.org"
    assert Settings.from_environment({"FRAME_ANCESTORS": "  "}).frame_ancestors == "'self'"


@pytest.mark.parametrize(
    "site",
    ["self", "none", "https://a.org/page", "https://a.org/", "a.org,b.org", "a.org;", "https://é.org", "ftp://a.org", "https://", "'unsafe-inline'", "a.org:²",
     "a.org;script-src", "https://a.*.org", '"a.org"'],
)  # fmt: skip
def test_what_is_not_a_site_is_told_by_name_in_french(site: str) -> None:
    with pytest.raises(SettingError, match="n'est pas un site") as error:
        Settings.from_environment({"FRAME_ANCESTORS": f"https://www.example.org {site}"})
    assert str(error.value).startswith(f"FRAME_ANCESTORS : « {site} »")


def test_none_is_alone() -> None:
    with pytest.raises(SettingError, match="tout seul"):
        Settings.from_environment({"FRAME_ANCESTORS": "'none' https://a.org"})


def test_a_secret_is_a_value_or_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "jeton").write_text("xoxb-1\n", encoding="utf-8")
    assert Settings.from_environment({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "jeton")}).slack_bot_token == "xoxb-1"
    assert Settings.from_environment({"SLACK_BOT_TOKEN": "xoxb-2", "SLACK_BOT_TOKEN_FILE": str(tmp_path / "jeton")}).slack_bot_token == "xoxb-2"


@pytest.mark.parametrize(("name", "value"), [("SLACK_BOT_TOKEN_FILE", "/absent"), ("SLACK_SIGNING_SECRET_FILE", "/absent"), ("SLACK_API_URL", "slack.com")])
def test_a_wrong_setting_of_slack_is_told_and_stops_nothing(name: str, value: str) -> None:
    settings = Settings.from_environment({name: value})
    assert settings.slack_problem.startswith(f"{name}={value} : ")
    assert (settings.slack_bot_token, settings.slack_signing_secret, settings.slack_api_url) == ("", "", "https://slack.com/api/")


def test_the_database_s_password_is_not_shown() -> None:
    settings = Settings.from_environment({"DATABASE_URL": "postgresql://bot:s3cret@base/reseau"})
    assert settings.database_url == "postgresql://bot:s3cret@base/reseau" and "s3cret" not in repr(settings)


def test_secrets_are_not_shown() -> None:
    settings = Settings.from_environment({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s3cret", "TEAMS_APP_PASSWORD": "pw-1"})
    assert not any(word in repr(settings) for word in ("xoxb-1", "s3cret", "pw-1"))


def test_the_database_is_a_file_of_the_data_folder_unless_another_is_named(tmp_path: Path) -> None:
    assert Settings.from_environment({"DATA_DIR": str(tmp_path)}).store_url == f"sqlite:///{tmp_path}/conversations.db"
    url = "postgresql://bot:pw-1@db/reseau"
    (tmp_path / "url").write_text(url + "\n", encoding="utf-8")
    for environment in ({"DATABASE_URL": url}, {"DATABASE_URL_FILE": str(tmp_path / "url")}):
        assert Settings.from_environment(environment).store_url == url
        assert "pw-1" not in repr(Settings.from_environment(environment))


@pytest.mark.parametrize(
    ("name", "value"), [("DATABASE_URL", "mysql://u:pw-1@h/b"), ("DATABASE_URL", "pw-1"), ("REDIS_URL", "http://:pw-1@h"), ("REDIS_URL", "redis://")]
)
def test_an_address_that_is_none_is_told_without_its_password(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name} : ") as error:
        Settings.from_environment({name: value})
    assert "pw-1" not in str(error.value)


def test_open_to_others_the_action_server_is_still_asked_on_this_machine() -> None:
    settings = Settings.from_environment({"HOST": "0.0.0.0", "PORT": "8000"})
    assert (settings.host, settings.page_url, settings.action_url) == ("0.0.0.0", "http://127.0.0.1:8000/", "http://127.0.0.1:8050/webhook")
    assert Settings.from_environment({"ACTION_URL": "http://actions:5055"}).action_url == "http://actions:5055/webhook"
    assert Settings.from_environment({"HOST": "::1"}).page_url == "http://[::1]:5005/"


@pytest.mark.parametrize(
    ("name", "value"),
    [("HOST", "exemple.org"), ("RATE_CLIENT", "-1"), ("RATE_TOTAL", "beaucoup"), ("MAX_CONVERSATIONS", "1.5"), ("METRICS", "oui"),
     ("TRUSTED_PROXIES", "10.0.0.0/33"), ("MODEL_SHA256", "abc")],
)  # fmt: skip
def test_a_value_that_means_nothing_is_told_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}"):
        Settings.from_environment({name: value})
