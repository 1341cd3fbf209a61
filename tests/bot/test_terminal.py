"""The conversation in the terminal, the server being a list of answers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import pytest

from bot import terminal
from bot.settings import Settings
from typology.messages import say

CHOICES = [{"title": "Une réalisation commune", "payload": "/repondre{1}"}, {"title": "Je ne sais pas", "payload": "/ne_sait_pas"}]
QUESTION = {"text": "Autour de quoi tournez-vous ?", "buttons": CHOICES}


class Conversation:
    """What was sent, what was written, and the server's answers in order (the last one again and again)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[dict[str, Any]]) -> None:
        self.sent: list[str] = []
        self.senders: list[str] = []
        self.written: list[str] = []
        self._answers = list(answers)
        monkeypatch.setattr(terminal, "send", self._send)

    def _send(self, settings: Settings, sender: str, text: str) -> list[dict[str, Any]]:
        self.sent.append(text)
        self.senders.append(sender)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def talk(self, lines: Iterable[str]) -> None:
        remaining = iter(lines)

        def read(prompt: str) -> str:
            try:
                return next(remaining)
            except StopIteration:
                raise EOFError from None

        terminal.talk(Settings(), read, self.written.append)


def test_it_greets_first_and_stops_at_the_end_of_input(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = Conversation(monkeypatch, [{"text": "Bonjour !"}])
    conversation.talk([])
    assert conversation.sent == ["/saluer"]
    assert conversation.written == ["Bonjour !"]


def test_words_are_sent_as_they_are_in_one_conversation_of_a_random_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = Conversation(monkeypatch, [{"text": "Bonjour !"}])
    conversation.talk(["  on se voit tous les mois  ", ""])
    assert conversation.sent == ["/saluer", "on se voit tous les mois", ""]
    assert len(set(conversation.senders)) == 1
    assert uuid.UUID(conversation.senders[0]).version == 4


def test_the_choices_are_numbered_and_a_number_picks_one(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = Conversation(monkeypatch, [QUESTION])
    conversation.talk(["1", " 2 "])
    assert conversation.sent == ["/saluer", "/repondre{1}", "/ne_sait_pas"]
    assert conversation.written[:3] == ["Autour de quoi tournez-vous ?", "  1. Une réalisation commune", "  2. Je ne sais pas"]


@pytest.mark.parametrize("text", ["0", "3", "99", "-1", "1.", "1 2", "deux", "²", "①"])
def test_what_is_not_the_number_of_a_choice_is_sent_as_words(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    conversation = Conversation(monkeypatch, [QUESTION])
    conversation.talk([text])
    assert conversation.sent == ["/saluer", text]


def test_the_choices_of_an_earlier_question_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = Conversation(monkeypatch, [QUESTION], [{"text": "Merci."}])
    conversation.talk(["1", "1"])
    assert conversation.sent == ["/saluer", "/repondre{1}", "1"]


def test_the_choices_are_those_of_the_last_message_that_has_some(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = Conversation(monkeypatch, [{"text": "Un.", "buttons": CHOICES[:1]}, {"text": "Deux.", "buttons": CHOICES[1:]}, {"text": "Trois."}])
    conversation.talk(["1"])
    assert conversation.sent == ["/saluer", "/ne_sait_pas"]
    assert conversation.written[:4] == ["Un.", "Deux.", "Trois.", "  1. Je ne sais pas"]


def test_bold_marks_are_left_out_long_lines_are_wrapped_and_blank_lines_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = Conversation(monkeypatch, [{"text": "**Titre**\n\n" + "mot " * 60}])
    conversation.talk([])
    assert conversation.written[:2] == ["Titre", ""]
    lines = conversation.written[2].splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= terminal.WIDTH
    assert " ".join(lines) == ("mot " * 60).strip()


def test_the_picture_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = Conversation(monkeypatch, [{"text": "Voici.", "custom": {"carte": {"url": "/carte.svg", "texte": "Tout près de l'action."}}}])
    conversation.talk([])
    assert conversation.written == ["Voici.", "[Tout près de l'action.]"]


def test_without_a_server_the_practitioner_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("bot.terminal.urllib.request.urlopen", refused)
    assert terminal.send(Settings(), str(uuid.uuid4()), "bonjour") == [{"text": say("panne")}]
