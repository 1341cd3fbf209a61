"""The invented practitioners of ``docs/personas``: one page each, its head for the machine, its body for the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.evaluation import DO_NOT_KNOW
from bot.interview import Post, hold
from bot.settings import ROOT
from typology.loader import load
from typology.model import OPENING_QUESTIONS

FOLDER = ROOT / "docs" / "personas"
_FENCE = "---\n"
_REQUIRED, _OPTIONAL = ("nom", "qui", "attendu", "recit", "reponses"), ("suite",)
_TEXTS = ("nom", "qui", "recit")


class PersonaError(ValueError):
    """The persona does not exist or its page cannot be read; the message says why, in French."""


@dataclass(frozen=True)
class Persona:
    """One invented practitioner. ``attendu`` is a part of ``custom.resultat``, ``reponses`` maps question id to words, ``suite`` is said after the result."""

    nom: str
    qui: str
    attendu: Mapping[str, str]
    recit: str
    reponses: Mapping[str, str]
    suite: tuple[str, ...]
    page: str

    def answer(self, question: str) -> str:
        """Return what this practitioner says to a question; « je ne sais pas » where the page is silent."""
        return self.recit if question == "recit" else self.reponses.get(question, DO_NOT_KNOW)


def personas(folder: Path = FOLDER) -> dict[str, Persona]:
    """Return the personas by name, which is their file's, in alphabetical order; PersonaError when a page is wrong."""
    return {path.stem: read_persona(path) for path in sorted(folder.glob("*.md")) if path.stem != "README"}


def persona(name: str, folder: Path = FOLDER) -> Persona:
    """Return the persona of that name; PersonaError, with the names there are, when there is none."""
    known = personas(folder)
    if name not in known:
        listed = "".join(f"\n  {stem} : {item.qui}" for stem, item in known.items())
        raise PersonaError(f"Il n'y a pas de persona « {name} ». Les noms possibles :{listed}")
    return known[name]


def read_persona(path: Path) -> Persona:
    """Return the persona of a page; PersonaError names the file, the key and what was expected."""
    head, page = _split(path)
    problems = list(_problems(head, page))
    if problems:
        raise PersonaError("\n".join(f"{path.name}{problem}" for problem in problems))
    return Persona(
        nom=head["nom"].strip(),
        qui=head["qui"].strip(),
        attendu=dict(head["attendu"]),
        recit=head["recit"].strip(),
        reponses={question: text.strip() for question, text in head["reponses"].items()},
        suite=tuple(text.strip() for text in head.get("suite") or ()),
        page=page,
    )


def play(who: Persona, post: Post) -> dict[str, Any] | None:
    """Hold the persona's interview, then say what it says after; return ``custom.resultat``, None when there was none."""
    result, _ = hold(post, who.answer)
    for text in who.suite:
        post(text)
    return result


def _split(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PersonaError(f"{path.name} : fichier introuvable dans {path.parent}") from error
    except UnicodeDecodeError as error:
        raise PersonaError(f"{path.name} : le fichier doit être enregistré en UTF-8 ({error.reason})") from error
    before, _, rest = text.partition(_FENCE)
    head, closed, page = rest.partition(f"\n{_FENCE}")
    if before or not closed:
        raise PersonaError(f"{path.name} : un en-tête entre deux lignes « --- » est attendu au début")
    try:
        content = yaml.safe_load(head)
    except yaml.YAMLError as error:
        raise PersonaError(f"{path.name} : l'en-tête n'est pas du YAML lisible ({getattr(error, 'problem', None) or error})") from error
    if not isinstance(content, dict):
        raise PersonaError(f"{path.name} : des couples « clé : valeur » sont attendus dans l'en-tête")
    return content, page.strip()


def _problems(head: Mapping[str, Any], page: str) -> Iterator[str]:
    for key in _REQUIRED:
        if key not in head:
            yield f", clé « {key} » : cette clé est obligatoire"
    for key in head:
        if key not in (*_REQUIRED, *_OPTIONAL):
            yield f", clé « {key} » : cette clé n'existe pas ; vérifiez l'orthographe"
    for key in _TEXTS:
        if key in head and not _is_text(head[key]):
            yield f", clé « {key} » : un texte est attendu"
    yield from _choices("attendu", head.get("attendu", {}), _expected())
    if head.get("attendu") == {}:
        yield ", clé « attendu » : au moins un type, un centre ou un verdict est attendu"
    answers = head.get("reponses", {})
    questions = (*OPENING_QUESTIONS[1:], *load().dimension_ids)
    yield from _choices("reponses", answers, dict.fromkeys(questions))
    suite = head.get("suite") or []
    if not isinstance(suite, list) or not all(map(_is_text, suite)):
        yield ", clé « suite » : une liste de textes est attendue"
    if not page:
        yield " : une page en français est attendue sous l'en-tête"


def _expected() -> dict[str, tuple[str, ...]]:
    """What ``attendu`` may hold, and which values."""
    knowledge = load()
    return {
        "verdict": tuple(item.id for item in knowledge.verdicts),
        "type": knowledge.type_ids,
        "centre": tuple(item.id for item in knowledge.centres),
        "avant": knowledge.type_ids,
    }


def _choices(key: str, value: Any, allowed: Mapping[Any, tuple[str, ...] | None]) -> Iterator[str]:
    """Problems of a mapping whose keys are known, and whose values are one of a few words, or any text where there is no list of them."""
    if not isinstance(value, dict):
        yield f", clé « {key} » : des couples « clé : valeur » sont attendus"
        return
    for name, text in value.items():
        if name not in allowed:
            yield f", clé « {key}.{name} » : un de ces mots est attendu : {', '.join(allowed)}"
        elif not _is_text(text):
            yield f", clé « {key}.{name} » : un texte est attendu"
        elif (words := allowed[name]) is not None and text not in words:
            yield f", clé « {key}.{name} » : un de ces mots est attendu : {', '.join(words)}"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
