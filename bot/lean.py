"""The same turn with less work: what Rasa does again at each turn, and need not. The answers are Rasa's own; tests compare them.

A button's payload costs no reading, an event's class no search, an action's answer one pass of its schema, a call no new connection and a
third of the weight.
"""

from __future__ import annotations

import functools
import gc
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import rasa
from jsonschema import Draft202012Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity, TrackerActiveLoop
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.schemas.events import EVENT_SCHEMA
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from threadpoolctl import threadpool_limits

from bot.payloads import is_allowed


class PlainRunner(DaskGraphRunner):
    """Runs the graph's nodes one after the other, where they are: Dask plans them anew at each turn, and hands them to a pool of one."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Return {target: what it gives}, as Rasa's own."""
        nodes, done = self._graph_schema.nodes, {name: (name, value) for name, value in (inputs or {}).items()}

        def result(name: str) -> tuple[str, Any]:
            if name not in done:
                done[name] = self._instantiated_nodes[name](*[result(need) for need in nodes[name].needs.values()])
            return done[name]

        try:
            return dict(result(name) for name in targets or self._graph_schema.target_names)
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error


class LeanProcessor(MessageProcessor):
    """Rasa's, which does not read the payload of a button as if it were words, to forget what it read."""

    @staticmethod
    def _load_model(model_path: str | Path) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            metadata, runner = loader.load_predict_graph_runner(Path(folder), Path(model_path), LocalModelStorage, PlainRunner)
        quick_to_predict(node._component for node in runner._instantiated_nodes.values())
        return Path(model_path).name, metadata, runner

    def _parse_message_with_graph(self, message: UserMessage, tracker: DialogueStateTracker, only_output_properties: bool = True) -> dict[str, Any]:
        if not is_allowed(message.text):
            return super()._parse_message_with_graph(message, tracker, only_output_properties)
        (read,) = RegexMessageHandler().process([Message({TEXT: message.text})], self.domain)
        return read.as_dict(only_output_properties=only_output_properties)


class ActionServer(EndpointConfig):
    """The action server's address, and the connections to it that are open."""

    _kept: aiohttp.ClientSession | None = None

    async def request(self, method: str = "post", subpath: str | None = None, content_type: str | None = None, **more: Any) -> Any:
        """Send a request and return the JSON of its answer; aiohttp's ClientError when there is none, or when it is an error."""
        if self._kept is None or self._kept.closed:
            self._kept = self.session()
        timeout = aiohttp.ClientTimeout(total=more["timeout"])
        async with self._kept.request(method, self.url, json=more["json"], timeout=timeout) as answer:
            if answer.status >= 400:
                raise ClientResponseError(answer.status, str(answer.reason), await answer.text())
            return await answer.json()

    async def close(self) -> None:
        """Close what is open."""
        if self._kept is not None:
            await self._kept.close()


def lighten() -> None:
    """Have Rasa look at its event classes and at its schema once, and not at each turn, and send to the actions what they look at."""
    Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=None)(_resolve))  # type: ignore[assignment,method-assign]
    # It is among the events too; beside the form it went along with every call, all that was read in it, and nothing asks for it.
    DialogueStateTracker.change_loop_to = _change_loop_to  # type: ignore[method-assign]
    RemoteAction._validate_action_result = lambda _, result: check(result)  # type: ignore[assignment,method-assign]
    RemoteAction._action_call_format = _call  # type: ignore[method-assign]


def _call(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """What the action server is sent: of the events only the messages and the actions; the slots are beside them, whole.

    Two thirds of a call were former values of slots. The first event is always told: it may say how many messages were left out before it.
    """
    state = tracker.current_state(EventVerbosity.NONE)
    events = [event.as_dict() for rank, event in enumerate(tracker.events) if rank == 0 or isinstance(event, (UserUttered, ActionExecuted))]
    return {"next_action": action.name(), "sender_id": tracker.sender_id, "tracker": {**state, "events": events}, "version": rasa.__version__}


def _change_loop_to(tracker: DialogueStateTracker, loop_name: str | None) -> None:
    tracker.active_loop = TrackerActiveLoop(loop_name, False, False, None) if loop_name is not None else None


def settled() -> None:
    """Tell the garbage collector that all that was loaded stays, and the products that a turn has one core.

    The one would look through it again and again, everybody waiting; the others, too small to be shared out, kept the other cores spinning: a
    turn took twice the time of the processor, and no less time.
    """
    gc.collect()
    gc.freeze()
    threadpool_limits(1)


def quick_to_predict(nodes: Iterable[Any]) -> None:
    """Lay out the weights of scikit-learn's classifiers as their product wants them: it copied some megabytes for each message."""
    for node in nodes:
        classifier = getattr(node, "clf", None)
        if classifier is not None and hasattr(classifier, "coef_"):
            classifier.coef_ = np.asfortranarray(classifier.coef_)


def check(result: Any) -> bool:
    """Return True for an action's answer as Rasa's schema wants it, else raise ValidationError."""
    if not isinstance(result, dict) or not all(isinstance(result.get(key, []), list) for key in ("events", "responses")):
        raise ValidationError("events and responses are to be lists")
    if not all(isinstance(response, dict) for response in result.get("responses", [])):
        raise ValidationError("each response is to be an object")
    for event in result.get("events", []):
        kind = event.get("event") if isinstance(event, dict) else None
        if not isinstance(kind, str) or kind not in _schemas():
            raise ValidationError("an event of an unknown kind")
        _schemas()[kind].validate(event)
    return True


@functools.lru_cache(maxsize=1)
def _schemas() -> dict[str, Draft202012Validator]:
    """Return what is asked of each kind of event: Rasa's schema is one of as many, and tries them all."""
    common = {key: value for key, value in EVENT_SCHEMA.items() if key != "oneOf"}
    return {kind["properties"]["event"]["const"]: Draft202012Validator({"allOf": [common, kind]}) for kind in EVENT_SCHEMA["oneOf"]}


# Rasa's own, to which the tests compare.
_resolve, _rasas_call = Event.resolve_by_type, RemoteAction._action_call_format
