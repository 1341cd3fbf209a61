"""Training examples and their embeddings are the same however many processes there are to make them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from bot.nlu import examples, processes
from bot.nlu.features import embed_training

MESSAGES = [
    {"text": "On se réunit chaque mois. Personne ne décide pour les autres.", "metadata": {"forme": "recit", "type": "synergie"}},
    {"text": "rien n'est signé entre nous", "metadata": {"forme": "reponse", "dimension": "formalisation", "modalite": "aucune"}},
    {"text": "la rue des Tanneurs", "metadata": {"forme": "neutre"}},
    {"text": "C'est elle qui choisit, à son pas.", "metadata": {"forme": "recit"}},
]


def several(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("MANY", 2), ("CHUNK", 3)):
        monkeypatch.setattr(processes, name, value)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert processes.processes(len(MESSAGES)) == 2 and processes.processes(1) == 1


def test_several_processes_parse_as_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = list(examples.examples(MESSAGES))
    several(monkeypatch)
    assert list(examples.examples(MESSAGES)) == alone
    assert len(alone) == 5 and all(example.structure for example in alone)


def test_a_block_that_means_nothing_is_told_whoever_parses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = [*MESSAGES, {"text": "et puis ?", "metadata": {"forme": "chanson"}}]
    for many in (processes.MANY, 2):
        monkeypatch.setattr(processes, "MANY", many)
        with pytest.raises(ValueError, match="pas « chanson »"):
            list(examples.examples(wrong))


def test_several_processes_embed_as_one_does_and_what_they_made_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    texts = [message["text"] for message in MESSAGES]
    alone = embed_training(texts, tmp_path / "un.npz")
    several(monkeypatch)
    assert np.allclose(embed_training(texts, tmp_path / "deux.npz"), alone, atol=1e-5)
    # Those in the file are not computed again, by whomever.
    monkeypatch.setattr(processes, "ProcessPoolExecutor", None)
    assert np.allclose(embed_training(texts, tmp_path / "deux.npz"), alone, atol=1e-5)
