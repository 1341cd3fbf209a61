"""What is open to the world, and nothing else; what every answer says about itself; who is sent away."""

from __future__ import annotations

import http.client
import json
import uuid

import pytest

from tests.conftest import Bot

pytestmark = pytest.mark.server
CLOSED = (
    "/version",
    "/status",
    "/conversations",
    "/conversations/x/tracker",
    "/conversations/x/tracker/events",
    "/conversations/x/execute",
    "/conversations/x/predict",
    "/conversations/x/messages",
    "/conversations/x/trigger_intent",
    "/conversations/x/story",
    "/model",
    "/model/train",
    "/model/test/stories",
    "/model/test/intents",
    "/model/predict",
    "/model/parse",
    "/domain",
    "/webhooks/rest",
    "/webhooks/rest/",
    "/webhooks/rest/webhook",
    "/webhooks/callback/webhook",
    "/webhooks/callback/",
    "/webhooks/actions",
    "/webhooks/actions/webhook",
    "/webhooks/socketio",
    "/socket.io/",
    "/webhook",
    "/actions",
    "/docs",
    "/openapi.json",
    "/.env",
    "/chat/",
    "/static/",
    "/static/../server.py",
    "/static/%2e%2e/%2e%2e/settings.py",
    "/models/pourquoi-reseau.tar.gz",
    "/var/conversations.db",
)


def ask(bot: Bot, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(bot.settings.host, bot.settings.port, timeout=180)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()


def message(text: str = "merci", sender: str | None = None) -> bytes:
    return json.dumps({"sender": sender or str(uuid.uuid4()), "message": text}).encode()


@pytest.mark.parametrize("path", CLOSED)
def test_nothing_of_rasa_nor_of_the_machine_is_exposed(bot: Bot, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        status, _, body = ask(bot, method, path, message() if method != "GET" else None)
        assert status in (404, 405), f"{method} {path}"
        assert b"recipient_id" not in body and b"3.6" not in body and b"Traceback" not in body


def test_the_action_server_is_on_this_machine_alone(bot: Bot) -> None:
    assert bot.settings.action_url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    "path", ["/", "/rien", "/health", "/ready", "/live", "/carte.svg?beneficiaires=1&reflexion=0&action=0", "/resultat/rien", "/static/page.js", "/metrics"]
)
def test_every_answer_forbids_what_it_does_not_need(bot: Bot, path: str) -> None:
    _, headers, _ = ask(bot, "GET", path)
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors" in policy and "unsafe" not in policy
    # Of the fixture's own sites any port may show the page; nobody else's.
    assert "*" not in policy.replace("http://localhost:*", "").replace("http://127.0.0.1:*", "")
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer" and headers["permissions-policy"]
    assert "server" not in headers and not any(name.startswith("access-control-") for name in headers)


def test_what_the_bot_says_is_kept_in_no_cache(bot: Bot) -> None:
    status, headers, _ = ask(bot, "POST", "/chat/webhook", message(), {"Origin": "https://ailleurs.example"})
    assert status == 200 and headers["cache-control"] == "no-store" and "access-control-allow-origin" not in headers


def test_the_metrics_are_for_this_machine_and_not_for_who_comes_through_a_proxy(bot: Bot) -> None:
    ask(bot, "POST", "/chat/webhook", message())
    status, _, body = ask(bot, "GET", "/metrics")
    assert status == 200 and b'pourquoi_reseau_tours_total{canal="web",issue="ok"}' in body
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert ask(bot, "GET", "/metrics", headers={header: "203.0.113.9"})[0] == 404


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PATCH", "CONNECT", "FOO"])
def test_other_methods_get_no_answer_of_use(bot: Bot, method: str) -> None:
    try:
        status, _, body = ask(bot, method, "/chat/webhook", message())
    except (http.client.HTTPException, ConnectionError):
        return
    assert 400 <= status < 500 and b"recipient_id" not in body
