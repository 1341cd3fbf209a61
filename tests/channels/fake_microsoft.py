"""Microsoft as a bot of Teams sees it, on loopback: the keys, the tenant's tokens, and the connector that takes activities or refuses them."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import hmac
import json
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import ClientSession, UnixConnector, web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

APP, TENANT, SECRET = "5b1d3c1e-0a6f-4c53-9a3e-6f0c7c1f2a10", "0d9c8b7a-6f5e-4d3c-8b2a-1f0e9d8c7b6a", "un~secret.de-test"
ISSUER = "https://api.botframework.com"
MOST_BYTES = 28_000
Json = dict[str, Any]


@dataclass
class Sent:
    """What the connector was sent: POST to say, PUT to rewrite; ``id`` is the activity's."""

    method: str
    conversation: str
    id: str
    body: Json
    at: float = field(default_factory=time.monotonic)

    @property
    def content(self) -> Json | None:
        """The Adaptive Card, if it is one."""
        attachments = self.body.get("attachments")
        return attachments[0]["content"] if attachments else None

    @property
    def words(self) -> str:
        """All that is read in it, buttons apart."""
        if self.content is None:
            return str(self.body.get("text", ""))
        return "\n\n".join(element["text"] for element in self.content["body"] if element["type"] == "TextBlock")

    @property
    def actions(self) -> list[Json]:
        """Its buttons."""
        return [action for element in (self.content or {}).get("body", ()) for action in actions_of(element)]


class FakeMicrosoft:
    """``openid`` and so on count what was asked; ``refusals`` are statuses to answer before working again (0: work this once); ``sent`` is what was taken."""

    def __init__(self) -> None:
        self.private: dict[str, rsa.RSAPrivateKey] = {}
        self.endorsements: dict[str, list[str]] = {}
        self.add_key("cle-1", ["msteams", "webchat"])
        self.port = 0
        self.asked: Counter[str] = Counter()
        self.tokens: dict[str, float] = {}
        self.lifetime = 3600
        self.sent: list[Sent] = []
        self.refusals: deque[tuple[int, dict[str, str]]] = deque()
        self.delay = 0.0
        self.down = False
        # A Unix socket behind which a real client of Teams is, see playground.py.
        self.playground: str | None = None

    @property
    def url(self) -> str:
        """Where all of it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def service_url(self) -> str:
        """What Teams calls serviceUrl."""
        return f"{self.url}/emea/"

    def environment(self) -> dict[str, str]:
        """The settings of a bot that is inscribed here."""
        return {
            "TEAMS_APP_ID": APP,
            "TEAMS_APP_PASSWORD": SECRET,
            "TEAMS_TENANT_ID": TENANT,
            "TEAMS_OPENID_URL": f"{self.url}/v1/.well-known/openidconfiguration",
            "TEAMS_LOGIN_URL": self.url,
            "TEAMS_SERVICE_HOSTS": f"smba.trafficmanager.net {self.url}",
        }

    def add_key(self, name: str, endorsements: list[str]) -> None:
        """Publish one more key."""
        self.private[name] = _rsa(name)
        self.endorsements[name] = endorsements

    def token(self, kid: str | None = "cle-1", algorithm: str = "RS256", key: Any = None, **claims: Any) -> str:
        """A token as Teams makes them; a claim given as None is left out."""
        now = time.time()
        content = {"iss": ISSUER, "aud": APP, "serviceurl": self.service_url, "nbf": now, "exp": now + 3600, **claims}
        headers = {"kid": kid} if kid else {}
        signing = key if key is not None else self.private[kid or "cle-1"]
        return jwt.encode({name: value for name, value in content.items() if value is not None}, signing, algorithm, headers)

    def confused_token(self) -> str:
        """A token signed with the public key taken for a shared secret, which PyJWT itself would not make."""
        head, body, _ = self.token().split(".")
        head = jwt.utils.base64url_encode(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "cle-1"}).encode()).decode()
        public = self.private["cle-1"].public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        signature = hmac.new(public, f"{head}.{body}".encode(), hashlib.sha256).digest()
        return f"{head}.{body}.{jwt.utils.base64url_encode(signature).decode()}"

    def wait(self, condition: Callable[[list[Sent]], bool], seconds: float = 20.0) -> list[Sent]:
        """Return what was sent once the condition holds of it."""
        deadline = time.monotonic() + seconds
        while not condition(self.sent):
            assert time.monotonic() < deadline, f"attendu trop longtemps ; reçu : {[one.words[:60] for one in self.sent]}"
            time.sleep(0.02)
        return list(self.sent)

    # The routes.

    def application(self) -> web.Application:
        app = web.Application(client_max_size=2**21)
        app.router.add_get("/v1/.well-known/openidconfiguration", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_post("/emea/v3/conversations/{conversation}/activities", self._take)
        app.router.add_put("/emea/v3/conversations/{conversation}/activities/{id}", self._take)
        app.router.add_route("*", "/playground/{path:.*}", self._pass_on)
        return app

    async def _openid(self, _: web.Request) -> web.Response:
        self.asked["openid"] += 1
        if self.down:
            return web.Response(status=503)
        return web.json_response(
            {"issuer": ISSUER, "jwks_uri": f"{self.url}/keys", "id_token_signing_alg_values_supported": ["RS256"]}, content_type="application/json"
        )

    async def _keys(self, _: web.Request) -> web.Response:
        self.asked["keys"] += 1
        listed = []
        for name, key in self.private.items():
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            listed.append({**public, "kid": name, "use": "sig", "endorsements": self.endorsements[name]})
        return web.json_response({"keys": listed})

    async def _token(self, request: web.Request) -> web.Response:
        self.asked["token"] += 1
        form = await request.post()
        if request.match_info["tenant"] != TENANT:
            return _entra_error("AADSTS700016: Application with identifier was not found in the directory.", "unauthorized_client")
        if form.get("client_id") != APP or form.get("client_secret") != SECRET:
            return _entra_error("AADSTS7000215: Invalid client secret provided.", "invalid_client", 401)
        if form.get("grant_type") != "client_credentials" or form.get("scope") != "https://api.botframework.com/.default":
            return _entra_error("AADSTS70011: The provided value for the input parameter 'scope' is not valid.", "invalid_scope")
        token = f"jeton-{self.asked['token']}"
        self.tokens[token] = time.monotonic() + self.lifetime
        return web.json_response({"token_type": "Bearer", "expires_in": self.lifetime, "ext_expires_in": self.lifetime, "access_token": token})

    async def _take(self, request: web.Request) -> web.Response:
        self.asked["connector"] += 1
        raw = await request.read()
        if problem := self._unauthorised(request):
            return problem
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.refusals:
            status, headers = self.refusals.popleft()
            if status:
                return web.json_response({"error": {"code": "ServiceError"}}, status=status, headers=headers)
        if len(raw) > MOST_BYTES:
            return web.json_response({"error": {"code": "MessageSizeTooBig"}}, status=413)
        body = json.loads(raw)
        conversation = request.match_info["conversation"]
        if problems := [*card_problems(body, conversation)]:
            return web.json_response({"error": {"code": "BadArgument", "message": problems[0]}}, status=400)
        activity_id = request.match_info.get("id") or str(uuid.uuid4())
        if body["type"] != "typing":
            self.sent.append(Sent(request.method, conversation, activity_id, body))
        else:
            self.asked["typing"] += 1
        return web.json_response({"id": activity_id}, status=200 if request.method == "PUT" else 201)

    async def _pass_on(self, request: web.Request) -> web.Response:
        """The same token check, then the activity goes to the real client, which answers."""
        if problem := self._unauthorised(request):
            return problem
        body = await request.json()
        for attachment in body.get("attachments", ()):
            # The playground has no full width, and would say so under each card.
            attachment["content"].pop("msteams")
        headers = {"Content-Type": "application/json"}
        async with ClientSession(connector=UnixConnector(self.playground)) as session:
            url = f"http://playground/_connector/{request.match_info['path']}"
            async with session.request(request.method, url, json=body, headers=headers) as answer:
                self.sent.append(Sent(request.method, "playground", "", body))
                return web.Response(status=answer.status, body=await answer.read(), content_type="application/json")

    def _unauthorised(self, request: web.Request) -> web.Response | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Bearer" and self.tokens.get(token, 0.0) > time.monotonic():
            return None
        return web.json_response({"message": "Authorization has been denied for this request."}, status=401)


def actions_of(element: Json) -> list[Json]:
    """What can be pressed in an element of a card."""
    return [element["selectAction"]] if element["type"] == "Container" else element.get("actions", [])


def card_problems(body: Json, conversation: str) -> Iterator[str]:
    """Yield what Teams would refuse in an activity, or not show."""
    if body.get("type") not in {"message", "typing"}:
        yield "type"
    if body.get("conversation") != {"id": conversation} or not body.get("from", {}).get("id") or not body.get("recipient", {}).get("id"):
        yield "address"
    for attachment in body.get("attachments", ()):
        card = attachment["content"]
        if attachment["contentType"] != "application/vnd.microsoft.card.adaptive" or card["type"] != "AdaptiveCard" or card["version"] != "1.4":
            yield "card"
        for element in card["body"]:
            kind, actions = element["type"], actions_of(element)
            if any(action["type"] != "Action.Submit" or not isinstance(action["data"], dict) or not action["title"] for action in actions):
                yield "action"
            if kind in {"ActionSet", "Container"}:
                if not 0 < len(actions) <= 6:
                    yield f"{len(actions)} actions in a row"
                if any(kind == "ActionSet" and len(action["title"]) > 40 for action in actions):
                    yield "a title that is cut"
            elif not (kind == "TextBlock" and element["text"] and element["wrap"]) and not (kind == "Image" and element["url"] and element["altText"]):
                yield f"element {kind}"


@functools.cache
def _rsa(name: str) -> rsa.RSAPrivateKey:
    """A key for each name, the same for all the tests: making one takes longer than a test."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _entra_error(description: str, error: str, status: int = 400) -> web.Response:
    return web.json_response({"error": error, "error_description": f"{description} Trace ID: 0000"}, status=status)


@contextmanager
def serving(app: web.Application, start: Callable[[web.AppRunner], Awaitable[Any]]) -> Iterator[None]:
    """Serve an aiohttp application in a thread of its own, as long as the block lasts; ``start`` opens its sites."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runner = web.AppRunner(app)

    async def begin() -> None:
        await runner.setup()
        await start(runner)

    try:
        asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
        yield
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextmanager
def fake_microsoft_running() -> Iterator[FakeMicrosoft]:
    """A FakeMicrosoft that answers, on a free port."""
    fake = FakeMicrosoft()

    async def start(runner: web.AppRunner) -> None:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        fake.port = runner.addresses[0][1]

    with serving(fake.application(), start):
        yield fake
