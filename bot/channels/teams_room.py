"""The conversations in Teams: one turn at a time in each, answered where it was said."""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from yarl import URL

from bot.channels.once import Once, named
from bot.channels.outcome import erases, unanswered
from bot.channels.standing import Message, Standing
from bot.channels.teams_activity import Incoming, Kind
from bot.channels.teams_cards import Activity, activities, asks, chosen, closed, in_plain_text
from bot.channels.teams_connector import Connector, NotDelivered, Place
from bot.channels.teams_token import AppToken, NoToken
from bot.channels.turn import OnNewMessage, clean, take_turn
from bot.payloads import GREETING
from bot.settings import Settings
from typology.messages import say

logger = logging.getLogger(__name__)

CHANNEL = "teams"


class TeamsRoom:
    """Holds the turns and sends their answers. It raises nothing because Teams, Microsoft or Rasa fails."""

    def __init__(self, settings: Settings, on_new_message: OnNewMessage) -> None:
        self._public_url = settings.public_url
        self._token = AppToken(settings)
        self._on_new_message = on_new_message
        self._pressed = Once()
        self._order: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, agent: Agent, service: URL, incoming: Incoming) -> None:
        """Answer an activity, after those of the same conversation that came before it."""
        order = self._order.setdefault(incoming.sender_id, asyncio.Lock())
        answered = incoming.id if incoming.kind is not Kind.added else None
        place = Place(service, incoming.conversation, incoming.bot, incoming.person, answered)
        try:
            async with order, Connector(self._token) as connector:
                await self._hear(agent, connector, place, incoming)
        except (NotDelivered, NoToken) as error:
            logger.error("Teams : une réponse n'a pas pu être remise (%s : %s).", type(error).__name__, error)

    async def _hear(self, agent: Agent, connector: Connector, place: Place, incoming: Incoming) -> None:
        click = incoming.click
        if click and incoming.group and click.asked != incoming.sender_id:
            await _send(connector, place, activities([{"text": say("teams_autre_personne")}]), [])
        elif not click or not click.card:
            await self._turn(agent, connector, place, incoming)
        elif self._pressed.first(pressed := f"{incoming.conversation} {click.card}"):
            done = False
            try:
                done = await self._turn(agent, connector, place, incoming)
            finally:
                if not done:
                    # The card stays as it is. What was answered and did not arrive is answered again, and not taken twice: see _name.
                    self._pressed.forget(pressed)

    async def _turn(self, agent: Agent, connector: Connector, place: Place, incoming: Incoming) -> bool:
        """One turn, from the question to the last answer; False when the card is to be pressed again."""
        standing = Standing(agent, incoming.sender_id)
        text = GREETING if incoming.kind is Kind.added else clean(incoming.text)
        turn = take_turn(self._on_new_message, agent, text, incoming.sender_id, CHANNEL, message_id=_name(incoming, text))
        _, _, messages = await asyncio.gather(_typing(connector, place), standing.read(), turn)
        done, erased = not unanswered(messages), erases(messages)
        pressed = incoming.click if done else None
        if pressed and pressed.card:
            await _rewrite(connector, place, pressed.card, chosen(pressed.text, pressed.title))
        if incoming.kind is Kind.added:
            messages = _welcome(messages, incoming.group)
        if erased:
            messages = [*messages, {"text": say("teams_efface")}]
        asked: list[Message] = []
        try:
            await _send(connector, place, activities(messages, self._public_url, incoming.sender_id if incoming.group else ""), asked)
        finally:
            for earlier in await standing.turn(asked[-1] if asked else None, pressed.card if pressed else "", erased):
                await _rewrite(connector, place, earlier["id"], earlier["closed"])
        return done


def _name(incoming: Incoming, text: str) -> str | None:
    """The name of the message, by which it is known when it comes again."""
    by = f"card {incoming.click.card}" if incoming.click and incoming.click.card else incoming.id
    return named(incoming.conversation, by, text) if by and incoming.kind is not Kind.added else None


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


async def _rewrite(connector: Connector, place: Place, card: str, activity: Activity) -> None:
    try:
        await connector.replace(place, card, activity)
    except (NotDelivered, NoToken) as error:
        logger.warning("Teams : une carte n'a pas pu être réécrite (%s).", error)


async def _send(connector: Connector, place: Place, said: list[Activity], asked: list[Message]) -> None:
    """Say it; add to ``asked`` the cards with choices that were said, even when one after them cannot be."""
    for activity in said:
        try:
            sent = await connector.send(place, activity)
            if sent and asks(activity):
                asked.append({"id": sent, "closed": closed(activity)})
        except NotDelivered as error:
            if error.status not in {400, 413} or "attachments" not in activity:
                raise
            logger.warning("Teams : une carte a été refusée (%s) ; elle est dite en texte.", error)
            await connector.send(place, in_plain_text(activity))
