"""Slack's Web API as far as the bot uses it: checks token, permissions and blocks as Slack does, keeps what was posted, answers as Slack answers."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from aiohttp import web
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from bot.settings import ROOT

TEAM, BOT, TOKEN, SECRET = "T0RESEAU", "U0BOT", "xoxb-1-faux", "8f742231b10e8888abcd99yyyzzz85a5".replace("y", "a").replace("z", "b")
# What each method asks for (docs.slack.dev, « Required scopes »).
METHOD_SCOPES = {
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "views.publish": set(),
    "conversations.history": {"im:history"},
}
MOST_BLOCKS, MOST_TEXT = 50, 40_000


def manifest(name: str = "manifest") -> dict[str, Any]:
    """Return one of the app's manifests."""
    content: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "slack" / f"{name}.yml").read_text(encoding="utf-8"))
    return content


@dataclass
class Posted:
    """A message as Slack keeps it."""

    channel: str
    ts: str
    thread: str | None
    text: str
    blocks: list[dict[str, Any]]

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The buttons that say something to the bot."""
        return [element for block in self.blocks if block["type"] == "actions" for element in block["elements"] if "value" in element]

    @property
    def payload(self) -> dict[str, Any]:
        """The message as it comes with a click."""
        thread = {"thread_ts": self.thread} if self.thread else {}
        return {"type": "message", "user": BOT, "bot_id": "B0BOT", "ts": self.ts, "text": self.text, "blocks": self.blocks, **thread}


@dataclass
class Failure:
    """An answer that was planned: {"ok": false, "error": …}, or a 429 with its Retry-After, or another status."""

    error: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class FakeSlack:
    """Runs in a thread of its own on loopback; use it as a context manager. ``url`` is for SLACK_API_URL."""

    def __init__(self, scopes: set[str] | None = None) -> None:
        self.scopes = scopes or set(manifest()["oauth_config"]["scopes"]["bot"])
        self._loop = asyncio.new_event_loop()
        self._clock = itertools.count(1)
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0
        self._messages: list[Posted] = []
        self.forget()

    def forget(self) -> None:
        """Forget what was planned, called and refused; what was posted earlier is not shown any more, and can still be updated."""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.posted: list[Posted] = []
        self.homes: dict[str, dict[str, Any]] = {}
        self.whispers: list[dict[str, Any]] = []
        # What was refused by the rules, not by plan: (method, error, details).
        self.refused: list[tuple[str, str, list[str]]] = []
        self.planned: dict[str, deque[Failure]] = defaultdict(deque)
        self.fetches_pictures = True

    def __enter__(self) -> FakeSlack:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def url(self) -> str:
        """Where the Web API is."""
        return f"http://127.0.0.1:{self.port}/api/"

    def environment(self) -> dict[str, str]:
        """The settings of a bot that speaks to this Slack."""
        return {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": self.url}

    def plan(self, method: str, *failures: Failure) -> None:
        """Answer the next calls of a method so."""
        self.planned[method].extend(failures)

    def called(self, method: str) -> list[dict[str, Any]]:
        """Return the arguments of each call of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    def shown(self, channel: str, thread: str | None = None) -> list[Posted]:
        """Return what the bot posted in a channel, or in one thread of it."""
        return [post for post in self.posted if post.channel == channel and (thread is None or post.thread == thread)]

    async def _start(self) -> None:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._method)
        app.router.add_post("/response", self._response_url)
        logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    async def _response_url(self, request: web.Request) -> web.Response:
        self.whispers.append(await request.json())
        return web.Response(text="ok")

    async def _method(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments = dict(request.query)
        if request.content_type == "application/json":
            arguments |= await request.json()
        elif request.can_read_body:
            arguments |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
        self.calls.append((method, arguments))
        if self.planned[method]:
            failure = self.planned[method].popleft()
            return self._answer({"ok": False, "error": failure.error or "internal_error"}, failure.status, failure.headers)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self._refuse(method, "not_authed" if "Authorization" not in request.headers else "invalid_auth")
        if method not in METHOD_SCOPES:
            return self._refuse(method, "unknown_method")
        if lacking := METHOD_SCOPES[method] - self.scopes:
            return self._refuse(method, "missing_scope", needed=",".join(lacking), provided=",".join(self.scopes))
        handler: Callable[[dict[str, Any]], dict[str, Any] | tuple[str, list[str]]] = getattr(self, "_" + method.replace(".", "_"))
        answer = handler(arguments)
        if isinstance(answer, tuple):
            return self._refuse(method, answer[0], answer[1])
        return self._answer({"ok": True, **answer})

    def _refuse(self, method: str, error: str, details: list[str] | None = None, **more: str) -> web.Response:
        self.refused.append((method, error, details or []))
        metadata = {"response_metadata": {"messages": [f"[ERROR] {detail}" for detail in details]}} if details else {}
        return self._answer({"ok": False, "error": error, **metadata, **more})

    def _answer(self, content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
        return web.json_response(content, status=status, headers={"X-OAuth-Scopes": ",".join(sorted(self.scopes)), **(headers or {})})

    def _chat_postMessage(self, arguments: dict[str, Any]) -> dict[str, Any] | tuple[str, list[str]]:
        if wrong := self._wrong(arguments):
            return wrong
        channel = arguments["channel"]
        if channel[:1] not in "CDGUW" or len(channel) < 2:
            return "channel_not_found", []
        # A person's id opens their direct messages.
        channel = f"D{channel[1:]}" if channel[0] in "UW" else channel
        posted = Posted(
            channel, f"{int(time.time())}.{next(self._clock):06d}", arguments.get("thread_ts"), arguments["text"], self._kept(arguments.get("blocks"))
        )
        self.posted.append(posted)
        self._messages.append(posted)
        return {"channel": channel, "ts": posted.ts, "message": posted.payload}

    def _chat_update(self, arguments: dict[str, Any]) -> dict[str, Any] | tuple[str, list[str]]:
        if wrong := self._wrong(arguments):
            return wrong
        posted = next((post for post in self._messages if (post.channel, post.ts) == (arguments["channel"], arguments["ts"])), None)
        if not posted:
            return "message_not_found", []
        posted.text, posted.blocks = arguments["text"], self._kept(arguments.get("blocks"))
        return {"channel": posted.channel, "ts": posted.ts, "text": posted.text, "message": posted.payload}

    def _conversations_history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"messages": [post.payload for post in self.shown(arguments["channel"])][: int(arguments.get("limit", 100))], "has_more": False}

    def _views_publish(self, arguments: dict[str, Any]) -> dict[str, Any] | tuple[str, list[str]]:
        view = json.loads(arguments["view"]) if isinstance(arguments["view"], str) else arguments["view"]
        if details := list(problems(view["blocks"], most=100)):
            return "invalid_arguments", details
        self.homes[arguments["user_id"]] = view
        return {"view": {**view, "id": "V0HOME", "hash": "1.abc"}}

    def _wrong(self, arguments: dict[str, Any]) -> tuple[str, list[str]] | None:
        if not arguments.get("text"):
            return "no_text", []
        if len(arguments["text"]) > MOST_TEXT:
            return "msg_too_long", []
        blocks = arguments.get("blocks") or []
        blocks = json.loads(blocks) if isinstance(blocks, str) else blocks
        if details := list(problems(blocks)):
            return "invalid_blocks", details
        for rank, block in enumerate(blocks):
            if block["type"] == "image" and not (self.fetches_pictures and block["image_url"].startswith("https://")):
                return "invalid_blocks", [f"downloading image failed [json-pointer:/blocks/{rank}/image_url]"]
        return None

    def _kept(self, blocks: Any) -> list[dict[str, Any]]:
        """The blocks as Slack gives them back: each with an id, pictures with their size."""
        found = []
        for block in json.loads(blocks) if isinstance(blocks, str) else blocks or []:
            kept = {"block_id": f"b{next(self._clock)}", **block}
            if kept["type"] == "image":
                kept |= {"fallback": "560x380px image", "image_width": 1120, "image_height": 760, "image_bytes": 30_000}
            found.append(kept)
        return found


IMAGE_KEYS = {"type", "block_id", "image_url", "alt_text", "title", "slack_file"}


def problems(blocks: list[dict[str, Any]], most: int = MOST_BLOCKS) -> Iterator[str]:
    """Yield what Slack would find wrong with the blocks: what its own library finds, and the rules that the library leaves to the server."""
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:/blocks]"
    seen: set[str] = set()
    ids: set[str] = set()
    for rank, block in enumerate(blocks):
        at = f"[json-pointer:/blocks/{rank}]"
        try:
            parsed = Block.parse(block)
            if parsed is None:
                yield f"unsupported type: {block.get('type')} {at}"
            else:
                parsed.to_dict()
        except SlackObjectFormationError as error:
            yield f"{error} {at}"
        if "text" in block and not block["text"].get("text"):
            yield f"must be more than 0 characters {at}"
        if block["type"] == "image" and set(block) - IMAGE_KEYS:
            yield f"unknown keys {sorted(set(block) - IMAGE_KEYS)} {at}"
        if block.get("block_id") in ids:
            yield f"`block_id` {block['block_id']} already exists {at}"
        ids.add(block.get("block_id", f"sans nom {rank}"))
        for element in block.get("elements", ()):
            if (name := element.get("action_id")) and name in seen:
                yield f"`action_id` {name} already exists {at}"
            seen.add(element.get("action_id", ""))
