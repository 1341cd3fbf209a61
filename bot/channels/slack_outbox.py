"""What goes to Slack: posted in order, its rate limits respected, and never an exception: what cannot be sent as blocks is sent as text."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler, AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channels.slack_blocks import Block, Post, closed, posts, text_alone, without_pictures
from bot.channels.slack_events import Place
from bot.settings import Settings

logger = logging.getLogger(__name__)

SECONDS = 10
# How often Slack is asked again after « 429 », each time after the time that it gives.
PATIENCE = 5
FAILURES = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError)
# Other blocks, or none, would not do better.
HOPELESS = frozenset(
    {
        "account_inactive", "cannot_dm_bot", "channel_not_found", "invalid_auth", "is_archived", "messages_tab_disabled", "missing_scope", "not_authed",
        "not_in_channel", "token_expired", "token_revoked", "user_not_found",
    }
)  # fmt: skip
REMEDIES = {
    "invalid_auth": "vérifiez SLACK_BOT_TOKEN (OAuth & Permissions, Bot User OAuth Token)",
    "not_authed": "définissez SLACK_BOT_TOKEN",
    "account_inactive": "l'application a été désinstallée : réinstallez-la, puis mettez à jour SLACK_BOT_TOKEN",
    "token_revoked": "le jeton a été révoqué : réinstallez l'application, puis mettez à jour SLACK_BOT_TOKEN",
    "missing_scope": "il manque une permission : reprenez deploy/slack/manifest.yml, puis réinstallez l'application",
    "not_in_channel": "invitez l'application dans ce canal (/invite)",
    "messages_tab_disabled": "ouvrez l'onglet Messages de l'application (App Home)",
}


class Outbox:
    """Slack's Web API, as far as the bot uses it."""

    def __init__(self, settings: Settings) -> None:
        self._public_url = settings.public_url
        # What the workspace allowed, once Slack has said it.
        self._allowed: frozenset[str] | None = None
        self._client = AsyncWebClient(
            settings.slack_bot_token,
            base_url=settings.slack_api_url,
            timeout=SECONDS,
            retry_handlers=[AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler(max_retry_count=PATIENCE)],
        )

    async def say(self, place: Place, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Post one of the bot's messages; return what was posted, each {"id", "channel", "ts", "text", "blocks", "asks"}: it has choices to press."""
        return [sent for post in posts(message, self._public_url) if (sent := await self._post(place, post))]

    async def _post(self, place: Place, post: Post) -> dict[str, Any] | None:
        pictures = any(block["type"] == "image" for block in post.blocks)
        for attempt in (post, *([without_pictures(post)] if pictures else []), text_alone(post)):
            try:
                sent = await self._client.chat_postMessage(
                    channel=place.channel, thread_ts=place.thread, text=attempt.text, blocks=attempt.blocks or None, unfurl_links=False, unfurl_media=False
                )
                self._allowed = _allowed(sent.headers)
                return {"id": sent["ts"], "channel": sent["channel"], "ts": sent["ts"], "text": attempt.text, "blocks": attempt.blocks, "asks": attempt.asks}
            except FAILURES as error:
                if _told("chat.postMessage", error) in HOPELESS:
                    break
        return None

    @property
    def hears_threads(self) -> bool:
        """False when Slack has said that it sends us no message of a channel but those that name the bot."""
        return self._allowed is None or bool(self._allowed & {"channels:history", "groups:history"})

    async def close(self, channel: str, message: Mapping[str, Any], line: str = "") -> None:
        """Take the choices of a posted message away; ``line`` says which one was taken."""
        post = closed(message, line)
        try:
            await self._client.chat_update(channel=channel, ts=message["ts"], text=post.text, blocks=post.blocks)
        except FAILURES as error:
            _told("chat.update", error)

    async def show_home(self, person: str, blocks: list[Block]) -> None:
        """Show the home tab to one person."""
        try:
            await self._client.views_publish(user_id=person, view={"type": "home", "blocks": blocks})
        except FAILURES as error:
            _told("views.publish", error)

    async def is_empty(self, channel: str) -> bool:
        """True when nothing was ever said in these direct messages; False when it cannot be known."""
        try:
            return not (await self._client.conversations_history(channel=channel, limit=1))["messages"]
        except FAILURES as error:
            _told("conversations.history", error)
            return False


def _allowed(headers: Mapping[str, str]) -> frozenset[str] | None:
    """The permissions that Slack tells with each of its answers, or None when it does not."""
    told = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
    return None if told is None else frozenset(scope.strip() for scope in told.split(","))


async def whisper(url: str, text: str) -> None:
    """Answer a slash command later, to the person who typed it alone."""
    try:
        await AsyncWebhookClient(url, timeout=SECONDS).send(text=text, response_type="ephemeral")
    except FAILURES as error:
        _told("response_url", error)


def _told(method: str, error: Exception) -> str:
    """Log why Slack refused and what to do about it, without the message itself; return Slack's word for it."""
    data = getattr(getattr(error, "response", None), "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    where = re.findall(r"\[json-pointer:([\w/-]+)\]", str(data)) if code else []
    logger.error("Slack, %s : %s %s%s", method, code or type(error).__name__, " ".join(where), f" ; {REMEDIES[code]}" if code in REMEDIES else "")
    return code
