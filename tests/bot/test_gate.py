"""How often a client may come, how many conversations may be open, and who a client is behind a proxy."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from sanic.compat import Header

from bot.gate import DEFAULT_CLIENT, OPEN_FOR, Gate, client_of, too_many
from bot.settings import ROOT, Settings
from tests.ports import free_port

HERE, THERE, ELSEWHERE = "127.0.0.1", "203.0.113.7", "203.0.113.8"


class Clock:
    """Seconds that pass when one says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def served(gate: Gate, client: str | None, times: int) -> int:
    """Come so many times at once; return how often one was let in."""
    return sum(gate.wait(client) == 0.0 for _ in range(times))


def test_a_client_that_comes_too_often_waits_and_the_others_do_not() -> None:
    clock = Clock()
    gate = Gate(Settings.from_environment({"RATE_CLIENT": "60"}), clock)
    assert served(gate, THERE, 100) == 30, "half a minute's worth at once"
    assert 0.0 < gate.wait(THERE) <= 1.0
    assert served(gate, ELSEWHERE, 10) == 10
    clock.now += 10.0
    assert served(gate, THERE, 100) == 10


def test_this_machine_is_only_limited_when_it_is_asked_for() -> None:
    assert served(Gate(Settings.from_environment({"RATE_TOTAL": "0"})), HERE, 2 * DEFAULT_CLIENT) == 2 * DEFAULT_CLIENT
    assert served(Gate(Settings.from_environment({"RATE_CLIENT": "60"}), Clock()), HERE, 100) == 30
    assert served(Gate(Settings(), Clock()), THERE, 2 * DEFAULT_CLIENT) == DEFAULT_CLIENT // 2


def test_all_together_are_limited_too_and_so_are_those_that_speak_for_others_by_themselves() -> None:
    gate = Gate(Settings.from_environment({"RATE_TOTAL": "60", "RATE_CLIENT": "0"}), Clock())
    assert sum(served(gate, f"203.0.113.{number}", 1) for number in range(100)) == 30
    assert served(gate, None, 100) == 30, "what is sent to the rooms, signed or not, takes nothing from the page"


def test_so_many_conversations_are_open_at_once_and_one_that_is_goes_on() -> None:
    clock = Clock()
    gate = Gate(Settings.from_environment({"MAX_CONVERSATIONS": "2"}), clock)
    assert [gate.opens(name) for name in "aabcb"] == [True, True, True, False, True]
    clock.now += OPEN_FOR + 1
    assert gate.opens("c")


def test_one_client_opens_a_fifth_of_what_it_may_ask() -> None:
    clock = Clock()
    gate = Gate(Settings.from_environment({"RATE_CLIENT": "60"}), clock)
    assert sum(gate.opens(f"web-{number}", THERE) for number in range(100)) == 6, "half a minute's worth at once"
    assert gate.opens("web-0", THERE) and gate.opens("web-x", ELSEWHERE) and gate.opens("slack-x")
    clock.now += 10.0
    assert sum(gate.opens(f"web-{number}", THERE) for number in range(100, 200)) == 2
    assert sum(Gate(Settings(), Clock()).opens(f"web-{number}", HERE) for number in range(500)) == 500, "this machine itself"


def asked(peer: str, *forwarded: str) -> SimpleNamespace:
    """A request with so many lines of X-Forwarded-For."""
    return SimpleNamespace(ip=peer, headers=Header([("X-Forwarded-For", line) for line in forwarded]))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (THERE, None, THERE),
        (THERE, "198.51.100.1", THERE),
        (HERE, None, HERE),
        (HERE, "198.51.100.1", "198.51.100.1"),
        (HERE, "198.51.100.1, 203.0.113.7", THERE),
        (HERE, "203.0.113.7, 127.0.0.1", THERE),
        (HERE, "198.51.100.1|203.0.113.7", THERE),
        (HERE, "", HERE),
        (HERE, "n'importe quoi", "192.0.2.0"),
        ("::ffff:127.0.0.1", THERE, THERE),
        ("::1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_a_client_is_the_address_that_our_own_proxy_saw(peer: str, forwarded: str | None, client: str) -> None:
    lines = [] if forwarded is None else forwarded.split("|")
    assert client_of(asked(peer, *lines), Settings()) == client  # type: ignore[arg-type]


def test_who_is_sent_away_is_told_when_to_come_back_in_french() -> None:
    answer = too_many(2.3)
    assert answer.status == 429 and answer.headers["Retry-After"] == "3"
    assert "renvoyez-le" in json.loads(answer.body)["message"]


SERVER = """
import sys
from sanic import Sanic, response
from bot.gate import add_gate
from bot.settings import ROOT, Settings
from tests.ports import free_port
app = Sanic("gate", configure_logging=False)
add_gate(app, Settings.from_environment({"RATE_CLIENT": "60"}))
for path in ("/page", "/health", "/webhooks/slack/webhook"):
    app.add_route(lambda _: response.text("ok"), path, name=path.strip("/").replace("/", "_"))
app.run("127.0.0.1", int(sys.argv[1]), access_log=False, motd=False)
"""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A real server behind the gate."""
    number = free_port()
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-c", SERVER, str(number)], cwd=ROOT)
    deadline = time.monotonic() + 60
    try:
        while not get(number, "/health"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield number
    finally:
        process.kill()
        process.wait()


def get(port: int, path: str, client: str = HERE) -> int:
    """Ask as a proxy does for that client; return the status, 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"X-Forwarded-For": client})
        answer = connection.getresponse()
        assert answer.status != 429 or (int(answer.headers["Retry-After"]) >= 1 and "renvoyez-le" in json.loads(answer.read())["message"])
        return answer.status
    except OSError:
        return 0
    finally:
        connection.close()


def test_over_http_one_client_is_sent_away_and_the_others_the_probes_and_the_signed_rooms_are_not(port: int) -> None:
    statuses = [get(port, "/page", THERE) for _ in range(60)]
    assert statuses[:30] == [200] * 30 and 429 in statuses
    assert get(port, "/page", ELSEWHERE) == 200
    assert get(port, "/health", THERE) == get(port, "/webhooks/slack/webhook", THERE) == 200
