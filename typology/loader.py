"""Read ``knowledge/`` into a checked :class:`~typology.model.Knowledge`.

Errors are for the trainer who edited a file: they are in French and name the file, the key and what was expected.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from typology import model
from typology.coherence import check
from typology.errors import KnowledgeError
from typology.term import Term
from typology.workshop.model import Workshop
from typology.yaml_loader import SAFE_LOADER

KNOWLEDGE_DIR = Path(__file__).parent / "knowledge"

_LISTS: dict[str, tuple[str, type[BaseModel]]] = {
    "sources": ("sources.yml", model.Source),
    "ouvertures": ("ouvertures.yml", model.Question),
    "centres": ("centres.yml", model.Centre),
    "confusions": ("confusions.yml", model.Confusion),
    "glossaire": ("glossaire.yml", Term),
}
_FOLDERS: dict[str, tuple[str, type[BaseModel]]] = {
    "dimensions": ("dimensions", model.Dimension),
    "types": ("types", model.NetworkType),
}
# The typology's own order, which alphabetical file names would lose.
_ORDER = {
    "dimensions": ("autour_de", "place_beneficiaires", "ce_qui_circule", "rythme_duree", "formalisation", "resultat_attendu", "qui_decide"),
    "types": ("soutien", "aide", "coordination", "synergie", "partenariat", "connexion", "mobilisation"),
}


class _UniqueKeyLoader(SAFE_LOADER):  # type: ignore[misc]
    """SafeLoader that refuses a key written twice, which YAML would silently merge."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)  # type: ignore[no-untyped-call]
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"la clé « {key} » est écrite deux fois", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """Return the content of one YAML file; KnowledgeError if it is missing, not UTF-8, not YAML or has a key twice."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise KnowledgeError(f"{path.name} : fichier introuvable dans {path.parent}") from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path.name} : le fichier doit être enregistré en UTF-8 ({error.reason})") from error
    try:
        return yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", ligne {mark.line + 1}, colonne {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or error
        raise KnowledgeError(f"{path.name}{where} : ce n'est pas du YAML lisible ({problem})") from error


@functools.lru_cache(maxsize=4)
def load(folder: Path = KNOWLEDGE_DIR) -> model.Knowledge:
    """Read, check and return the knowledge base in ``folder``; KnowledgeError lists every problem found."""
    folder = Path(folder)
    raw: dict[str, Any] = {"version": fingerprint(folder)}
    for field, (name, schema) in _LISTS.items():
        items = read_yaml(folder / name)
        if not isinstance(items, list):
            raise KnowledgeError(f"{name} : une liste est attendue (chaque élément commence par « - »)")
        raw[field] = [_parse(schema, item, f"{name}, élément {rank}") for rank, item in enumerate(items, 1)]
    for field, (name, schema) in _FOLDERS.items():
        raw[field] = [_parse_file(schema, folder / name / f"{stem}.yml", name, stem) for stem in _ORDER[field]]
        _refuse_unknown_files(folder / name, _ORDER[field])
    raw |= _mapping(folder / "verdicts.yml")
    raw["messages"] = _mapping(folder / "messages.yml")
    raw["atelier"] = _parse(Workshop, read_yaml(folder / "atelier.yml"), "atelier.yml")
    knowledge: model.Knowledge = _parse(model.Knowledge, raw, "verdicts.yml ou messages.yml")
    problems = list(check(knowledge))
    if problems:
        raise KnowledgeError("\n".join(problems))
    return knowledge


def fingerprint(folder: Path = KNOWLEDGE_DIR) -> str:
    """Return 12 hexadecimal digits that change whenever a knowledge file does."""
    digest = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*.yml")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _mapping(path: Path) -> dict[str, Any]:
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise KnowledgeError(f"{path.name} : des couples « clé : valeur » sont attendus")
    return content


def _parse_file(schema: type[BaseModel], path: Path, folder: str, stem: str) -> Any:
    value = _parse(schema, read_yaml(path), f"{folder}/{path.name}")
    if value.id != stem:
        raise KnowledgeError(f"{folder}/{path.name}, clé « id » : « {stem} » est attendu, comme le nom du fichier")
    return value


def _refuse_unknown_files(folder: Path, known: tuple[str, ...]) -> None:
    for path in sorted(folder.glob("*.y*ml")):
        if path.stem not in known:
            raise KnowledgeError(f"{folder.name}/{path.name} : fichier inattendu ; les noms possibles sont {', '.join(known)}")


def _parse(schema: type[BaseModel], value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise KnowledgeError(f"{where} : des couples « clé : valeur » sont attendus")
    try:
        return schema.parse_obj(value)
    except ValidationError as error:
        raise KnowledgeError("\n".join(_in_french(error, where))) from error


def _in_french(error: ValidationError, where: str) -> Iterator[str]:
    for item in error.errors():
        key = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in item["loc"])
        context = item.get("ctx", {})
        kind = item["type"]
        if kind == "value_error.missing":
            expected = "cette clé est obligatoire"
        elif kind == "value_error.extra":
            expected = "cette clé n'existe pas ; vérifiez l'orthographe"
        elif kind == "type_error.enum":
            expected = "un de ces mots est attendu : " + ", ".join(value.value for value in context["enum_values"])
        elif kind == "value_error.any_str.max_length":
            expected = f"{context['limit_value']} caractères au plus"
        elif kind in {"value_error.list.min_items", "value_error.list.max_items"}:
            bound = "au moins" if kind.endswith("min_items") else "au plus"
            expected = f"{bound} {context['limit_value']} éléments sont attendus"
        elif kind == "type_error.none.not_allowed":
            expected = "une valeur est attendue"
        elif kind in {"type_error.str", "type_error.integer", "type_error.dict", "type_error.tuple", "type_error.list"}:
            words = {"str": "un texte", "integer": "un nombre entier", "dict": "des couples « clé : valeur »", "tuple": "une liste", "list": "une liste"}
            expected = f"{words[kind.rsplit('.', 1)[1]]} est attendu"
        else:
            expected = item["msg"]
        yield f"{where}, clé « {key} » : {expected}"
