"""Markdown to Slack's mrkdwn, and what people write in Slack to plain text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack_text import cut, heard, mrkdwn, names_another, names_us, pieces


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("un **réseau d'aide**.", "un *réseau d'aide*."),
        ("*en italique*, **gras**", "_en italique_, *gras*"),
        ("- un\n- **deux** : trois", "• un\n• *deux* : trois"),
        ("## Un titre", "*Un titre*"),
        ("> cité", "> cité"),
        ("[la page](https://reseau.example.org/a?b=1&c=2)", "<https://reseau.example.org/a?b=1&amp;c=2|la page>"),
        ("https://exemple.be/un_deux*trois*", "https://exemple.be/un_deux*trois*"),
        (r"\*pas en gras\*", "*pas en gras*"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("« <!channel> » et <@U123> et <https://x.be|y>", "« &lt;!channel&gt; » et &lt;@U123&gt; et &lt;https://x.be|y&gt;"),
        ("**<b>**", "*&lt;b&gt;*"),
        ("- <@U1>", "• &lt;@U1&gt;"),
    ],
)
def test_markdown_becomes_mrkdwn(markdown: str, expected: str) -> None:
    assert mrkdwn(markdown) == expected


TOKENS = ("<", ">", "&", "|", "*", "**", "[", "](", ")", "https://x.be", "<!here>", "<@U1>", "a", " ", "\n", "- ", "> ", "\\", "`")


@given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
def test_nothing_but_a_written_link_opens_a_tag(text: str) -> None:
    made = mrkdwn(text)
    assert all(re.match(r"<https?://[^\s<>]+\|[^<>]+>", made[at.start() :]) for at in re.finditer("<", made))


@given(st.text(alphabet="ab .\n&<é", max_size=400), st.integers(20, 60))
def test_the_pieces_are_short_and_lose_only_spaces(text: str, most: int) -> None:
    made = mrkdwn(text)
    parts = pieces(made, most)
    assert all(0 < len(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(made.split())
    assert not any(re.search(r"&\w{0,3}$", part) for part in parts)


def test_a_cut_is_made_between_paragraphs_when_it_can_be() -> None:
    assert pieces("a" * 30 + "\n\n" + "b" * 30, 50) == ["a" * 30, "b" * 30]
    assert pieces("Une phrase assez longue. Une autre phrase", 30) == ["Une phrase assez longue.", "Une autre phrase"]
    assert pieces("x" * 70, 30) == ["x" * 30, "x" * 30, "x" * 10]
    assert pieces("  ") == []


def test_a_label_is_cut_to_its_length() -> None:
    assert cut("a" * 75, 75) == "a" * 75
    assert cut("a" * 76, 75) == "a" * 74 + "…"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<@U0BOT> bonjour", "bonjour"),
        ("<@U0BOT>, bonjour", "bonjour"),
        ("dis <@U0BOT>, salut", "dis, salut"),
        ("<@U0BOT>", ""),
        ("avec <@U0MARIE|marie> on se voit", "avec quelqu'un on se voit"),
        ("<mailto:a@b.be|a@b.be> et <https://rta.be> et <https://rta.be|RTA>", "a@b.be et https://rta.be et RTA"),
        ("<tel:+3281|081> dans <#C0EQUIPE|equipe> ou <#C0AUTRE>", "081 dans #equipe ou un canal"),
        ("<!here> bonjour <!subteam^S1|@educateurs>", "bonjour educateurs"),
        ("les parents &amp; nous, &lt;3 fois par mois&gt;", "les parents & nous, <3 fois par mois>"),
        ("on est *vraiment* _bien_ ~mal~ `ici`", "on est vraiment bien mal ici"),
        ("2 * 3 * 4 et snake_case_ici", "2 * 3 * 4 et snake_case_ici"),
        (":+1: d'accord", ":+1: d'accord"),
        ("une ligne\nune autre", "une ligne\nune autre"),
        ("a <b> c", "a b c"),
    ],
)
def test_what_people_write_becomes_plain(written: str, expected: str) -> None:
    assert heard(written, {"U0BOT"}) == expected


def test_for_whom_a_message_is() -> None:
    assert names_another("<@U0MARIE> tu viens ?", {"U0BOT"})
    assert not names_another("<@U0BOT> et <@U0MARIE>", {"U0BOT"})
    assert not names_another("avec <@U0MARIE>", {"U0BOT"})
    assert names_us("dis <@U0BOT>", {"U0BOT"}) and not names_us("dis <@U0MARIE>", {"U0BOT"})
