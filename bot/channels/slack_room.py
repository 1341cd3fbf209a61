"""The conversations in Slack: one turn at a time in each, answered where it was said."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary

from cachetools import TTLCache
from rasa.core.agent import Agent

from bot.channels.once import MOST, REMEMBERED, Once, named
from bot.channels.outcome import erases, unanswered
from bot.channels.slack_events import Click, Heard, Opened, Place
from bot.channels.slack_home import home, welcome
from bot.channels.slack_outbox import Outbox, whisper
from bot.channels.slack_text import escaped
from bot.channels.standing import Standing
from bot.channels.turn import OnNewMessage, clean, take_turn
from bot.settings import Settings
from typology.messages import say

CHANNEL = "slack"
# Two clicks on the home tab within so many seconds are one.
DOUBLE = 5.0
DAY = 24 * REMEMBERED


class SlackRoom:
    """Holds the turns and posts their answers. None of its methods raises because Slack or Rasa fails."""

    def __init__(self, settings: Settings, on_new_message: OnNewMessage) -> None:
        self._outbox = Outbox(settings)
        self._on_new_message = on_new_message
        self._once, self._clicks_at_home = Once(), Once(seconds=DOUBLE)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._ours: TTLCache[str, bool] = TTLCache(maxsize=MOST, ttl=DAY)

    def first(self, key: str) -> bool:
        """True the first time that this event is received."""
        return self._once.first(key)

    async def hear(self, agent: Agent, heard: Heard) -> None:
        """Answer what was said, once; what is said in other people's threads is left alone."""
        if (heard.addressed or await self._is_ours(agent, heard.sender_id)) and self._once.first(heard.key):
            await self._hold(agent, heard)

    async def click(self, agent: Agent, click: Click) -> None:
        """Answer it, once, with the choice shown in place of the buttons."""
        once = self._once if click.message else self._clicks_at_home
        if once.first(click.heard.key):
            done = False
            try:
                done = await self._hold(agent, click.heard, click)
            finally:
                if not done:
                    # The buttons are to be pressed again. What was answered and did not arrive is answered again, and not taken twice: see _name.
                    once.forget(click.heard.key)

    async def command(self, agent: Agent, heard: Heard, response_url: str) -> None:
        """Begin or go on in the person's direct messages; tell them where they typed when that cannot be."""
        if self._once.first(heard.key) and not await self._hold(agent, heard) and response_url:
            await whisper(response_url, say("slack_prive_impossible"))

    async def open(self, opened: Opened) -> None:
        """Show the home tab; or, where nothing was said yet, the first message."""
        if opened.tab == "home":
            await self._outbox.show_home(opened.person, home())
        elif self._once.first(f"bienvenue {opened.channel}") and await self._outbox.is_empty(opened.channel):
            await self._outbox.say(Place(opened.channel), welcome())

    async def _is_ours(self, agent: Agent, sender_id: str) -> bool:
        if sender_id not in self._ours and await agent.tracker_store.exists(sender_id):
            self._ours[sender_id] = True
        return sender_id in self._ours

    async def _hold(self, agent: Agent, heard: Heard, click: Click | None = None) -> bool:
        """One turn from the question to the last answer, so that two turns never mix; False when nothing could be posted, or the button is to stay."""
        sender = heard.sender_id
        async with self._locks.setdefault(sender, asyncio.Lock()):
            standing, text = Standing(agent, sender), clean(heard.text)
            turn = take_turn(self._on_new_message, agent, text, sender, CHANNEL, message_id=_name(heard, text, click))
            _, messages = await asyncio.gather(standing.read(), turn)
            begins, erased = sender not in self._ours, erases(messages)
            stays = click is not None and unanswered(messages)
            pressed = click.message if click and not stays else None
            if click and pressed:
                who = f" (<@{click.person}>)" if heard.place.shared else ""
                await self._outbox.close(heard.place.channel, pressed, f"✓ {escaped(click.label)}{who}")
            if erased:
                messages.append({"text": say("slack_efface")})
            sent = [posted for message in messages for posted in await self._outbox.say(heard.place, message)]
            # « Je ne sais pas » must not answer another question than the one above it.
            asks = next((posted for posted in reversed(sent) if posted["asks"]), None)
            for earlier in await standing.turn(asks, pressed["ts"] if pressed else "", erased):
                await self._outbox.close(earlier["channel"], earlier)
            self._ours[sender] = True
            if erased:
                del self._ours[sender]
            elif begins and sent and heard.place.shared and not self._outbox.hears_threads:
                await self._outbox.say(heard.place, {"text": say("slack_fil")})
        return bool(sent) and not stays


def _name(heard: Heard, text: str, click: Click | None) -> str | None:
    """The name of the message, by which it is known when it comes again; none on the home tab, where two clicks may be two."""
    return None if click and not click.message else named(heard.key, text)
