"""What is done with less work gives what Rasa's own way gives."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk import Tracker
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_info, threadpool_limits

from actions.action_effacer import asked_last
from actions.held import what_is_held
from actions.state import State, user_messages
from bot import lean
from bot.agent import PlainAgent
from bot.lean import ActionServer, LeanProcessor, check, lighten, quick_to_predict, settled
from bot.locks import LocalLocks
from bot.payloads import BARE
from bot.recent import LEFT_OUT
from bot.tracker_store import ErasableTrackerStore
from typology.messages import say

EVENT = {"event": "slot", "timestamp": None, "name": "etat", "value": {"vu": 1.0}}
GOOD = (
    {},
    {"events": [], "responses": []},
    {"events": [EVENT, {"event": "followup", "name": "action_listen"}], "responses": [{"text": "Bonjour."}]},
    {"events": [{"event": "reset_slots", "metadata": {"a": 1}}]},
)
BAD = (
    [],
    {"events": {}},
    {"events": ["slot"]},
    {"events": [{}]},
    {"events": [{"event": "inconnu"}]},
    {"events": [{"event": ["slot"]}]},
    {"events": [{"event": "slot", "name": "etat"}]},
    {"events": [{"event": "slot", "name": 3, "value": 1}]},
    {"events": [{**EVENT, "timestamp": "hier"}]},
    {"events": [{"event": "entities", "entities": [{"entity": "x"}]}]},
    {"responses": ["Bonjour."]},
    {"responses": {}},
)


@pytest.mark.parametrize("answer", GOOD)
def test_a_good_answer_of_an_action_is_good_for_both(answer: dict[str, Any]) -> None:
    assert check(answer) and _rasas_check(answer)


@pytest.mark.parametrize("answer", BAD)
def test_a_bad_one_is_bad_for_both(answer: Any) -> None:
    for checks in (check, _rasas_check):
        with pytest.raises(ValidationError):
            checks(answer)


def _rasas_check(answer: Any) -> bool:
    from jsonschema import validate

    validate(answer, RemoteAction.action_response_format_spec())
    return True


def test_a_turn_has_one_core() -> None:
    # What the pools were comes back at the end of the block.
    with threadpool_limits(2):
        settled()
        gc.unfreeze()
        pools = threadpool_info()
        assert pools and {pool["num_threads"] for pool in pools} == {1}


def test_the_layout_of_the_weights_changes_no_prediction() -> None:
    random = np.random.default_rng(5)
    matrix = sparse.random(60, 40, 0.2, format="csr", random_state=5)
    classifier = LogisticRegression().fit(matrix, random.integers(0, 3, 60))
    before = classifier.predict_proba(matrix)
    quick_to_predict([SimpleNamespace(clf=classifier), SimpleNamespace(clf=None), SimpleNamespace()])
    assert classifier.coef_.flags.f_contiguous and (classifier.predict_proba(matrix) == before).all()


@pytest.fixture
def lightened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa as the servers have it, for one test."""
    monkeypatch.setattr(DialogueStateTracker, "change_loop_to", DialogueStateTracker.change_loop_to)
    monkeypatch.setattr(Event, "resolve_by_type", Event.resolve_by_type)
    for name in ("_validate_action_result", "_action_call_format"):
        monkeypatch.setattr(RemoteAction, name, getattr(RemoteAction, name))
    lighten()


def test_each_kind_of_event_is_the_class_that_rasa_finds(lightened: None) -> None:
    for kind in (UserUttered, BotUttered, SlotSet):
        assert Event.resolve_by_type(kind.type_name) is Event.resolve_by_type(kind.type_name) is lean._resolve(kind.type_name) is kind
    with pytest.raises(ValueError):
        Event.resolve_by_type("inconnu")


class Actions:
    """An action server that counts the connections made to it."""

    def __init__(self) -> None:
        self.connections: set[Any] = set()
        self.received: list[Any] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.connections.add(request.transport)
        self.received.append(await request.json())
        status = self.received[-1].get("status", 200)
        return web.json_response({"action_name": "x", "error": "non"} if status == 400 else {"events": []}, status=status)


def test_a_form_begins_without_the_message_that_began_it(lightened: None) -> None:
    tracker = DialogueStateTracker("web-1", ())
    for event in (UserUttered("bonjour", parse_data={"evidence": {"mot": 1.0}}), ActiveLoop("entretien")):
        tracker.update(event)
    told = tracker.current_state()["active_loop"]
    assert told["name"] == "entretien" and told["trigger_message"] is None and not told["rejected"]
    tracker.update(ActiveLoop(None))
    assert not tracker.current_state()["active_loop"]


def test_a_call_tells_messages_actions_and_slots_as_rasas_does() -> None:
    domain = Domain.from_dict({"slots": {"etat": {"type": "any", "mappings": [{"type": "custom"}]}}, "actions": ["action_effacer"]})
    tracker = DialogueStateTracker("web-1", domain.slots)
    first = SlotSet("etat", {"vu": 1.0}, metadata={LEFT_OUT: 4})
    tracker.update_with_events(
        [first, ActionExecuted("action_listen"), UserUttered("effacez tout"), SlotSet("etat", {"vu": 2.0}), BotUttered("Tout ?")], domain
    )
    tracker.update_with_events([ActionExecuted("action_effacer"), UserUttered("oui", metadata={"a": 1}), SlotSet("etat", {"vu": 3.0})], domain)
    action = RemoteAction("action_effacer", ActionServer(url="http://127.0.0.1:9/webhook", enable_selective_domain=True))
    rasas = lean._rasas_call(action, tracker, domain)
    ours = lean._call(action, tracker, domain)
    assert {**ours, "tracker": {**ours["tracker"], "events": rasas["tracker"]["events"]}} == rasas
    assert [event["event"] for event in ours["tracker"]["events"]] == ["slot", "action", "user", "action", "user"]
    assert all(event in rasas["tracker"]["events"] for event in ours["tracker"]["events"])
    assert ours["tracker"]["events"][0]["metadata"][LEFT_OUT] == 4 and ours["tracker"]["slots"]["etat"] == {"vu": 3.0}
    # What the actions ask of the events, they find there.
    received = Tracker.from_dict(ours["tracker"])
    assert asked_last(received) and say("des_messages", n="6") in what_is_held(received, State())[0]
    assert [message.text for _, message in user_messages(received, 0.0)] == ["effacez tout", "oui"]


def test_calls_go_over_one_connection_and_errors_are_rasas() -> None:
    async def calls() -> None:
        actions, app = Actions(), web.Application()
        app.router.add_post("/webhook", actions.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
        server = ActionServer(url=url)
        try:
            for number in range(3):
                assert await server.request(json={"n": number}, method="post", timeout=5, compress=False) == {"events": []}
            assert len(actions.connections) == 1
            assert [body["n"] for body in actions.received] == [0, 1, 2]
            for status in (400, 500):
                told = []
                for endpoint in (server, EndpointConfig(url=url)):
                    with pytest.raises(ClientResponseError) as refused:
                        await endpoint.request(json={"status": status}, method="post", timeout=5)
                    text = refused.value.text
                    told.append((refused.value.status, json.loads(text)))
                assert told[0] == told[1]
        finally:
            await server.close()
            await runner.cleanup()
        with pytest.raises(OSError):
            await ActionServer(url=url).request(json={}, method="post", timeout=5)

    asyncio.run(calls())


@pytest.fixture(scope="module")
def processor(model: Path) -> Iterator[LeanProcessor]:
    """Ours, with the trained model."""
    agent = PlainAgent(tracker_store=ErasableTrackerStore(), lock_store=LocalLocks(), action_endpoint=ActionServer(url="http://127.0.0.1:9/webhook"))
    agent.load_model(model)
    assert isinstance(agent.processor, LeanProcessor)
    yield agent.processor


@pytest.mark.model
@pytest.mark.parametrize("text", [*sorted(BARE), '/repondre{"dimension": "autour_de", "modalite": "realisation"}', '/atelier{"faire": "express"}'])
def test_a_button_is_read_as_by_the_whole_pipeline(processor: LeanProcessor, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    message, tracker = UserMessage(text), DialogueStateTracker.from_events("c", [])
    whole = MessageProcessor._parse_message_with_graph(processor, message, tracker)
    monkeypatch.setattr(processor, "graph_runner", None)
    assert processor._parse_message_with_graph(message, tracker) == whole


@pytest.mark.model
def test_the_graph_gives_what_dask_gives(processor: LeanProcessor) -> None:
    tracker = DialogueStateTracker.from_events("c", [], slots=processor.domain.slots)
    tracker.update(UserUttered("bonjour", {"name": "saluer", "confidence": 1.0}), processor.domain)
    inputs, target = {"__tracker__": tracker}, processor.model_metadata.core_target
    ours, dasks = (run(processor.graph_runner, inputs, [target])[target] for run in (type(processor.graph_runner).run, DaskGraphRunner.run))
    assert ours.probabilities == dasks.probabilities and ours.policy_name == dasks.policy_name
    message = {"__message__": [UserMessage("on se voit chaque mois pour comprendre")], "__tracker__": tracker}
    target = processor.model_metadata.nlu_target
    ours, dasks = (run(processor.graph_runner, message, [target])[target][0] for run in (type(processor.graph_runner).run, DaskGraphRunner.run))
    assert ours.as_dict(only_output_properties=True) == dasks.as_dict(only_output_properties=True)
