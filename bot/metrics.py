"""What Prometheus reads: how many turns, how long they take, what they come to, what fails. Numbers only."""

from __future__ import annotations

import ipaddress

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from sanic import Sanic, response
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.settings import Settings

TURNS = Counter("pourquoi_reseau_tours_total", "Turns, by channel and outcome: ok, refuse (the text was not let in), panne, a_renvoyer", ["canal", "issue"])
SECONDS = Histogram("pourquoi_reseau_tour_secondes", "How long a turn takes", ["canal"], buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0))
VERDICTS = Counter("pourquoi_reseau_verdicts_total", "Results given, by verdict", ["verdict"])
NOT_UNDERSTOOD = Counter("pourquoi_reseau_pas_compris_total", "Messages that were not understood")
FAILURES = Counter("pourquoi_reseau_erreurs_total", "What failed: magasin, verrou, actions, effacement, autre (turns), page (another request)", ["part"])
LIMITED = Counter("pourquoi_reseau_limites_total", "Requests sent away with 429")
OPEN = Gauge("pourquoi_reseau_conversations_ouvertes", "Conversations in which somebody wrote during the last hour, in this server")
PROXIED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


def add_metrics(app: Sanic, settings: Settings) -> None:
    """Add ``/metrics``, for those whom the setting METRICS lets read it; for the others there is no such page."""

    @app.route("/metrics", methods=["GET"], name="metrics")
    async def metrics(request: Request) -> HTTPResponse:
        if settings.metrics == "non" or (settings.metrics == "local" and not _is_local(request)):
            raise NotFound
        return response.raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _is_local(request: Request) -> bool:
    """True when the request comes from this machine, and not through a proxy."""
    try:
        local = ipaddress.ip_address(request.ip).is_loopback
    except ValueError:
        return False
    return local and not any(name in request.headers for name in PROXIED)
