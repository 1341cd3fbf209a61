"""Training examples are the same however many processes parse them."""

from __future__ import annotations

import os

import pytest

from bot.nlu import examples

MESSAGES = [
    {"text": "On se réunit chaque mois. Personne ne décide pour les autres.", "metadata": {"forme": "recit", "type": "synergie"}},
    {"text": "rien n'est signé entre nous", "metadata": {"forme": "reponse", "dimension": "formalisation", "modalite": "aucune"}},
    {"text": "la rue des Tanneurs", "metadata": {"forme": "neutre"}},
    {"text": "C'est elle qui choisit, à son pas.", "metadata": {"forme": "recit"}},
]


def test_several_processes_parse_as_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = list(examples.examples(MESSAGES))
    for name, value in (("MANY", 2), ("CHUNK", 3)):
        monkeypatch.setattr(examples, name, value)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert examples._processes(len(MESSAGES)) == 2 and examples._processes(1) == 1
    assert list(examples.examples(MESSAGES)) == alone
    assert len(alone) == 5 and all(example.structure for example in alone)


def test_a_block_that_means_nothing_is_told_whoever_parses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = [*MESSAGES, {"text": "et puis ?", "metadata": {"forme": "chanson"}}]
    for many in (examples.MANY, 2):
        monkeypatch.setattr(examples, "MANY", many)
        with pytest.raises(ValueError, match="pas « chanson »"):
            list(examples.examples(wrong))
