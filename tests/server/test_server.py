"""The pages, the health route, and what happens when a part dies."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from bot.settings import ROOT
from tests.conftest import Bot
from tests.ports import free_port

pytestmark = pytest.mark.server
NARRATIVE = "Cinq services de la vallée se retrouvent chaque mois pour comparer comment ils accueillent les jeunes parents."


def get(bot: Bot, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(bot.settings.host, bot.settings.port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()


def test_health_says_that_all_is_well(bot: Bot) -> None:
    status, _, body = get(bot, "/health")
    assert status == 200
    assert json.loads(body) == {"model": True, "actions": True}


def test_the_page_is_french_and_asks_nothing_of_other_hosts(bot: Bot) -> None:
    status, headers, body = get(bot, "/")
    text = body.decode()
    assert status == 200 and 'lang="fr"' in text
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "//cdn" not in text and "https://" not in text


@pytest.mark.parametrize(
    "path", ["/static/page.js", "/static/kept.js", "/static/server.js", "/static/frame.js", "/static/page.css", "/static/deepChat.bundle.js"]
)
def test_the_pages_files_are_served(bot: Bot, path: str) -> None:
    assert get(bot, path)[0] == 200


def test_the_widget_is_a_script_that_other_sites_may_load(bot: Bot) -> None:
    status, headers, body = get(bot, "/widget.js")
    assert (status, headers["content-type"], headers["x-content-type-options"]) == (200, "text/javascript; charset=utf-8", "nosniff")
    assert headers["cross-origin-resource-policy"] == "cross-origin" and headers["cache-control"] == "public, max-age=3600"
    assert b"//cdn" not in body and b"innerHTML" not in body


def test_only_the_sites_of_the_setting_may_show_the_page(bot: Bot) -> None:
    _, headers, _ = get(bot, "/")
    assert headers["content-security-policy"].endswith(f"frame-ancestors {bot.settings.frame_ancestors}")


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e/%2e%2e/settings.py", "/rien"])
def test_nothing_else_is_served(bot: Bot, path: str) -> None:
    status, _, body = get(bot, path)
    assert status == 404 and b"class Settings" not in body


def test_the_picture_is_svg_and_refuses_nonsense(bot: Bot) -> None:
    status, headers, body = get(bot, "/carte.svg?beneficiaires=0.1&reflexion=0.8&action=0.1&type=coordination")
    assert (status, headers["content-type"]) == (200, "image/svg+xml; charset=utf-8")
    assert b"seau de coordination" in body
    status, headers, body = get(bot, "/carte.png?beneficiaires=0.1&reflexion=0.8&action=0.1")
    assert (status, headers["content-type"], body[:4]) == (200, "image/png", b"\x89PNG")
    for query in ("", "?beneficiaires=x&reflexion=0&action=0", "?beneficiaires=nan&reflexion=0&action=0", "?beneficiaires=1&reflexion=0&action=0&type=<b>"):
        assert get(bot, f"/carte.svg{query}")[0] == 400


def test_the_action_server_dies_and_comes_back(bot: Bot, restart_actions: tuple[Callable[[], None], Callable[[], None]]) -> None:
    kill, back = restart_actions
    conversation = bot.conversation()
    conversation.say("bonjour")
    kill()
    assert get(bot, "/health")[0] == 503
    told = conversation.say(NARRATIVE)
    assert "gardé" in told[-1]["text"], "la panne est dite"
    back()
    messages = conversation.say("Voilà, je réessaie : ce sont surtout des échanges entre collègues, une matinée par mois.")
    assert all("gardé" not in message.get("text", "") for message in messages)
    # The narrative sent during the outage was taken in: the interview goes on after it.
    assert conversation.question is not None and conversation.question["id"] != "recit"


def test_a_taken_port_is_told_and_nothing_starts(bot: Bot) -> None:
    environment = {**os.environ, "PORT": str(bot.settings.port)}
    result = subprocess.run([sys.executable, "-m", "bot.cli", "run"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert str(bot.settings.port) in result.stderr and "PORT=" in result.stderr and "Traceback" not in result.stderr


def test_what_was_said_survives_a_restart_and_ctrl_c_stops_everything(model: object, tmp_path: object) -> None:
    environment = {**os.environ, "PORT": str(free_port()), "ACTION_PORT": str(free_port()), "DATA_DIR": str(tmp_path)}
    from bot.settings import Settings
    from tests.conftest import Conversation

    settings = Settings.from_environment(environment)
    conversation = Conversation(settings, "0f9b7c1e-8a52-4f0e-9d63-5a4f1a2b3c4d")
    for turn in ("bonjour", NARRATIVE):
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "run"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        try:
            assert process.stdout is not None
            assert any(settings.page_url in line for line in iter(process.stdout.readline, "")), "l'adresse n'est pas dite"
            conversation.say(turn)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(30) == 0
    assert conversation.question is not None and conversation.question["id"] == "pourquoi", "le bonjour d'avant l'arrêt est oublié"
    time.sleep(0.5)
    assert subprocess.run(["pgrep", "-f", f"--port {settings.action_port}"], capture_output=True).stdout == b""
