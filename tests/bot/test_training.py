"""Only the model that was written here is loaded: its archive has the digest that was noted."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from bot import training
from bot.settings import ROOT, Settings
from bot.training import ModelError, is_current, model_path, verified
from typology.loader import load

CONTENT = b"un modele"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model_path(Settings(model_dir=tmp_path)).write_bytes(CONTENT)
    (tmp_path / "pourquoi-reseau.tar.gz.sha256").write_text(f"{DIGEST}  pourquoi-reseau.tar.gz\n", encoding="ascii")
    return tmp_path


def test_the_model_that_was_written_here_is_loaded(folder: Path) -> None:
    settings = Settings(model_dir=folder)
    assert verified(settings) == model_path(settings)


def test_another_one_in_its_place_is_not(folder: Path) -> None:
    model_path(Settings(model_dir=folder)).write_bytes(CONTENT + b"!")
    with pytest.raises(ModelError, match="n'est pas celui"):
        verified(Settings(model_dir=folder))
    assert not is_current(Settings(model_dir=folder))


def test_what_the_administrator_noted_counts_more_than_what_lies_beside_it(folder: Path) -> None:
    assert verified(Settings(model_dir=folder, model_sha256=DIGEST))
    with pytest.raises(ModelError, match="n'est pas celui"):
        verified(Settings(model_dir=folder, model_sha256="0" * 64))


def test_a_model_without_a_digest_and_one_from_elsewhere_are_not_loaded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(model_dir=folder)
    (folder / "pourquoi-reseau.tar.gz.sha256").rename(folder / "note")
    with pytest.raises(ModelError, match="empreinte du modèle manque"):
        verified(settings)
    (folder / "note").rename(folder / "pourquoi-reseau.tar.gz.sha256")
    elsewhere = tmp_path_factory.mktemp("ailleurs") / "modele"
    model_path(settings).rename(elsewhere)
    model_path(settings).symlink_to(elsewhere)
    with pytest.raises(ModelError, match="Il n'y a pas de modèle"):
        verified(settings)


def test_a_chat_server_without_its_model_stops_at_once(folder: Path) -> None:
    from bot.launcher import become

    with pytest.raises(ModelError):
        become(Settings(model_dir=folder, model_sha256="0" * 64), "rasa")


def test_what_types_turn_around_is_what_the_model_learns() -> None:
    around = load().turns_around()
    assert list(around) == list(load().type_ids)
    assert all(load().type(name).typicite["autour_de"][modality] == "tres_typique" for name, modality in around.items())
    assert sorted(around.items()) in training._learned_knowledge()


def test_the_launcher_carries_no_language_model() -> None:
    code = "import sys, bot.cli; from bot.training import fingerprint; fingerprint(); print({'spacy', 'rasa', 'tensorflow'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT).stdout == "set()\n"
