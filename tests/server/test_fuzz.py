"""A sample of what scripts/fuzz.py sends by the tens of thousands, and hypothesis on every other public route."""

from __future__ import annotations

import asyncio
import http.client
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scripts.fuzz import Found, fuzz, judge
from tests.conftest import Bot

pytestmark = pytest.mark.server
SAMPLE = 200
PATHS = (
    "/resultat/{}",
    "/resultat/{}.pdf",
    "/resultat/{}.txt",
    "/resultat/{}/qr.svg",
    "/carte.svg?{}",
    "/carte.png?{}",
    "/static/{}",
    "/{}",
    "/chat/{}",
    "/webhooks/{}",
    "/webhooks/slack/webhook?{}",
    "/webhooks/teams/webhook?{}",
    "/atelier/{}",
    "/atelier/{}/ecran",
    "/atelier/{}/animer",
    "/atelier/{}/qr.svg",
    "/atelier/api/seances",
    "/atelier/api/seances/{}",
    "/atelier/api/seances/{}/flux",
    "/atelier/api/seances/{}/phase",
)
few = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_whatever_is_sent_is_answered_to_its_sender_without_a_trace(bot: Bot) -> None:
    # Other tests have made the servers fail before.
    earlier = {name: len(bot.log(name)) for name in ("rasa", "actions")}
    found = asyncio.run(fuzz(bot.settings.page_url.rstrip("/"), SAMPLE, seed=20))
    assert found.wrong == []
    assert sum(found.statuses.values()) == SAMPLE and found.statuses[200] > SAMPLE * 0.9
    log = "".join(bot.log(name)[start:] for name, start in earlier.items())
    assert "zq" not in log and "Traceback" not in log and '"a turn failed' not in log


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, b'{"message": "x"}'),
        (200, b"[]"),
        (200, b'[{"recipient_id": "autre"}]'),
        (200, b'[{"recipient_id": "s", "text": "zq0123456789"}]'),
        (200, b'[{"recipient_id": "s", "text": "ValueError: x"}]'),
        (200, b'[{"recipient_id": "s", "text": "x", "custom": {"a_renvoyer": true}}]'),
        (400, b"{}"),
        (200, b"<html>"),
    ],
)
def test_what_must_not_be_is_seen(status: int, answer: bytes) -> None:
    found = Found()
    judge(found, "s", "zqaaaaaaaaaa", status, answer)
    assert found.wrong


@few
@example(path="/static/{}", text="\x00", method="GET", body=b"")
@example(path="/static/{}", text="é" * 500, method="GET", body=b"")
@example(path="/static/{}", text="icons/", method="GET", body=b"")
@given(path=st.sampled_from(PATHS), text=st.text(max_size=60), method=st.sampled_from(["GET", "HEAD", "POST"]), body=st.binary(max_size=200))
def test_every_route_refuses_nonsense_politely(bot: Bot, path: str, text: str, method: str, body: bytes) -> None:
    connection = http.client.HTTPConnection(bot.settings.host, bot.settings.port, timeout=180)
    connection.request(method, path.format(quote(text, safe="=&", errors="replace")), body if method == "POST" else None)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    assert answer.status < 500 and b"Traceback" not in said and b"site-packages" not in said


@few
@given(length=st.one_of(st.just("-1"), st.just("99999999999"), st.just("abc"), st.just("10")), raw=st.binary(max_size=100))
def test_a_request_that_lies_about_itself_does_not_stop_the_next_one(bot: Bot, length: str, raw: bytes) -> None:
    connection = http.client.HTTPConnection(bot.settings.host, bot.settings.port, timeout=5)
    connection.putrequest("POST", "/chat/webhook")
    connection.putheader("Content-Length", length)
    connection.endheaders()
    connection.sock.sendall(raw)
    connection.close()
    connection = http.client.HTTPConnection(bot.settings.host, bot.settings.port, timeout=180)
    connection.request("GET", "/live")
    assert connection.getresponse().status == 200
