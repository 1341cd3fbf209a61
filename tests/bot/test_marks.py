"""Are citations found where they were taken from?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.marks import locate, marked


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("on s'y retrouve", "Là, on s’y  retrouve\nle lundi", "on s’y  retrouve"),
        ("les élèves", unicodedata.normalize("NFD", "avec les élèves"), unicodedata.normalize("NFD", "les élèves")),
        ("trois services ;", "trois services\u202f; la commune", "trois services\u202f;"),
        ("le ré seau", "le ré\u00adseau", "le ré\u00adseau"),
        ("(a+b)* [", "voir (a+b)* [ici", "(a+b)* ["),
        ("  on parle ", "on parle", "on parle"),
    ],
)
def test_a_citation_is_found_whatever_the_cleaning_did(quote: str, text: str, found: str) -> None:
    place = locate(quote, text)
    assert place is not None
    assert text[slice(*place)] == found


@pytest.mark.parametrize(("quote", "text"), [("autre chose", "on parle"), ("", "on parle"), (" ", "on parle"), ("on parle", "")])
def test_what_is_not_there_is_not_found(quote: str, text: str) -> None:
    assert locate(quote, text) is None


def test_the_text_is_cut_where_citations_begin_and_end() -> None:
    segments, missing = marked("a, on parle et on décide", {1: "on parle", 2: "on parle et on décide", 3: "on parle", 4: "rien"})
    assert [(part.words, part.depth, part.ends) for part in segments] == [
        ("a, ", 0, ()),
        ("on parle", 2, (1, 3)),
        (" et on décide", 1, (2,)),
    ]
    assert missing == [4]


@given(st.text(max_size=40), st.lists(st.text(max_size=6), max_size=5))
def test_the_pieces_make_the_text_again(text: str, quotes: list[str]) -> None:
    segments, missing = marked(text, dict(enumerate(quotes)))
    assert "".join(part.words for part in segments) == text
    assert sorted([*missing, *(number for part in segments for number in part.ends)]) == list(range(len(quotes)))
