"""Every setting, read from the environment in one place."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SettingError(ValueError):
    """A setting has a value that means nothing; the message says which, in French."""


@dataclass(frozen=True)
class Settings:
    """Where things are and on which ports. Build it with :meth:`from_environment`."""

    port: int = 5005
    action_port: int = 5055
    host: str = "127.0.0.1"
    data_dir: Path = ROOT / "var"
    model_dir: Path = ROOT / "models"
    frame_ancestors: str = "'self'"
    public_url: str = ""
    # Of the conversations and the trainers' sessions; it may hold a password.
    database_url: str = field(default="", repr=False)
    slack_bot_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api/"
    teams_app_id: str = ""
    teams_app_password: str = field(default="", repr=False)
    teams_tenant_id: str = ""
    teams_openid_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_login_url: str = "https://login.microsoftonline.com"
    teams_service_hosts: tuple[str, ...] = ("smba.trafficmanager.net", "*.botframework.com", "*.teams.microsoft.com")
    environment: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.data_dir / 'conversations.db'}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Return the settings of the environment; SettingError when one is wrong."""
        env = os.environ if environment is None else environment
        port = _port(env, "PORT", 5005)
        action_port = _port(env, "ACTION_PORT", port + 50 if port + 50 < 65536 else port - 50)
        if action_port == port:
            raise SettingError(f"ACTION_PORT={port} : un autre numéro que PORT est attendu.")
        return cls(
            port=port,
            action_port=action_port,
            data_dir=Path(env.get("DATA_DIR") or ROOT / "var").resolve(),
            model_dir=Path(env.get("MODEL_DIR") or ROOT / "models").resolve(),
            frame_ancestors=env.get("FRAME_ANCESTORS") or "'self'",
            public_url=_address(env, "PUBLIC_URL"),
            database_url=_secret(env, "DATABASE_URL"),
            slack_bot_token=_secret(env, "SLACK_BOT_TOKEN"),
            slack_signing_secret=_secret(env, "SLACK_SIGNING_SECRET"),
            slack_api_url=(_address(env, "SLACK_API_URL") or cls.slack_api_url.rstrip("/")) + "/",
            teams_app_id=env.get("TEAMS_APP_ID") or "",
            teams_app_password=_secret(env, "TEAMS_APP_PASSWORD"),
            teams_tenant_id=env.get("TEAMS_TENANT_ID") or "",
            teams_openid_url=_address(env, "TEAMS_OPENID_URL") or cls.teams_openid_url,
            teams_login_url=_address(env, "TEAMS_LOGIN_URL") or cls.teams_login_url,
            teams_service_hosts=tuple((env.get("TEAMS_SERVICE_HOSTS") or "").split()) or cls.teams_service_hosts,
            environment=env,
        )

    @property
    def action_url(self) -> str:
        """Where Rasa finds the action server."""
        return f"http://{self.host}:{self.action_port}/webhook"

    @property
    def action_health_url(self) -> str:
        """Answers 200 when the action server is up."""
        return f"http://{self.host}:{self.action_port}/health"

    @property
    def page_url(self) -> str:
        """The address to open in a browser."""
        return f"http://{self.host}:{self.port}/"

    def child_environment(self) -> dict[str, str]:
        """Return the environment of the two servers: loopback only, telemetry off, and the values that endpoints.yml expands."""
        return {
            **self.environment,
            "PORT": str(self.port),
            "ACTION_PORT": str(self.action_port),
            "ACTION_URL": self.action_url,
            "TRACKER_DB": str(self.data_dir / "conversations.db"),
            "DATA_DIR": str(self.data_dir),
            "MODEL_DIR": str(self.model_dir),
            "SANIC_HOST": self.host,
            # Longer than a client keeps a connection that it does not use (15 s in aiohttp): Rasa must not write to one that is being closed.
            "SANIC_KEEP_ALIVE_TIMEOUT": "75",
            "RASA_TELEMETRY_ENABLED": "false",
            "PYTHONPATH": str(ROOT),
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONUNBUFFERED": "1",
        }


def _address(env: Mapping[str, str], name: str) -> str:
    """The address that others use, without the last slash; "" when it is not set."""
    text = (env.get(name) or "").rstrip("/")
    if text and not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/-]*)?", text):
        raise SettingError(f"{name}={text} : une adresse comme https://reseau.example.org est attendue.")
    return text


def _secret(env: Mapping[str, str], name: str) -> str:
    """A secret: the value of ``name``, or what is in the file that ``name``_FILE names; "" when neither is set."""
    path = env.get(f"{name}_FILE")
    if env.get(name) or not path:
        return env.get(name) or ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name}_FILE={path} : ce fichier ne peut pas être lu.") from error


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SettingError(f"{name}={text} : un numéro de port entre 1 et 65535 est attendu.")
    return int(text)
