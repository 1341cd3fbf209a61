"""Is the Teams channel set up? What is missing is told to whoever reads the log, and the channel stays closed until then."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.channels.teams_hosts import is_host, is_safe
from bot.settings import Settings

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_TENANT = re.compile(rf"{_GUID.pattern}|[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.I)


def is_wanted(settings: Settings) -> bool:
    """True when someone began to set the channel up."""
    return bool(settings.teams_app_id or settings.teams_app_password or settings.teams_tenant_id or settings.teams_problem)


def is_guid(text: str) -> bool:
    """True for an identifier of Microsoft's, such as 3f2b8c1e-9d4a-4b6f-8a7c-1d2e3f4a5b6c."""
    return _GUID.fullmatch(text) is not None


def problems(settings: Settings) -> Iterator[str]:
    """Yield what is to be set, one sentence in French for each setting; nothing when the channel can work. No secret is repeated."""
    if settings.teams_problem:
        yield settings.teams_problem
    if not is_guid(settings.teams_app_id):
        yield "TEAMS_APP_ID : l'identifiant (client) de l'application inscrite chez Microsoft est attendu."
    if not settings.teams_app_password:
        yield "TEAMS_APP_PASSWORD (ou TEAMS_APP_PASSWORD_FILE) : la valeur du secret de cette application est attendue."
    if not _TENANT.fullmatch(settings.teams_tenant_id):
        yield "TEAMS_TENANT_ID : l'identifiant de l'annuaire (locataire) est attendu."
    for name, address in (("TEAMS_OPENID_URL", settings.teams_openid_url), ("TEAMS_LOGIN_URL", settings.teams_login_url)):
        if not is_safe(address):
            yield f"{name}={address} : une adresse en https est attendue."
    for host in settings.teams_service_hosts:
        if not is_host(host):
            yield f"TEAMS_SERVICE_HOSTS : « {host} » n'est ni un nom d'hôte, ni une adresse de cette machine (http://127.0.0.1:…)."
