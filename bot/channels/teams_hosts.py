"""Which servers the Teams channel may answer to: an activity says where its answer goes, and the answer carries our token."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from yarl import URL

_PATTERN = re.compile(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def service_address(text: object, hosts: Iterable[str]) -> URL | None:
    """Return the address of a service when it is one of ``hosts``, or None.

    A host is ``smba.trafficmanager.net``, or ``*.botframework.com`` for those below it, in HTTPS and on its usual port; or, for a test,
    a whole address on loopback such as ``http://127.0.0.1:56150``.
    """
    address = _parsed(text)
    if address is None or address.user is not None or address.query_string or address.fragment:
        return None
    name = (address.host or "").lower()
    for host in hosts:
        if "://" in host:
            if is_loopback(host) and (local := _parsed(host)) and local.origin() == address.origin():
                return address
        elif address.scheme == "https" and address.port == 443 and (name == host.lower() or (host.startswith("*.") and name.endswith(host[1:].lower()))):
            return address
    return None


def is_host(text: str) -> bool:
    """True for what may stand in ``hosts``."""
    return is_loopback(text) if "://" in text else _PATTERN.fullmatch(text.lower()) is not None


def is_safe(text: str) -> bool:
    """True for an address to which a secret may be sent: in HTTPS, or on this machine."""
    address = _parsed(text)
    return address is not None and (address.scheme == "https" or is_loopback(text))


def is_loopback(text: str) -> bool:
    """True for an HTTP address on this machine, written as a number."""
    address = _parsed(text)
    try:
        return address is not None and ipaddress.ip_address(address.host or "").is_loopback
    except ValueError:
        return False


def _parsed(text: object) -> URL | None:
    """The address, read by the library that will call it, so that both see the same host."""
    if not isinstance(text, str) or not text.isascii() or re.search(r"[\s\\]", text):
        return None
    try:
        address = URL(text)
        return address if address.scheme in {"https", "http"} and address.host and address.port else None
    except ValueError:
        return None
