"""Do knowledge, domain and data agree, and are the sentences as they should be? Each problem is one sentence in French."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import yaml

from actions.constants import FORM
from bot.settings import ROOT, Settings
from typology.errors import KnowledgeError
from typology.loader import load
from typology.model import OPENING_QUESTIONS, Knowledge
from typology.style import problems as style_problems
from typology.yaml_loader import SAFE_LOADER

_METADATA = {"forme": ("proposition", "reponse", "recit", "neutre"), "polarite": ("dit", "nie"), "temps": ("maintenant", "avant")}


def problems() -> Iterator[str]:
    """Yield what disagrees, without starting Rasa."""
    try:
        knowledge = load()
    except KnowledgeError as error:
        yield from str(error).splitlines()
        return
    yield from style_problems(knowledge)
    domain = yaml.safe_load((ROOT / "bot" / "domain" / "domain.yml").read_text(encoding="utf-8"))
    yield from _domain(domain, knowledge)
    yield from _data(knowledge)


def rasa_problems(settings: Settings) -> list[str]:
    """Return the warnings and errors of ``rasa data validate``; an empty list when it is content."""
    command = [
        sys.executable,
        "-m",
        "bot.rasa_cli",
        "data",
        "validate",
        "--domain",
        "bot/domain",
        "--data",
        "data",
        "--config",
        "bot/config.yml",
        "--fail-on-warnings",
    ]
    result = subprocess.run(command, cwd=ROOT, env=settings.child_environment(), capture_output=True, text=True)
    if result.returncode == 0 and "UserWarning" not in result.stderr:
        return []
    lines = [line for line in (result.stdout + result.stderr).splitlines() if "Warning" in line or "WARNING" in line or "ERROR" in line or "Error" in line]
    return lines or [f"rasa data validate : code {result.returncode}"]


def _domain(domain: dict[str, Any], knowledge: Knowledge) -> Iterator[str]:
    questions = [*OPENING_QUESTIONS, *knowledge.dimension_ids]
    for question in questions:
        if question not in domain["slots"]:
            yield f"domain.yml, clé « slots » : « {question} » manque"
        if f"action_ask_{FORM}_{question}" not in domain["actions"]:
            yield f"domain.yml, clé « actions » : « action_ask_{FORM}_{question} » manque"
    if domain["forms"][FORM]["required_slots"] != questions:
        yield f"domain.yml, clé « forms.{FORM}.required_slots » : les questions, dans l'ordre, sont attendues ({', '.join(questions)})"


def _data(knowledge: Knowledge) -> Iterator[str]:
    known = {(dimension.id, modality.id) for dimension in knowledge.dimensions for modality in dimension.modalites}
    taught = set()
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        where = path.relative_to(ROOT)
        for block in yaml.load(path.read_text(encoding="utf-8"), Loader=SAFE_LOADER)["nlu"]:  # noqa: S506 - a SafeLoader
            metadata = block.get("metadata") or {}
            if metadata.get("forme") in {"proposition", "reponse"}:
                label = (str(metadata.get("dimension")), str(metadata.get("modalite")))
                taught.add(label)
                if label not in known:
                    yield f"{where} : « {'.'.join(label)} » n'existe pas"
            for key, allowed in _METADATA.items():
                if metadata.get(key, allowed[0]) not in allowed:
                    yield f"{where}, clé « {key} » : un de ces mots est attendu : {', '.join(allowed)} (et non « {metadata[key]} »)"
            yield from (f"{where} : « {label} » n'existe pas" for label in _span_labels(block.get("examples") or "") if tuple(label.split(".")) not in known)
    for dimension, modality in sorted(known - taught):
        yield f"data/nlu/evidence/{dimension}.yml : aucun exemple pour « {modality} »"


def _span_labels(examples: str) -> Iterator[str]:
    for match in re.finditer(r"\](\{[^}]*\})", examples):
        span = json.loads(match[1])
        yield f"{span['entity']}.{span['value']}"
        if "group" in span:
            yield str(span["group"])
