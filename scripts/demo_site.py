"""A site that is not ours, with the widget in it: another origin, a hostile style, a strict Content-Security-Policy.

    FRAME_ANCESTORS=http://localhost:8090 make run
    .venv/bin/python scripts/demo_site.py

then http://localhost:8090/. The attributes of the line come from the address: http://localhost:8090/?couleur=%23a02020&cote=gauche
"""

from __future__ import annotations

import argparse
import contextlib
import html
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

FOLDER = Path(__file__).parent / "demo_site"
# All that the site gives: its own style sheet, the bot's host for the script and the frame; not even a string that becomes a script.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src {bot}; frame-src {bot}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)


def page(bot: str, query: str, times: int = 1) -> str:
    """Return the site's page with the line for the bot at the origin ``bot``, ``times`` times; each field of ``query`` is a data- attribute."""
    attributes = "".join(f' data-{html.escape(name)}="{html.escape(value)}"' for name, value in parse_qsl(query))
    line = f'<script src="{html.escape(bot)}/widget.js" defer{attributes}></script>'
    return (FOLDER / "index.html").read_text(encoding="utf-8").replace("{lines}", line * times)


def server(bot: str, port: int = 0, policy: str = POLICY) -> ThreadingHTTPServer:
    """Return the site's server on loopback, not yet serving; port 0 is any. ``/deux-fois`` has the line twice."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer with the page or its style."""
            asked = urlsplit(self.path)
            if asked.path == "/site.css":
                self._answer(FOLDER.joinpath("site.css").read_bytes(), "text/css")
            elif asked.path in ("/", "/deux-fois"):
                self._answer(page(bot, asked.query, 1 if asked.path == "/" else 2).encode(), "text/html; charset=utf-8")
            else:
                self.send_error(404)

        def _answer(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", policy.format(bot=bot))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return ThreadingHTTPServer(("127.0.0.1", port), Site)


@contextlib.contextmanager
def served(bot: str, policy: str = POLICY) -> Iterator[int]:
    """Serve the site from a thread, on a free port, for the time of the block; yield the port."""
    site = server(bot, policy=policy)
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(site.server_port)
    finally:
        site.shutdown()
        site.server_close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Un site inventé, qui porte le bouton « Pourquoi réseau ? ».")
    parser.add_argument("--bot", default="http://127.0.0.1:5005", help="l'adresse du chatbot")
    parser.add_argument("--port", type=int, default=8090, help="le port du site")
    options = parser.parse_args()
    print(f"http://localhost:{options.port}/   (le chatbot doit tourner avec FRAME_ANCESTORS=http://localhost:{options.port})", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server(options.bot, options.port).serve_forever()
