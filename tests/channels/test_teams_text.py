"""The bot's words as Teams reads them."""

from __future__ import annotations

import pytest

from bot.channels.teams_text import LONGEST, blocks, escaped, plain, without_marks
from typology.typography import quote


def test_the_bot_s_own_bold_and_italics_stay() -> None:
    assert escaped("**Pourquoi ?** *d'après J. Fastrès*") == "**Pourquoi ?** *d'après J. Fastrès*"


def test_html_is_shown_and_not_obeyed() -> None:
    assert escaped("<img src=x> & <b>gras</b> &lt;") == "&lt;img src=x> & &lt;b>gras&lt;/b> &amp;lt;"


@pytest.mark.parametrize(
    "words",
    ["le **gras** et *l'italique*", "un [lien](https://exemple.be)", "`code` et ~~barré~~", "snake_case_ici", "a | b", "C:\\dossier\\", "# titre"],
)
def test_the_markdown_that_is_quoted_is_shown_as_it_was_typed(words: str) -> None:
    shown = escaped(f"- {quote(words)} → rythme")
    assert "\\" in shown and shown.startswith("- «") and shown.endswith("» → rythme")
    inside = shown.split("«")[1].split("»")[0]
    assert not [char for at, char in enumerate(inside) if char in "*_[]`~|#" and inside[at - 1] != "\\"]


def test_guillemets_in_what_is_quoted_do_not_end_it() -> None:
    assert escaped("« avant « ici » *après* » *nous*") == "« avant « ici » \\*après\\* » *nous*"


def test_a_link_is_never_the_practitioner_s_even_out_of_guillemets() -> None:
    assert escaped("» [ici](https://exemple.be)") == "» \\[ici\\](https://exemple.be)"


def test_a_title_holds_no_markdown_at_all() -> None:
    assert plain("Les *deux* <b>") == "Les \\*deux\\* &lt;b>"


def test_each_line_stands_apart_and_a_list_together() -> None:
    assert blocks("**Titre**\n- un\n- deux\n\nSuite\nFin") == ["**Titre**", "- un\n- deux", "Suite", "Fin"]
    assert blocks("- un\n\n- deux") == ["- un", "- deux"]
    assert blocks("\n \n") == []


def test_no_block_is_longer_than_a_message_and_no_word_is_lost() -> None:
    text = " ".join(f"mot{n}" for n in range(5000))
    cut = blocks(text)
    assert all(len(block) <= LONGEST for block in cut) and " ".join(cut) == text
    assert [len(block) for block in blocks("x" * (2 * LONGEST + 1))] == [LONGEST, LONGEST, 1]
    assert all(len(block) <= LONGEST for block in blocks("\n".join("- " + "y" * 500 for _ in range(40))))


def test_a_notification_holds_no_marks() -> None:
    assert without_marks("**Titre**\n\n*suite*") == "Titre suite"
