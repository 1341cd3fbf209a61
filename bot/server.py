"""The chat server's process: Rasa with our channels and our pages. Started by ``pourquoi-reseau run``."""

from __future__ import annotations

import logging
import sys
from asyncio import AbstractEventLoop

# Before TensorFlow, which Rasa imports: skops looks at every loaded module, and there are thousands after it.
import skops.io  # noqa: F401  isort: skip


def main() -> None:
    """Serve the model until stopped; what prevents it ends the process at once, with its reason on the last line."""
    from bot import logs

    logs.configure()
    import rasa.core.actions.action
    from rasa.utils.common import configure_logging_and_warnings
    from sanic import Sanic

    from bot.agent import load_agent
    from bot.application import application
    from bot.http_guard import refuse_negative_lengths
    from bot.privacy.opinion import believed_persons
    from bot.settings import Settings
    from bot.training import verified

    # A long narrative is read in a thread: the event loop must not wait long for its turn.
    sys.setswitchinterval(0.001)
    # An action server that hangs is one that failed; Rasa would wait five minutes.
    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_WITHIN
    settings = Settings.from_environment()
    configure_logging_and_warnings(log_level=logging.WARNING)
    # Again, for what the libraries have set for themselves meanwhile.
    logs.configure()

    # Loaded now, not at the cost of the first practitioner.
    believed_persons("Bonjour.")
    # Rasa would log a model that cannot be loaded, and serve without one.
    agent = load_agent(settings, str(verified(settings)))
    app = application(settings)
    app.ctx.agent = agent

    @app.after_server_start
    async def from_now_on(_: Sanic, __: AbstractEventLoop) -> None:
        logs.guard()
        refuse_negative_lengths()

    @app.before_server_stop
    async def hang_up(_: Sanic, __: AbstractEventLoop) -> None:
        await agent.action_endpoint.close()

    app.run(host=settings.host, port=settings.port, workers=1, access_log=False, motd=False, backlog=256)


ACTION_WITHIN = 20

if __name__ == "__main__":
    main()
