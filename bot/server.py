"""The chat server's process: Rasa with our channels and our pages. Started by ``pourquoi-reseau run``."""

from __future__ import annotations

import logging
import sys
import warnings

# Before TensorFlow, which Rasa imports: skops looks at every loaded module, and there are thousands after it.
import skops.io  # noqa: F401  isort: skip


def main(model: str) -> None:
    """Serve ``model`` (a path) until stopped."""
    warnings.filterwarnings("ignore")
    import rasa.server
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog
    from sanic import Sanic

    from bot.pages import add_routes
    from bot.privacy.opinion import believed_persons
    from bot.retention import add_retention
    from bot.settings import ROOT, Settings

    # A long narrative is read in a thread: the event loop must not wait long for its turn.
    sys.setswitchinterval(0.001)
    settings = Settings.from_environment()
    configure_logging_and_warnings(log_level=logging.WARNING)
    # Without this Rasa's structured logger writes every word of the practitioner at the debug level.
    configure_structlog(logging.WARNING)

    # Rasa puts a greeting of its own at « / »; the page goes there, and the other routes with it.
    def add_ours(app: Sanic) -> None:
        add_routes(app, settings)
        add_retention(app, settings.retention_days)

    rasa.server.add_root_route = add_ours
    # Loaded now, not at the cost of the first practitioner.
    believed_persons("Bonjour.")
    serve_application(
        model_path=model,
        interface=settings.host,
        port=settings.port,
        credentials=str(ROOT / "bot" / "credentials.yml"),
        endpoints=AvailableEndpoints.read_endpoints(str(ROOT / "bot" / "endpoints.yml")),
        enable_api=False,
    )


if __name__ == "__main__":
    main(sys.argv[1])
