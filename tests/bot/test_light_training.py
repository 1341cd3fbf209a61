"""A training with less work learns from the same data."""

from __future__ import annotations

from pathlib import Path

from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.light_training import by_text, read_once

DATA = 'version: "3.1"\nnlu:\n- intent: saluer\n  examples: |\n    - bonjour\n    - salut\n'


def test_the_files_are_read_once_and_are_what_they_were(tmp_path: Path) -> None:
    file = tmp_path / "nlu.yml"
    file.write_text(DATA, encoding="utf-8")
    read: list[tuple[str, ...]] = []

    def reading(paths: tuple[str, ...], language: str) -> TrainingData:
        read.append(paths)
        return training_data_from_paths(paths, language)

    once = read_once(reading)
    first = once([str(file)], "fr")
    merged = TrainingData().merge(first)
    merged.training_examples[0].set("text", "au revoir")
    second = once(iter([str(file)]), "fr")
    assert [message.get("text") for message in second.training_examples] == ["bonjour", "salut"]
    assert len(read) == 1 and second.fingerprint() == training_data_from_paths([str(file)], "fr").fingerprint()
    once([str(file)], "en")
    assert len(read) == 2


def test_equal_messages_have_equal_hashes() -> None:
    one, same, other = Message({"text": "oui", "intent": "a"}), Message({"text": "oui", "intent": "a"}), Message({"text": "oui", "intent": "b"})
    assert one == same and by_text(one) == by_text(same)
    # As Rasa's: two that differ in what they mean stay two.
    assert one != other and len(TrainingData([one, same, other]).training_examples) == 2
