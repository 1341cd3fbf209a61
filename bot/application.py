"""The chat server's routes: those of our channels and of our pages, and nothing else of Rasa's."""

from __future__ import annotations

import rasa.server
from rasa.core.run import configure_app, create_http_input_channels
from sanic import Sanic

from bot.pages import add_routes
from bot.retention import add_retention
from bot.settings import ROOT, Settings


def application(settings: Settings) -> Sanic:
    """Return the server, to which an agent (``ctx.agent``) is still to be given."""

    # Rasa puts a greeting of its own at « / »; the page goes there, and the other routes with it.
    def add_ours(app: Sanic) -> None:
        add_routes(app, settings)
        add_retention(app, settings.retention_days)

    rasa.server.add_root_route = add_ours
    # No page of another site talks to us: those that show the bot do it in a frame of ours.
    rasa.server.configure_cors = lambda *_: None
    return configure_app(create_http_input_channels(None, str(ROOT / "bot" / "credentials.yml")), enable_api=False)
