"""A request whose length is negative: Sanic 21.12 would wait for the end of its body for ever, and answer nobody meanwhile."""

from __future__ import annotations

from typing import Any

from sanic.exceptions import InvalidUsage
from sanic.http import Http


def refuse_negative_lengths() -> None:
    """Have Sanic answer 400 to such a request, and close its connection. Once the server has started: Sanic rewrites this method before."""
    read_header = Http.http1_request_header

    async def checked(self: Any) -> None:
        await read_header(self)
        if (self.request_bytes or 0) < 0:
            # No body is to be read, neither now nor before the connection is closed.
            self.request_body, self.request_bytes_left, self.keep_alive = None, 0, False
            raise InvalidUsage("Bad Request")

    Http.http1_request_header = checked  # type: ignore[method-assign]
