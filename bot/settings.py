"""Every setting, read from the environment in one place."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# What `frame-ancestors` takes, without paths, which it would ignore. Anything else would quietly forbid a site, or end the header.
_SITE = re.compile(r"'self'|'none'|\*|https?:|(?!(?:self|none)$)(?:https?://)?(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::(?:[0-9]{1,5}|\*))?")
LOOPBACK = "127.0.0.1"
# Who may read the metrics: a client on this machine that no proxy sent, nobody, whoever reaches the port.
METRICS = ("local", "non", "tous")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingError(ValueError):
    """A setting has a value that means nothing; the message says which, in French."""


@dataclass(frozen=True)
class Settings:
    """Where things are and on which ports. Build it with :meth:`from_environment`."""

    port: int = 5005
    action_port: int = 5055
    host: str = LOOPBACK
    action_server: str = ""
    data_dir: Path = ROOT / "var"
    model_dir: Path = ROOT / "models"
    backup_dir: Path = ROOT / "var" / "sauvegardes"
    retention_days: int = 30
    frame_ancestors: str = "'self'"
    public_url: str = ""
    slack_bot_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api/"
    # What is wrong with one of them, in French: that room is closed, the page is not.
    slack_problem: str = ""
    teams_app_id: str = ""
    teams_app_password: str = field(default="", repr=False)
    teams_tenant_id: str = ""
    teams_openid_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_login_url: str = "https://login.microsoftonline.com"
    teams_service_hosts: tuple[str, ...] = ("smba.trafficmanager.net", "*.botframework.com", "*.teams.microsoft.com")
    # What is wrong with one of them, in French: that room is closed, the others are not.
    teams_problem: str = ""
    # Of the conversations and the trainers' sessions; it may hold a password.
    database_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    model_sha256: str = ""
    trusted_proxies: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
    rate_client: int = 0
    rate_total: int = 6000
    most_conversations: int = 20_000
    metrics: str = METRICS[0]
    environment: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

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
            host=_host(env, "HOST"),
            action_server=_address(env, "ACTION_URL"),
            data_dir=Path(env.get("DATA_DIR") or ROOT / "var").resolve(),
            model_dir=Path(env.get("MODEL_DIR") or ROOT / "models").resolve(),
            backup_dir=Path(env.get("BACKUP_DIR") or Path(env.get("DATA_DIR") or ROOT / "var") / "sauvegardes").resolve(),
            frame_ancestors=_ancestors(env, "FRAME_ANCESTORS"),
            retention_days=_days(env, "RETENTION_DAYS", 30),
            public_url=_address(env, "PUBLIC_URL"),
            **_slack(env),
            **_teams(env),
            database_url=_url(env, "DATABASE_URL", "postgresql", "sqlite"),
            redis_url=_url(env, "REDIS_URL", "redis", "rediss", "unix"),
            model_sha256=_digest(env, "MODEL_SHA256"),
            trusted_proxies=_networks(env, "TRUSTED_PROXIES") or cls.trusted_proxies,
            rate_client=_count(env, "RATE_CLIENT", cls.rate_client),
            rate_total=_count(env, "RATE_TOTAL", cls.rate_total),
            most_conversations=_count(env, "MAX_CONVERSATIONS", cls.most_conversations),
            metrics=_one_of(env, "METRICS", METRICS),
            environment=env,
        )

    @property
    def action_url(self) -> str:
        """Where Rasa finds the action server: on this machine, unless ``ACTION_URL`` says otherwise."""
        return f"{self.action_server or f'http://{LOOPBACK}:{self.action_port}'}/webhook"

    @property
    def action_health_url(self) -> str:
        """Answers 200 when the action server is up."""
        return f"{self.action_server or f'http://{LOOPBACK}:{self.action_port}'}/health"

    @property
    def store_url(self) -> str:
        """The database of the conversations and the trainers' sessions, as SQLAlchemy names it."""
        return self.database_url or f"sqlite:///{self.data_dir / 'conversations.db'}"

    @property
    def own_host(self) -> str:
        """Where this machine reaches the chat server that it runs."""
        return {"0.0.0.0": LOOPBACK, "::": "[::1]"}.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)  # noqa: S104

    @property
    def page_url(self) -> str:
        """The address to open in a browser."""
        return f"http://{self.own_host}:{self.port}/"

    def child_environment(self) -> dict[str, str]:
        """Return the environment of the two servers: what they read here again, and telemetry off."""
        return {
            **self.environment,
            "PORT": str(self.port),
            "ACTION_PORT": str(self.action_port),
            "ACTION_URL": self.action_url.removesuffix("/webhook"),
            "DATA_DIR": str(self.data_dir),
            "RETENTION_DAYS": str(self.retention_days),
            "MODEL_DIR": str(self.model_dir),
            "RASA_TELEMETRY_ENABLED": "false",
            "PYTHONPATH": str(ROOT),
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONUNBUFFERED": "1",
        }


def _days(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) <= 3650:
        raise SettingError(f"{name}={text} : un nombre de jours entre 1 et 3650 est attendu.")
    return int(text)


def _slack(env: Mapping[str, str]) -> dict[str, Any]:
    """The settings of Slack's channel. A wrong one never stops the page: it is told in ``slack_problem``."""
    problems: list[str] = []
    return {
        "slack_bot_token": _tolerated(_secret, env, "SLACK_BOT_TOKEN", problems),
        "slack_signing_secret": _tolerated(_secret, env, "SLACK_SIGNING_SECRET", problems),
        "slack_api_url": (_tolerated(_address, env, "SLACK_API_URL", problems) or Settings.slack_api_url.rstrip("/")) + "/",
        "slack_problem": " ".join(problems),
    }


def _teams(env: Mapping[str, str]) -> dict[str, Any]:
    """The settings of the Teams channel. A wrong one never stops the page: it is told in ``teams_problem``."""
    problems: list[str] = []
    return {
        "teams_app_id": (env.get("TEAMS_APP_ID") or "").lower(),
        "teams_app_password": _tolerated(_secret, env, "TEAMS_APP_PASSWORD", problems),
        "teams_tenant_id": env.get("TEAMS_TENANT_ID") or "",
        "teams_openid_url": _tolerated(_address, env, "TEAMS_OPENID_URL", problems) or Settings.teams_openid_url,
        "teams_login_url": _tolerated(_address, env, "TEAMS_LOGIN_URL", problems) or Settings.teams_login_url,
        "teams_service_hosts": tuple((env.get("TEAMS_SERVICE_HOSTS") or "").split()) or Settings.teams_service_hosts,
        "teams_problem": " ".join(problems),
    }


def _tolerated(read: Callable[[Mapping[str, str], str], str], env: Mapping[str, str], name: str, problems: list[str]) -> str:
    """What ``read`` gives; "" when the setting is wrong, and its problem told in the list."""
    try:
        return read(env, name)
    except SettingError as error:
        problems.append(str(error))
        return ""


def _address(env: Mapping[str, str], name: str) -> str:
    """The address that others use, without the last slash; "" when it is not set."""
    text = (env.get(name) or "").rstrip("/")
    if text and not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/-]*)?", text):
        raise SettingError(f"{name}={text} : une adresse comme https://reseau.example.org est attendue.")
    return text


def _ancestors(env: Mapping[str, str], name: str) -> str:
    """The sites that may show the page in a frame, as a Content-Security-Policy writes them, one space between; "'self'" when it is not set."""
    sites = (env.get(name) or "'self'").split()
    for site in sites:
        if not _SITE.fullmatch(site) or (site == "'none'" and len(sites) > 1):
            raise SettingError(
                f"{name} : « {site} » n'est pas un site. Attendu : 'self' (avec ses apostrophes), 'none' tout seul, ou des adresses sans chemin ni virgule, "
                "séparées par des espaces, comme https://www.example.org ou https://*.example.org."
            )
    return " ".join(sites) or "'self'"


def _secret(env: Mapping[str, str], name: str) -> str:
    """A secret: the value of ``name``, or what is in the file that ``name``_FILE names; "" when neither is set."""
    path = env.get(f"{name}_FILE")
    if env.get(name) or not path:
        return env.get(name) or ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name}_FILE={path} : ce fichier ne peut pas être lu.") from error


def _url(env: Mapping[str, str], name: str, *schemes: str) -> str:
    """The URL of a database or of Redis, which may hold a password: as a secret, and never repeated in an error."""
    text = _secret(env, name)
    scheme, separator, rest = text.partition("://")
    if text and (not separator or scheme not in schemes or not rest):
        raise SettingError(f"{name} : une adresse qui commence par {' ou '.join(f'{scheme}://' for scheme in schemes)} est attendue.")
    return text


def _host(env: Mapping[str, str], name: str) -> str:
    text = env.get(name) or LOOPBACK
    try:
        return str(ipaddress.ip_address(LOOPBACK if text == "localhost" else text))
    except ValueError as error:
        raise SettingError(f"{name}={text} : une adresse de cette machine est attendue, comme 127.0.0.1 ou 0.0.0.0.") from error


def _networks(env: Mapping[str, str], name: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(text) for text in (env.get(name) or "").split())
    except ValueError as error:
        raise SettingError(f"{name}={env[name]} : des adresses ou des réseaux séparés par des espaces sont attendus, comme 10.0.0.0/8.") from error


def _count(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise SettingError(f"{name}={text} : un nombre entier est attendu (0 pour ne pas limiter).")
    return int(text)


def _one_of(env: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    text = env.get(name) or words[0]
    if text not in words:
        raise SettingError(f"{name}={text} : un de ces mots est attendu : {', '.join(words)}.")
    return text


def _digest(env: Mapping[str, str], name: str) -> str:
    text = (env.get(name) or "").lower()
    if text and not re.fullmatch(r"[0-9a-f]{64}", text):
        raise SettingError(f"{name} : les 64 chiffres et lettres d'une empreinte SHA-256 sont attendus.")
    return text


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SettingError(f"{name}={text} : un numéro de port entre 1 et 65535 est attendu.")
    return int(text)
