"""The names shared with the domain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from actions import constants
from bot.payloads import BARE
from bot.settings import ROOT


def domain() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(ROOT / "bot" / "domain" / "domain.yml").read_text(encoding="utf-8"))
    return found


def test_the_form_and_the_slots_are_in_the_domain() -> None:
    assert list(domain()["forms"]) == [constants.FORM]
    assert {constants.LEDGER_SLOT, constants.STATE_SLOT, constants.PHASES_SLOT} <= set(domain()["slots"])


def test_every_payload_is_an_intent_of_the_domain_and_allowed_by_the_channel() -> None:
    intents = {name for intent in domain()["intents"] for name in (intent if isinstance(intent, dict) else [intent])}
    bare = {constants.DO_NOT_KNOW, constants.WHY, constants.EXAMPLE, constants.RESTART}
    bare |= {constants.SUMMARY, constants.PAUSE, constants.GO_ON, constants.ERASE_ALL}
    assert {payload.removeprefix("/") for payload in {*bare, constants.CHOOSE, constants.CHANGE, constants.OTHER_PERIOD}} <= intents
    assert bare <= BARE
    assert {payload.removeprefix("/") for payload in BARE} <= intents


def test_every_registered_action_is_in_the_domain_and_every_one_of_the_domain_is_registered() -> None:
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions")
    # The base of the ten questions has no name of its own, only a prefix.
    registered = {name for name in executor.actions if not name.endswith("_")}
    assert registered == set(domain()["actions"])
