"""Does an activity really come from Microsoft Teams? Every check that Microsoft asks for, and no way around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import jwt
from yarl import URL

from bot.channels.teams_hosts import service_address
from bot.channels.teams_keys import SigningKey, SigningKeys, Unreachable

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
# Seconds by which two clocks may differ.
SKEW = 300


class Refused(Exception):
    """Not let in: ``status`` for the one who asked, and a sentence that says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


async def read_token(header: str | None, app_id: str, keys: SigningKeys) -> tuple[dict[str, Any], SigningKey]:
    """Return what the token says and the key that signed it; Refused with 401, or with 503 when Microsoft's keys are out of reach."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused(401, "Cette adresse n'est ouverte qu'à Microsoft Teams : le jeton manque.")
    try:
        # Nothing here is trusted yet: it only says with which key to check.
        claimed = jwt.get_unverified_header(token)
        name = claimed.get("kid")
        if claimed.get("alg") != "RS256" or not isinstance(name, str):
            raise jwt.InvalidAlgorithmError
        key = await keys.find(name)
        if key is None:
            raise jwt.InvalidKeyError
        claims = jwt.decode(
            token, key.key, algorithms=["RS256"], issuer=ISSUER, audience=app_id, leeway=SKEW, options={"require": ["exp", "iss", "aud"]},
        )  # fmt: skip
    except Unreachable as error:
        raise Refused(503, "Les clés de Microsoft sont hors d'atteinte pour l'instant ; réessayez dans un moment.") from error
    except (jwt.PyJWTError, ValueError) as error:
        raise Refused(401, "Le jeton de cette demande n'est pas valable.") from error
    return claims, key


def check_activity(activity: Mapping[str, Any], claims: Mapping[str, Any], key: SigningKey, hosts: Iterable[str]) -> URL:
    """Return the service's address when the activity is the one that the token speaks of, and comes from Teams; Refused with 403."""
    if activity.get("channelId") != CHANNEL or CHANNEL not in key.endorsements:
        raise Refused(403, "Seul Microsoft Teams peut écrire ici.")
    address = activity.get("serviceUrl")
    if not address or claims.get("serviceurl") != address:
        raise Refused(403, "Le jeton ne vaut pas pour l'adresse de service de ce message.")
    service = service_address(address, hosts)
    if service is None:
        raise Refused(403, "L'adresse de service de ce message n'est pas l'une de celles qui sont permises.")
    return service
