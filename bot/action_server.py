"""The action server's process: Rasa's SDK with our actions, our logs, and the address that the settings give."""

from __future__ import annotations

import argparse
from asyncio import AbstractEventLoop

from bot import logs
from bot.settings import LOOPBACK, Settings
from typology.loader import load


def main(arguments: list[str] | None = None) -> None:
    """Serve the actions until stopped. Only the chat server may reach it: it answers whoever asks."""
    logs.configure()
    from rasa_sdk.endpoint import create_app
    from sanic import Sanic

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default=LOOPBACK)
    options = parser.parse_args(arguments)
    Settings.from_environment()
    logs.configure()
    app = create_app("actions", cors_origins="")
    # Read now, not at the cost of the first practitioner.
    load()
    # A conversation's events come with each call: long ones are several megabytes.
    app.config.REQUEST_MAX_SIZE = LARGEST_CALL
    # A chat server that is busy may connect now and ask some seconds later: it must find the line open.
    app.config.KEEP_ALIVE_TIMEOUT = app.config.REQUEST_TIMEOUT = PATIENCE

    @app.after_server_start
    async def from_now_on(_: Sanic, __: AbstractEventLoop) -> None:
        logs.guard()

    app.run(host=options.host, port=options.port, workers=1, access_log=False, motd=False)


LARGEST_CALL, PATIENCE = 100_000_000, 120

if __name__ == "__main__":
    main()
