"""To whom the bot may answer in Teams."""

from __future__ import annotations

import pytest

from bot.channels.teams_hosts import is_host, is_safe, service_address
from bot.settings import Settings

HOSTS = Settings().teams_service_hosts


@pytest.mark.parametrize(
    "address",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://SMBA.trafficmanager.net:443/be/0d9c8b7a/",
        "https://europe.api.botframework.com",
        "https://smba.infra.gcc.teams.microsoft.com/gcc",
    ],
)
def test_microsoft_s_hosts_are_allowed(address: str) -> None:
    assert service_address(address, HOSTS) is not None


@pytest.mark.parametrize(
    "address",
    [
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net.example.org/",
        "https://example.org/smba.trafficmanager.net",
        "https://example.org#.botframework.com",
        "https://example.org?x=.botframework.com",
        "https://smba.trafficmanager.net@example.org/",
        "https://moi@smba.trafficmanager.net/",
        "https://example.org\\@smba.trafficmanager.net/",
        "https://example.org\\.botframework.com/",
        "https://botframework.com/",
        "https://evilbotframework.com/",
        "https://trafficmanager.net/",
        "https://autre.trafficmanager.net/",
        "https://smba.traf\u0131cmanager.net/",
        "https://smba.trafficmanager.net/emea/?x=1",
        " https://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net/\n",
        "ftp://smba.trafficmanager.net/",
        "//smba.trafficmanager.net/",
        "smba.trafficmanager.net",
        "https://",
        "https://[",
        "https://smba.trafficmanager.net:99999/",
        "http://127.0.0.1:5005/",
        "",
        None,
        7,
        ["https://smba.trafficmanager.net/"],
    ],
)
def test_no_other_is(address: object) -> None:
    assert service_address(address, HOSTS) is None


def test_an_address_on_loopback_is_allowed_when_it_is_listed_as_it_is() -> None:
    hosts = ("http://127.0.0.1:56150",)
    assert str(service_address("http://127.0.0.1:56150/_connector", hosts)) == "http://127.0.0.1:56150/_connector"
    for other in (
        "http://127.0.0.1:56151/",
        "https://127.0.0.1:56150/",
        "http://127.0.0.2:56150/",
        "http://localhost:56150/",
        "https://smba.trafficmanager.net/",
    ):
        assert service_address(other, hosts) is None


def test_no_other_machine_can_be_listed_in_plain_http() -> None:
    assert not is_host("http://10.0.0.8:80")
    assert service_address("http://10.0.0.8/", ("http://10.0.0.8",)) is None


def test_what_may_be_listed() -> None:
    assert all(is_host(host) for host in (*HOSTS, "http://127.0.0.1:56150", "http://[::1]:80"))
    assert not any(is_host(host) for host in ("*", "*.", "localhost", "https://smba.trafficmanager.net", "a b.c", "http://"))


def test_secrets_only_go_out_encrypted_or_to_this_machine() -> None:
    assert is_safe("https://login.microsoftonline.com") and is_safe("http://127.0.0.1:8000")
    assert not any(is_safe(address) for address in ("http://login.microsoftonline.com", "http://10.0.0.8", "ftp://127.0.0.1", ""))
