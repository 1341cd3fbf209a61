"""Errors name the file, the key and what was expected, in French."""

import shutil
from pathlib import Path

import pytest

from typology.errors import KnowledgeError
from typology.loader import KNOWLEDGE_DIR, fingerprint, load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE_DIR, tmp_path / "knowledge"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def error(folder: Path) -> str:
    load.cache_clear()
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    return str(caught.value)


def test_a_copy_loads(folder: Path) -> None:
    assert load(folder).type_ids == load().type_ids


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("types/soutien.yml", "\nresume:", "\nresumee:", ["types/soutien.yml", "resumee", "n'existe pas"]),
        ("types/soutien.yml", "\nresume:", "\nresumee:", ["types/soutien.yml", "« resume »", "obligatoire"]),
        ("types/soutien.yml", "personne_demande: tres_typique", "personne_demande: super", ["typicite.autour_de.personne_demande", "tres_typique, typique"]),
        ("types/soutien.yml", "    personne_demande: tres_typique\n", "", ["typicite.autour_de", "personne_demande", "manque"]),
        ("types/aide.yml", "centre: beneficiaires", "centre: action", ["types/aide.yml", "centre", "centres.yml"]),
        ("types/aide.yml", "id: aide", "id: aides", ["types/aide.yml", "« aide » est attendu"]),
        ("dimensions/qui_decide.yml", "source: dossier", "source: inconnue", ["dimensions/qui_decide.yml", "inconnue", "sources.yml"]),
        ("sources.yml", "- {id: fondateur", "- {id: orpheline, statut: rta, auteur: X, titre: Y}\n- {id: fondateur", ["orpheline", "citée nulle part"]),
        ("confusions.yml", "dimension:", "dimension: couleur #", ["confusions.yml", "couleur", "n'existe pas"]),
        ("verdicts.yml", "id: net", "id: nette", ["verdicts.yml", "net"]),
        ("types/synergie.yml", "statut: proposition", "statut: fondateur", ["types/synergie.yml"]),
        ("dimensions/autour_de.yml", "titre:", "titre: [", ["autour_de.yml", "ligne", "YAML"]),
        ("messages.yml", "accueil:\n", "accueil: []\naccueil_vide:\n", ["messages.yml", "accueil"]),
        ("centres.yml", "- id: beneficiaires", "- id: beneficiaires\n  id: autre", ["centres.yml", "deux fois"]),
    ],
)
def test_a_mistake_is_told_with_file_key_and_expectation(folder: Path, file: str, old: str, new: str, expected: list[str]) -> None:
    edit(folder / file, old, new)
    told = error(folder)
    for words in expected:
        assert words in told


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "types" / "connexion.yml").unlink()
    assert "connexion.yml" in error(folder) and "introuvable" in error(folder)


def test_an_unexpected_file_is_named(folder: Path) -> None:
    shutil.copy(folder / "types" / "aide.yml", folder / "types" / "aide2.yml")
    assert "aide2.yml" in error(folder)


def test_a_file_that_is_not_utf8_is_told(folder: Path) -> None:
    (folder / "messages.yml").write_bytes('accueil: ["é"]'.encode("latin-1"))
    assert "UTF-8" in error(folder)


def test_a_list_where_a_mapping_belongs_is_told(folder: Path) -> None:
    (folder / "verdicts.yml").write_text("- net\n", encoding="utf-8")
    assert "clé : valeur" in error(folder)


def test_the_version_changes_with_any_file(folder: Path) -> None:
    before = fingerprint(folder)
    edit(folder / "messages.yml", "Bonjour", "Bien le bonjour")
    assert fingerprint(folder) != before
