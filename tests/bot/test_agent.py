"""What an action server may answer: Rasa's schemas are not asked any more, and a wrong answer is still refused."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.agent import _check_result


def answered(result: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the events of an action whose server answers so."""

    async def request(**_: Any) -> Any:
        return result

    monkeypatch.setattr(RemoteAction, "_validate_action_result", _check_result)
    action = RemoteAction("action_saluer", SimpleNamespace(request=request, url="http://127.0.0.1", kwargs={}))  # type: ignore[arg-type]
    tracker = DialogueStateTracker.from_events("web-x", [])
    return list(asyncio.run(action.run(None, None, tracker, Domain.empty())))  # type: ignore[arg-type]


def test_a_right_answer_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    result = {"events": [{"event": "slot", "name": "etat", "value": {"vu": 1.0}}], "responses": [{"text": "Bonjour."}]}
    said, slot = answered(result, monkeypatch)
    assert isinstance(said, BotUttered) and said.text == "Bonjour." and slot == SlotSet("etat", {"vu": 1.0})


@pytest.mark.parametrize(
    "wrong",
    [
        None, [], "texte", {"events": {}}, {"events": [1]}, {"events": None}, {"responses": "Bonjour"}, {"responses": [None]},
        {"events": [{"event": "inconnu"}]}, {"events": [{"name": "etat", "value": 1}]},
    ],
)  # fmt: skip
def test_a_wrong_answer_is_refused(wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Exception, match=r"."):
        answered(wrong, monkeypatch)
