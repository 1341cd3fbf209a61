"""The app's manifests ask for what the code uses, and for nothing else."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from bot.channels.slack_events import EVENTS, in_event
from bot.settings import ROOT
from tests.channels.fake_slack import BOT, METHOD_SCOPES, TEAM, manifest

# docs.slack.dev, « Required scopes » of each event.
EVENT_SCOPES: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "message.im": {"im:history"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
}
NAMES = ("manifest", "manifest-fils")
ROUTE = "/webhooks/slack/webhook"


def methods_called() -> set[str]:
    """Return the methods of the Web API that the code calls on its client: « chat_postMessage » is « chat.postMessage »."""
    found = set()
    for path in (ROOT / "bot" / "channels").glob("slack*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "_client":
                found.add(node.attr.replace("_", ".", 1))
    return found


def scopes_used(content: dict[str, Any]) -> set[str]:
    used = set().union(*(METHOD_SCOPES[method] for method in methods_called()))
    used |= set().union(*(EVENT_SCOPES[event] for event in content["settings"]["event_subscriptions"]["bot_events"]))
    return used | ({"commands"} if content["features"]["slash_commands"] else set())


def test_the_methods_called_are_those_that_the_fake_knows() -> None:
    assert methods_called() == set(METHOD_SCOPES)


@pytest.mark.parametrize("name", NAMES)
def test_no_permission_is_asked_that_is_not_used_and_none_is_missing(name: str) -> None:
    content = manifest(name)
    assert set(content["oauth_config"]["scopes"]["bot"]) == scopes_used(content)
    assert set(content["oauth_config"]["scopes"]) == {"bot"}


@pytest.mark.parametrize("name", NAMES)
def test_every_event_that_is_subscribed_to_is_heard_and_the_other_way_round(name: str) -> None:
    events = manifest(name)["settings"]["event_subscriptions"]["bot_events"]
    assert {event.split(".")[0] for event in events} == EVENTS
    for event in events:
        kind, _, where = event.partition(".")
        channel = {"im": "D0MEHDI", "groups": "G0EQUIPE"}.get(where, "C0EQUIPE")
        sent = {"type": kind, "user": "U0MEHDI", "text": "bonjour", "channel": channel, "ts": "1795000000.000002", "thread_ts": "1795000000.000001"}
        assert in_event({"team_id": TEAM, "authorizations": [{"user_id": BOT}], "event": sent}) is not None, event


def test_the_second_manifest_only_adds_the_reading_of_threads() -> None:
    less, more = manifest(), manifest("manifest-fils")
    assert set(more["oauth_config"]["scopes"]["bot"]) - set(less["oauth_config"]["scopes"]["bot"]) == {"channels:history", "groups:history"}
    assert set(more["settings"]["event_subscriptions"]["bot_events"]) - set(less["settings"]["event_subscriptions"]["bot_events"]) == {
        "message.channels",
        "message.groups",
    }
    more["oauth_config"], more["settings"]["event_subscriptions"] = less["oauth_config"], less["settings"]["event_subscriptions"]
    assert more == less


@pytest.mark.parametrize("name", NAMES)
def test_the_manifest_keeps_slack_s_limits_and_names_one_address(name: str) -> None:
    content = manifest(name)
    shown, features, settings = content["display_information"], content["features"], content["settings"]
    assert len(shown["name"]) <= 35 and len(shown["description"]) <= 140 and 174 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", features["bot_user"]["display_name"])
    assert features["app_home"] == {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
    [command] = features["slash_commands"]
    addresses = {command["url"], settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]}
    assert addresses == {f"https://reseau.example.org{ROUTE}"}
    assert (command["command"], settings["interactivity"]["is_enabled"], settings["socket_mode_enabled"]) == ("/reseau", True, False)


def test_the_guide_explains_every_permission_event_and_setting() -> None:
    guide = (ROOT / "docs" / "installer-slack.md").read_text(encoding="utf-8")
    more = manifest("manifest-fils")
    for word in (*more["oauth_config"]["scopes"]["bot"], *more["settings"]["event_subscriptions"]["bot_events"], ROUTE, "/reseau"):
        assert f"`{word}`" in guide, word
    for setting in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN_FILE", "SLACK_SIGNING_SECRET_FILE", "PUBLIC_URL"):
        assert f"`{setting}`" in guide, setting
    for picture in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", guide):
        assert (ROOT / "docs" / picture).is_file(), picture
    assert not re.search(r"\bapps?\.permissions\b|xox[bp]-\d", guide)
