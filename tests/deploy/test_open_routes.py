"""What nginx and the Ingress let through is what the program serves to the world: no route of ours is closed there, and nothing else is open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from sanic import Sanic

from bot.application import application
from bot.settings import ROOT, Settings

# For the machine and for who watches over it.
PRIVATE = {"/metrics", "/ready", "/live", "/webhooks/slack", "/webhooks/teams"}
NGINX = (ROOT / "deploy" / "nginx" / "reseau.conf").read_text(encoding="utf-8")
INGRESS = ROOT / "deploy" / "kubernetes" / "pourquoi-reseau.yml"
_LOCATION = re.compile(r"location (?:(=|~|\^~) )?(\S+) \{(.*?)\}", re.DOTALL)


def nginx_opens(path: str) -> bool:
    """True when nginx would pass the path on, by its rules: the exact one, else the first pattern that fits, else the longest beginning."""
    found = [(kind, where, "proxy_pass" in block) for kind, where, block in _LOCATION.findall(NGINX) if not where.startswith("@")]
    exact = [passes for kind, where, passes in found if kind == "=" and where == path]
    patterns = [passes for kind, where, passes in found if kind == "~" and re.search(where, path)]
    beginnings = sorted((len(where), passes) for kind, where, passes in found if kind in ("", "^~") and path.startswith(where))
    return (exact or patterns or [beginnings[-1][1]])[0]


def ingress_opens(path: str) -> bool:
    """True when the Ingress would: the same path, or one under a « Prefix », piece by piece."""
    (ingress,) = [item for item in yaml.safe_load_all(INGRESS.read_text(encoding="utf-8")) if item["kind"] == "Ingress"]
    for rule in ingress["spec"]["rules"][0]["http"]["paths"]:
        whole = path == rule["path"]
        if whole or (rule["pathType"] == "Prefix" and path.startswith(rule["path"].rstrip("/") + "/")):
            return True
    return False


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """A path for each route of the real program."""
    base = tmp_path_factory.mktemp("var") / "conversations.db"
    app: Sanic = application(Settings(database_url=f"sqlite:///{base}"))
    return {"/" + re.sub(r"<[^>]*>", "cerise-violon-42", route.path) for route in app.router.routes_all.values()}


def test_every_public_route_passes_and_no_private_one(served: set[str]) -> None:
    assert served > PRIVATE and {"/", "/atelier/", "/atelier/cerise-violon-42/ecran", "/widget.js", "/carte.png", "/chat/webhook"} < served
    for path in sorted(served):
        assert nginx_opens(path) == ingress_opens(path) == (path not in PRIVATE), path


@pytest.mark.parametrize(
    "path", ["/seance/x", "/webhooks/rest/webhook", "/webhook", "/conversations/x/tracker", "/model/parse", "/.env", "/chat/", "/metrics/x"]
)
def test_what_nobody_serves_is_closed(path: str) -> None:
    assert not nginx_opens(path) and not ingress_opens(path)


def test_no_opening_leads_nowhere(served: set[str]) -> None:
    openings = [where for kind, where, block in _LOCATION.findall(NGINX) if "proxy_pass" in block and kind != "~"]
    assert openings and [where for where in openings if not any(path.startswith(where) for path in served)] == []


def test_the_rule_of_nginx_is_the_one_that_is_read_here() -> None:
    # The pattern of locations sees as many as there are.
    assert len(_LOCATION.findall(NGINX)) == NGINX.count("location ") and Path(INGRESS).is_file()
