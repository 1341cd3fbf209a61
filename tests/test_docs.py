"""Do the documents tell the truth about commands, settings, paths and examples?"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import _parser
from bot.evaluation import read_items
from bot.settings import ROOT, Settings
from typology.coherence import check
from typology.loader import load
from typology.model import OPENING_QUESTIONS, Pitfall

README, CONTRIBUTING, CHANGELOG = "README.md", "CONTRIBUTING.md", "CHANGELOG.md"
SITE = "docs/installer-site.md"
SLACK = "docs/installer-slack.md"
DOCUMENTS = (README, CONTRIBUTING, CHANGELOG, "NOTICE", "tests/conversations/README.md", SITE, SLACK)
DOCUMENTS += ("docs/installer-teams.md", "docs/guide-formateur.md", "docs/exploitation.md", "docs/confidentialite.md", "docs/securite.md")
DOCUMENTS += ("docs/mesures.md", "docs/performance.md", "docs/comparaison.md")
# What whoever installs it makes.
BY_HAND = {"deploy/secrets", "deploy/certificat"}
KNOWLEDGE = load()


def text(name: str) -> str:
    """Return a document."""
    return (ROOT / name).read_text(encoding="utf-8")


def code(name: str) -> str:
    """Return what a document prints as code, fenced or between backticks, one piece a line."""
    fences = re.findall(r"^```\w*\n(.*?)^```", text(name), re.M | re.S)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text(name), flags=re.M | re.S))
    return "\n".join([*fences, *spans])


def blocks(name: str) -> list[Any]:
    """Return the YAML examples of a document, parsed."""
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", text(name), re.M | re.S)]


def make_targets() -> set[str]:
    """Return the targets that `make help` shows."""
    return set(re.findall(r"^([a-z-]+):.*## ", text("Makefile"), re.M))


def subcommands() -> set[str]:
    """Return the subcommands of `pourquoi-reseau`."""
    return {name for action in _parser()._actions if isinstance(action, argparse._SubParsersAction) for name in action.choices}


def settings_read() -> set[str]:
    """Return the names of the environment variables that the settings look up."""
    names: set[str] = set()

    class Recorder(dict[str, str]):
        def get(self, key: str, default: Any = None) -> Any:
            names.add(key)
            return default

    Settings.from_environment(Recorder())
    return names


def links() -> list[tuple[str, str]]:
    """Return (document, target) for each relative link or picture."""
    found = [(name, target) for name in DOCUMENTS for target in re.findall(r"\]\(([^)\s]+)\)", text(name))]
    return [(name, target) for name, target in found if not re.match(r"[a-z]+:|#", target)]


def paths() -> list[tuple[str, str]]:
    """Return (document, path) for each word in code that looks like a path of the repository; what is made at run time is left out."""
    made = {line.strip("/") for line in text(".gitignore").splitlines()}
    tops = {path.name for path in ROOT.iterdir()}
    found = []
    for name in DOCUMENTS:
        for word in re.findall(r"(?<![\w./:@{-])[\w.*-]+(?:/[\w.*-]+)*/?", code(name) if name != "NOTICE" else text(name)):
            first = word.split("/")[0]
            path_like = "/" in word and (first in tops or re.search(r"\.(py|ya?ml|md|js|html|sh)$", word) is not None)
            if word.rstrip("/") in BY_HAND:
                continue
            if (path_like or re.fullmatch(r"[\w-]+\.(py|md|lock|toml)", word)) and first not in made:
                found.append((name, word.rstrip(".")))
    return sorted(set(found))


def test_every_target_is_in_the_readme() -> None:
    assert make_targets() - set(re.findall(r"\bmake ([a-z-]+)", code(README))) == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_command_in_a_document_exists(name: str) -> None:
    assert set(re.findall(r"\bmake ([a-z-]+)", code(name))) - make_targets() == set()


def test_every_subcommand_is_in_the_readme() -> None:
    assert subcommands() - set(re.findall(r"\bpourquoi-reseau ([a-z-]+)", code(README))) == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_line_in_a_document_is_understood(name: str) -> None:
    for line in re.findall(r"^(?:\.venv/bin/)?pourquoi-reseau ([a-z].*)$", code(name), re.M):
        if line.split()[0] in {"evaluate", "replay"} and len(line.split()) == 1:
            continue
        _parser().parse_args(line.split())


def test_every_module_behind_a_subcommand_exists() -> None:
    for module in re.findall(r"^\s+from (bot\.\w+) import", text("bot/cli.py"), re.M):
        assert (ROOT / module.replace(".", "/")).with_suffix(".py").is_file(), module


def test_the_table_of_settings_has_exactly_those_that_are_read() -> None:
    section = text("docs/exploitation.md").split("## Réglages", 1)[1].split("\n## ", 1)[0]
    table = set(re.findall(r"^\| `([A-Z0-9_]+)`", section, re.M))
    secrets = set(re.findall(r"^\| `([A-Z0-9_]+)` \*\*S\*\*", section, re.M))
    assert table | {f"{name}_FILE" for name in secrets} == settings_read()


def test_the_readme_s_settings_are_among_them() -> None:
    section = text(README).split("## Settings", 1)[1].split("\n## ", 1)[0]
    assert set(re.findall(r"^\| `([A-Z0-9_]+)`", section, re.M)) < settings_read()


@pytest.mark.parametrize(("name", "target"), links())
def test_every_relative_link_leads_somewhere(name: str, target: str) -> None:
    assert ((ROOT / name).parent / target.split("#")[0]).exists()


@pytest.mark.parametrize(("name", "path"), paths())
def test_every_path_named_exists(name: str, path: str) -> None:
    bases = (ROOT, ROOT / "typology/knowledge", (ROOT / name).parent)
    assert any(list(base.glob(path.rstrip("/"))) for base in bases)


def test_the_paths_are_found_at_all() -> None:
    assert {(README, "bot/settings.py"), (CONTRIBUTING, "typology/loader.py"), ("NOTICE", "typology/knowledge/sources.yml")} <= set(paths())


def test_the_table_of_types_names_every_centre_and_type() -> None:
    rows = re.findall(r"^\| *([^|]*?) *\| (Réseau [^|]*?) \|", text(README), re.M)
    assert [name for _, name in rows] == [kind.nom for kind in KNOWLEDGE.types]
    assert [centre for centre, _ in rows if centre] == [centre.nom for centre in KNOWLEDGE.centres]


def test_the_verdicts_and_questions_of_the_contract_are_in_the_readme() -> None:
    for wanted in (*(verdict.id for verdict in KNOWLEDGE.verdicts), *OPENING_QUESTIONS, *KNOWLEDGE.dimension_ids):
        assert f"`{wanted}`" in text(README), wanted


def test_the_pitfall_of_the_contributing_guide_fits_the_knowledge_base() -> None:
    (example,) = [item for block in blocks(CONTRIBUTING) if isinstance(block, list) for item in block if "premier_pas" in item]
    pitfall = Pitfall.parse_obj(example)
    kind = KNOWLEDGE.type("synergie")
    longer = kind.copy(update={"ecueils": (*kind.ecueils, pitfall)})
    assert list(check(KNOWLEDGE.copy(update={"types": tuple(longer if item.id == kind.id else item for item in KNOWLEDGE.types)}))) == []


def test_the_nlu_example_of_the_contributing_guide_names_a_modality() -> None:
    (example,) = [item for block in blocks(CONTRIBUTING) if isinstance(block, list) for item in block if "intent" in item]
    assert KNOWLEDGE.dimension(example["metadata"]["dimension"]).modality(example["metadata"]["modalite"])


def test_the_five_provenances_are_explained() -> None:
    section = text(CONTRIBUTING).split("**Provenance.**", 1)[1].split("\n#", 1)[0]
    allowed = [status.value for status in Pitfall.__fields__["statut"].type_]
    assert re.findall(r"^\| `(\w+)` \|", section, re.M)[1:] == allowed


def test_the_example_of_practitioners_has_the_form_that_is_read() -> None:
    items = read_items(Path(ROOT / "docs/praticiens.yml"))
    assert all(set(item["faits"]) == set(KNOWLEDGE.dimension_ids) and {"recit", "pourquoi", "qui", "type"} <= set(item) for item in items)


def test_the_changelog_has_the_present_version() -> None:
    version = re.search(r'^version = "(.*)"', text("pyproject.toml"), re.M)
    assert version and f"## [{version[1]}]" in text(CHANGELOG)


def test_the_licence_is_the_one_declared() -> None:
    assert 'license = { text = "Apache-2.0" }' in text("pyproject.toml")
    assert "Apache License\n" in text("LICENSE") and "Version 2.0, January 2004" in text("LICENSE")


def test_the_guide_of_the_widget_names_each_of_its_attributes_and_only_settings_that_are_read() -> None:
    script = text("bot/web/widget.js")
    asked = {"data-" + re.sub("[A-Z]", lambda capital: f"-{capital[0].lower()}", name) for name in re.findall(r"given\.(\w+)", script)}
    asked |= {f"data-{name}" for name in re.findall(r"(\w+): \d+", re.findall(r"LONGEST = \{(.*?)\}", script)[0])}
    assert len(asked) == 6
    assert set(re.findall(r"^\| `(data-[a-z-]+)`", text(SITE), re.M)) == asked
    assert set(re.findall(r"^\| `([A-Z_]+)`", text(SITE), re.M)) <= settings_read()


def test_the_defaults_of_the_widget_are_those_of_its_guide() -> None:
    defaults = dict(re.findall(r"(\w+): '([^']*)'", re.findall(r"DEFAULTS = \{(.*?)\}", text("bot/web/widget.js"))[0]))
    told = dict(re.findall(r"^\| `data-([a-z-]+)` \| `([^`]+)`", text(SITE), re.M))
    assert {name: value.replace("\\u202f", " ") for name, value in defaults.items()} == {name: told[name] for name in defaults}
