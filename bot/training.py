"""Train the model when there is none, or when what it was made from has changed."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.settings import ROOT, Settings
from typology.loader import load

MODEL_NAME = "pourquoi-reseau"
# Code that only reads with a trained model: changing it does not change the model.
READ_ONLY = frozenset(["reading.py", "asides.py", "certain_acts.py"])
_STEP = re.compile(r"Starting to train component '(?P<name>\w+)'")


class TrainingError(RuntimeError):
    """Training failed; the message says where to look."""


class ModelError(RuntimeError):
    """The model is not to be loaded; the message says why, in French."""


def model_path(settings: Settings) -> Path:
    """Where the trained model is, whether or not it exists."""
    return settings.model_dir / f"{MODEL_NAME}.tar.gz"


def fingerprint() -> str:
    """Return a digest of everything that the model is made from: data, configuration, domain, the NLU's code, and what it takes of the knowledge."""
    digest = hashlib.sha256(repr(_learned_knowledge()).encode())
    for path in sorted(_ingredients()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current(settings: Settings) -> bool:
    """True when a model is there, is the one that was written here, and was made from the present files."""
    stamp = _stamp(settings)
    try:
        verified(settings)
    except ModelError:
        return False
    return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == fingerprint()


def verified(settings: Settings) -> Path:
    """Return the model's path; ModelError when it is not the archive whose SHA-256 was noted (beside it when trained, or in ``MODEL_SHA256``).

    Loading a model runs what is in it: none is loaded from anywhere else, nor one that was changed.
    """
    path, noted = model_path(settings), _digest_file(settings)
    if not path.is_file() or path.is_symlink():
        raise ModelError(f"Il n'y a pas de modèle dans {settings.model_dir} : lancez « make train ».")
    if not (settings.model_sha256 or noted.is_file()):
        raise ModelError(f"L'empreinte du modèle manque ({noted.name}) : lancez « make train ».")
    wanted = settings.model_sha256 or noted.read_text(encoding="ascii", errors="replace").split(" ")[0].strip()
    if hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
        raise ModelError(f"Le modèle {path} n'est pas celui dont l'empreinte a été notée : il n'est pas chargé. Remettez le bon, ou lancez « make train ».")
    return path


def train(settings: Settings, say: Callable[[str], None] = print) -> Path:
    """Train, telling each step, and return the model's path; TrainingError when Rasa fails. The old model stays until the new one is whole."""
    settings.model_dir.mkdir(parents=True, exist_ok=True)
    wanted = fingerprint()
    name = f".{MODEL_NAME}-{os.getpid()}"
    command = [
        sys.executable, "-m", "bot.rasa_cli", "train", "--config", "bot/config.yml", "--domain", "bot/domain", "--data", "data",
        "--out", str(settings.model_dir), "--fixed-model-name", name, "--force",
        # « pourquoi-reseau validate » does it; here it would only read all the data once more.
        "--skip-validation",
    ]  # fmt: skip
    made = settings.model_dir / f"{name}.tar.gz"
    lines: deque[str] = deque(maxlen=15)
    try:
        process = subprocess.Popen(
            command, cwd=ROOT, env=settings.child_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace",
        )  # fmt: skip
        with process:
            for line in process.stdout or ():
                lines.append(line.rstrip()[-300:])
                step = _STEP.search(line)
                if step:
                    say(f"  … {step['name']}")
        if process.returncode != 0 or not made.is_file():
            raise TrainingError("\n".join(["L'entraînement du modèle a échoué :", *lines]))
        digest = hashlib.sha256(made.read_bytes()).hexdigest()
        made.replace(model_path(settings))
        # As sha256sum writes it, and reads it: `sha256sum -c`.
        _digest_file(settings).write_text(f"{digest}  {model_path(settings).name}\n", encoding="ascii")
    finally:
        made.unlink(missing_ok=True)
    _stamp(settings).write_text(wanted + "\n", encoding="ascii")
    return model_path(settings)


def _learned_knowledge() -> tuple[object, ...]:
    """The modalities, what each type turns around, and the glossary: the sentences of the knowledge base may change without a training."""
    knowledge = load()
    modalities = [(dimension.id, [modality.id for modality in dimension.modalites]) for dimension in knowledge.dimensions]
    return modalities, sorted(knowledge.turns_around().items()), knowledge.glossaire


def _stamp(settings: Settings) -> Path:
    return settings.model_dir / f"{MODEL_NAME}.sha256"


def _digest_file(settings: Settings) -> Path:
    return settings.model_dir / f"{MODEL_NAME}.tar.gz.sha256"


def _ingredients() -> Iterator[Path]:
    yield ROOT / "bot" / "config.yml"
    yield ROOT / "uv.lock"
    for folder, pattern in (("bot/domain", "*.yml"), ("bot/nlu", "*.py"), ("data", "*.yml")):
        yield from (path for path in (ROOT / folder).rglob(pattern) if path.name not in READ_ONLY)
