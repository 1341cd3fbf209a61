"""The invented practitioners: their pages, their names, and one of them played, the server being a list of answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot import terminal
from bot.cli import main
from bot.evaluation import DO_NOT_KNOW
from bot.personas import FOLDER, PersonaError, persona, personas, play, read_persona
from bot.settings import ROOT, Settings
from typology.loader import load
from typology.style import word_count
from typology.typography import fold

NAMES = ["anne-lise", "bastien", "corinne", "josee", "luc", "mehdi", "nadege", "solange", "thibault"]
HEAD = """\
nom: Rose
qui: animatrice
attendu: {type: synergie}
recit: On se voit.
reponses: {qui: "Nous deux."}
"""


def written(folder: Path, head: str = HEAD, page: str = "Une page.") -> Path:
    path = folder / "rose.md"
    path.write_text(f"---\n{head}---\n{page}\n", encoding="utf-8")
    return path


def question(dimension: str) -> list[dict[str, Any]]:
    return [{"text": f"{dimension} ?", "buttons": [{"title": "Un", "payload": "/un"}], "custom": {"question": {"dimension": dimension}}}]


class Server:
    """The answers in order, the last one again and again; remembers what was posted."""

    def __init__(self, *answers: list[dict[str, Any]]) -> None:
        self.posted: list[str] = []
        self._answers = list(answers)

    def __call__(self, text: str) -> list[dict[str, Any]]:
        self.posted.append(text)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


RESULT = [{"text": "Voici.", "custom": {"resultat": {"verdict": "net", "type": "synergie"}}}]


def test_the_nine_are_there_one_for_each_type_and_two_other_verdicts() -> None:
    known = personas()
    assert list(known) == NAMES
    plain = [item.attendu["type"] for item in known.values() if "verdict" not in item.attendu]
    assert sorted(plain) == sorted(load().type_ids)
    assert sorted(item.attendu["verdict"] for item in known.values() if "verdict" in item.attendu) == ["en_transition", "sans_pourquoi"]


def test_the_centre_expected_is_that_of_the_type() -> None:
    assert all(item.attendu["centre"] == load().type(item.attendu["type"]).centre for item in personas().values() if "centre" in item.attendu)


def test_four_countries_are_heard() -> None:
    told = " ".join(item.qui for item in personas().values())
    assert all(f"({country})" in told for country in ("Belgique", "France", "Suisse", "Québec"))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_and_fits_on_one(name: str) -> None:
    who = persona(name)
    for heading in ("Qui.", "Son réseau.", "Ce que l'on remarque.", "La confusion qui menace.", "À quoi le résultat doit servir."):
        assert f"**{heading}**" in who.page, heading
    assert word_count(who.page) <= 250
    # Whoever knows why answers every question in their own words.
    assert len(who.reponses) == 9 or who.attendu == {"verdict": "sans_pourquoi"}


def test_no_persona_says_what_the_bot_was_taught() -> None:
    def grams(text: str, n: int = 7) -> set[str]:
        words = re.findall(r"\w+", re.sub(r'\{"entity[^}]*\}', " ", text).lower())
        return {" ".join(words[i : i + n]) for i in range(len(words) - n + 1)}

    taught = {gram for path in (ROOT / "data" / "nlu").rglob("*.yml") for gram in grams(path.read_text(encoding="utf-8"))}
    said = [(name, text) for name, item in personas().items() for text in (item.recit, *item.reponses.values(), *item.suite)]
    assert [(name, grams(text) & taught) for name, text in said if grams(text) & taught] == []


def test_no_persona_recites_a_choice() -> None:
    labels = {fold(modality.label) for dimension in load().dimensions for modality in dimension.modalites}
    assert [(name, text) for name, item in personas().items() for text in item.reponses.values() if fold(text).rstrip(".") in labels] == []


def test_the_list_names_each_of_them_and_no_other() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| \[([\w-]+)\]\(\1\.md\)", text, re.M)) == NAMES


def test_a_page_is_read(tmp_path: Path) -> None:
    who = read_persona(written(tmp_path, HEAD + 'suite: [" Et ensuite ? "]\n'))
    assert (who.nom, who.page, who.suite) == ("Rose", "Une page.", ("Et ensuite ?",))
    assert [who.answer(question) for question in ("recit", "qui", "pourquoi")] == ["On se voit.", "Nous deux.", DO_NOT_KNOW]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (HEAD.replace("nom: Rose\n", ""), "clé « nom » : cette clé est obligatoire"),
        (HEAD + "age: 40\n", "clé « age » : cette clé n'existe pas"),
        (HEAD.replace("Rose", "[1]"), "clé « nom » : un texte"),
        (HEAD.replace("On se voit.", '" "'), "clé « recit » : un texte"),
        (HEAD.replace("synergie", "synergies"), "clé « attendu.type » : un de ces mots"),
        (HEAD.replace("type:", "genre:"), "clé « attendu.genre » : un de ces mots"),
        (HEAD.replace("{type: synergie}", "{}"), "clé « attendu » : au moins"),
        (HEAD.replace("{type: synergie}", "synergie"), "clé « attendu » : des couples"),
        (HEAD.replace('qui: "', 'combien: "'), "clé « reponses.combien » : un de ces mots"),
        (HEAD.replace('"Nous deux."', "2"), "clé « reponses.qui » : un texte"),
        (HEAD + "suite: encore\n", "clé « suite » : une liste"),
        ("- rien\n", "des couples"),
        ("nom: [\n", "YAML lisible"),
    ],
)
def test_what_is_wrong_in_a_page_is_told_in_french(tmp_path: Path, head: str, words: str) -> None:
    with pytest.raises(PersonaError, match=re.escape(words)) as caught:
        read_persona(written(tmp_path, head))
    assert str(caught.value).startswith("rose.md")


def test_a_page_without_head_without_body_or_without_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PersonaError, match="sous l'en-tête"):
        read_persona(written(tmp_path, page=" "))
    path = tmp_path / "rose.md"
    with pytest.raises(PersonaError, match="introuvable"):
        read_persona(tmp_path / "personne.md")
    path.write_text("# Rose\n", encoding="utf-8")
    with pytest.raises(PersonaError, match="entre deux lignes"):
        read_persona(path)
    path.write_bytes("---\nnom: Zoé\n---\n".encode("latin-1"))
    with pytest.raises(PersonaError, match="UTF-8"):
        read_persona(path)


def test_an_unknown_name_lists_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", "--persona", "../rose"]) == 1
    told = capsys.readouterr().err
    assert "« ../rose »" in told
    assert all(f"\n  {name} : " in told for name in NAMES)


def test_a_persona_greets_answers_by_question_and_goes_on_after_the_result(tmp_path: Path) -> None:
    who = read_persona(written(tmp_path, HEAD + "suite: [merci]\n"))
    server = Server(question("recit"), question("qui"), question("qui"), question("autour_de"), RESULT)
    assert play(who, server) == {"verdict": "net", "type": "synergie"}
    assert server.posted == ["bonjour", "On se voit.", "Nous deux.", DO_NOT_KNOW, DO_NOT_KNOW, "merci"]


def test_without_a_result_there_is_none_and_the_interview_ends(tmp_path: Path) -> None:
    who = read_persona(written(tmp_path))
    assert play(who, Server([{"text": "En panne."}])) is None
    endless = Server(question("recit"))
    assert play(who, endless) is None
    assert len(endless.posted) < 30


def test_in_the_terminal_both_sides_are_shown_then_the_keyboard_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(question("recit"), [*RESULT, {"text": "Fin.", "buttons": [{"title": "Autre", "payload": "/recommencer"}]}])
    senders: set[str] = set()
    monkeypatch.setattr(terminal, "send", lambda settings, sender, text: (senders.add(sender), server(text))[1])
    lines, shown = iter(["1"]), []

    def read(prompt: str) -> str:
        shown.append("(clavier)")
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    terminal.talk(Settings(), read, shown.append, read_persona(written(tmp_path)))
    assert server.posted == ["bonjour", "On se voit.", "/recommencer"]
    assert len(senders) == 1
    text = "\n".join(shown)
    order = ["[Rose, animatrice]", "> bonjour", "recit ?", "> On se voit.", "Voici.", "1. Autre", "À vous", "(clavier)"]
    assert [text.index(piece) for piece in order] == sorted(text.index(piece) for piece in order)


def test_the_pages_are_in_plain_typography() -> None:
    for name, item in personas().items():
        assert not re.search("[\u00a0\u202f’]", item.page + item.recit), name
        assert not re.search(r"\b(?:tu|toi)\b", item.page), name
