"""The Microsoft Teams channel: ``POST /webhooks/teams/webhook``, for a single-tenant Azure bot. What comes in is checked, answered 200, then worked on."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import Coroutine
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from yarl import URL

from bot.channels.once import Once
from bot.channels.teams_activity import Incoming, Kind, read
from bot.channels.teams_auth import Refused, check_activity, read_token
from bot.channels.teams_cards import Activity, activities, chosen, in_plain_text
from bot.channels.teams_connector import Connector, NotDelivered, Place
from bot.channels.teams_keys import SigningKeys
from bot.channels.teams_settings import is_wanted, problems
from bot.channels.teams_token import AppToken, NoToken
from bot.channels.turn import OnNewMessage, clean, take_turn
from bot.settings import Settings
from typology.messages import say

logger = logging.getLogger(__name__)

GREET = "/saluer"
CLOSED = "Microsoft Teams n'est pas réglé sur ce serveur ; son journal dit ce qui manque."


class TeamsInput(InputChannel):
    """Takes Teams' activities. Not set up, or wrongly, it answers 503 and the log says what to set; the rest of the server does not notice."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._problems = [*problems(settings)]
        self._told = False
        self._keys, self._token = SigningKeys(settings.teams_openid_url), AppToken(settings)
        self._received = Once()
        self._tasks: set[asyncio.Task[None]] = set()
        self._order: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        if self._problems and is_wanted(settings):
            self._tell_problems()

    @classmethod
    def name(cls) -> str:
        """Name of the channel; its routes are below /webhooks/teams."""
        return "teams"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TeamsInput:
        """Return the channel as the environment sets it up."""
        return cls(Settings.from_environment())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("teams")

        @routes.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            if self._problems:
                self._tell_problems()
                return response.json({"message": CLOSED}, status=503, ensure_ascii=False)
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                service, activity = await self._let_in(request)
                incoming = read(activity)
            except Refused as refused:
                return response.json({"message": str(refused)}, status=refused.status, ensure_ascii=False)
            except ValueError:
                return response.json({"message": "Une activité de Microsoft Teams est attendue, en JSON."}, status=400, ensure_ascii=False)
            if incoming and self._is_new(incoming):
                # Teams gives up, and sends again, when it waits long: it gets its answer now, the work is done afterwards.
                self._start(self._work(on_new_message, request.app.ctx.agent, service, incoming))
            return response.empty(status=200)

        return routes

    async def finish(self) -> None:
        """Wait until all that was received is done with."""
        await asyncio.gather(*self._tasks)

    async def _let_in(self, request: Request) -> tuple[URL, dict[str, Any]]:
        if self._problems:
            self._tell_problems()
            raise Refused(503, CLOSED)
        claims, key = await read_token(request.headers.get("authorization"), self._settings.teams_app_id, self._keys)
        try:
            activity = json.loads(request.body)
        except RecursionError as error:
            raise ValueError from error
        if not isinstance(activity, dict):
            raise ValueError
        return check_activity(activity, claims, key, self._settings.teams_service_hosts), activity

    def _tell_problems(self) -> None:
        if not self._told:
            logger.warning("Microsoft Teams est fermé (503). %s Voyez docs/installer-teams.md.", " ".join(self._problems))
        self._told = True

    def _is_new(self, incoming: Incoming) -> bool:
        """False for what was received before; being added is told twice, in two ways."""
        welcome = f"added {incoming.conversation}"
        if incoming.kind is Kind.added:
            return self._received.first(welcome)
        if incoming.kind is Kind.removed:
            self._received.forget(welcome)
            return False
        return not incoming.id or self._received.first(f"{incoming.conversation} {incoming.id}")

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, on_new_message: OnNewMessage, agent: Agent, service: URL, incoming: Incoming) -> None:
        # One turn at a time in a conversation, in the order of arrival.
        order = self._order.setdefault(incoming.sender_id, asyncio.Lock())
        answered = incoming.id if incoming.kind is not Kind.added else None
        place = Place(service, incoming.conversation, incoming.bot, incoming.person, answered)
        try:
            async with order, Connector(self._token) as connector:
                await self._answer(on_new_message, agent, connector, place, incoming)
        except (NotDelivered, NoToken) as error:
            logger.error("Teams : une réponse n'a pas pu être remise (%s : %s).", type(error).__name__, error)
        except Exception as error:
            # Where, but not what: an error's own words may hold the practitioner's.
            logger.error("a Teams turn failed: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))

    async def _answer(self, on_new_message: OnNewMessage, agent: Agent, connector: Connector, place: Place, incoming: Incoming) -> None:
        click, asked = incoming.click, incoming.sender_id if incoming.group else ""
        if click and asked and click.asked != asked:
            await _send(connector, place, activities([{"text": say("teams_autre_personne")}]))
            return
        pressed = f"pressed {incoming.conversation} {click.card}" if click and click.card else ""
        if pressed and not self._received.first(pressed):
            return
        text = GREET if incoming.kind is Kind.added else clean(incoming.text)
        _, messages = await asyncio.gather(_typing(connector, place), take_turn(on_new_message, agent, text, incoming.sender_id, self.name()))
        if messages[-1].get("text") == say("panne"):
            # The card stays as it is, to be pressed again.
            self._received.forget(pressed)
        elif click and pressed:
            await _close(connector, place, click.card, chosen(click.text, click.title))
        if incoming.kind is Kind.added:
            messages = _welcome(messages, incoming.group)
        if any((message.get("custom") or {}).get("efface") for message in messages):
            messages = [*messages, {"text": say("teams_efface")}]
        await _send(connector, place, activities(messages, self._settings.public_url, asked))


def _welcome(messages: list[dict[str, Any]], group: bool) -> list[dict[str, Any]]:
    """The greeting, with what is to be known of this room before anything is written in it."""
    if group:
        return [{"text": "\n\n".join([say("teams_groupe"), say("teams_donnees")])}, *messages]
    return [messages[0], {"text": say("teams_donnees")}, *messages[1:]]


async def _typing(connector: Connector, place: Place) -> None:
    try:
        await connector.send(place, {"type": "typing"}, tries=1)
    except (NotDelivered, NoToken) as error:
        logger.info("no typing in Teams: %s", error)


async def _close(connector: Connector, place: Place, card: str, activity: Activity) -> None:
    try:
        await connector.replace(place, card, activity)
    except NotDelivered as error:
        logger.warning("Teams : une carte n'a pas pu être réécrite (%s).", error)


async def _send(connector: Connector, place: Place, said: list[Activity]) -> None:
    for activity in said:
        try:
            await connector.send(place, activity)
        except NotDelivered as error:
            if error.status not in {400, 413} or "attachments" not in activity:
                raise
            logger.warning("Teams : une carte a été refusée (%s) ; elle est dite en texte.", error)
            await connector.send(place, in_plain_text(activity))
