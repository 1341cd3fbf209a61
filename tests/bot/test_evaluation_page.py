"""The page of an evaluation: is it whole, escaped, and does it say why the bot was wrong?"""

from __future__ import annotations

import html
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.evaluation import Run, evaluate
from bot.evaluation_page import About, leanings, page, separation, shown, unknown, write_page
from bot.settings import ROOT
from tests.bot.fakes import fake_parse, piece
from typology.diagnosis import diagnose
from typology.evidence import DENIED, FORMERLY, Evidence, Ledger
from typology.likelihood import penalties
from typology.loader import load

KNOWLEDGE = load()
ABOUT = About("essai.yml", "recit", date(2025, 3, 9))
HOSTILE = """<script>alert(1)</script> " onmouseover='x' {{ 7 * 7 }} </blockquote><img src=http://mal.example/> &amp;"""
RECIT = "Nos directions décident ensuite. On se voit sans date de fin, et on échange ce que l’on voit."
HEARD = {
    RECIT: [
        piece("qui_decide", "institutions_ensuite", "Nos directions décident ensuite."),
        piece("rythme_duree", "permanent", "On se voit sans date de fin,", 0.6),
        piece("ce_qui_circule", "observations_savoirs", "et on échange ce que l'on voit", 0.8),
        piece("ce_qui_circule", "observations_savoirs", "on échange", 0.5),
        piece("qui_decide", "codecision", "jamais écrit", 0.4, polarite=DENIED),
    ]
}
VOID = {"meta", "link", "br"}


class Reader(HTMLParser):
    """Checks that tags are closed in order, and keeps tags, ids, links and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, name: str) -> list[str]:
        """Return the values of an attribute, in order."""
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


def made(items: list[dict[str, Any]], heard: dict[str, Any] = HEARD, mode: str = "recit") -> str:
    """Return the page of an evaluation."""
    report, runs = evaluate(items, mode, fake_parse(heard), KNOWLEDGE)
    return page(report, runs, ABOUT, KNOWLEDGE)


def run_of(*evidence: Evidence) -> Run:
    """Return a run that ends with that evidence."""
    ledger = Ledger(evidence)
    return Run({"id": 1}, ledger, diagnose(ledger, KNOWLEDGE))


@pytest.fixture(scope="module")
def text() -> str:
    """The page of four practitioners: one wrong, one right whatever the labels, one without label, one silent."""
    labels: list[Any] = ["mobilisation", list(KNOWLEDGE.type_ids), None]
    return made([*({"id": f"n{rank}", "type": label, "recit": RECIT} for rank, label in enumerate(labels)), {"id": "muet", "type": "aide"}])


def test_the_page_is_well_formed_and_asks_nothing_of_anyone(text: str) -> None:
    reader = Reader(text)
    assert ("html", {"lang": "fr"}) in reader.tags
    assert not {"script", "img", "iframe", "form", "object"} & {tag for tag, _ in reader.tags}
    assert reader.all("src") == []
    assert all(target.startswith("#") or target == "data:," for target in reader.all("href"))
    assert not re.search(r"@import|url\(", text)


def test_every_link_leads_somewhere_and_no_id_is_there_twice(text: str) -> None:
    reader = Reader(text)
    assert len(set(reader.all("id"))) == len(reader.all("id"))
    assert {target[1:] for target in reader.all("href") if target.startswith("#")} <= set(reader.all("id"))


def test_headings_skip_no_level_and_tables_have_captions(text: str) -> None:
    reader = Reader(text)
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    tags = [tag for tag, _ in reader.tags]
    assert tags.count("table") == tags.count("caption") > 2
    assert all("scope" in attributes for tag, attributes in reader.tags if tag == "th")


def test_hostile_text_never_becomes_markup(tmp_path: Path) -> None:
    item = {"id": HOSTILE, "type": [HOSTILE, "aide"], "recit": HOSTILE, "pourquoi": HOSTILE, "qui": HOSTILE, "faits": {"autour_de": HOSTILE}}
    heard = {HOSTILE: [piece("qui_decide", "codecision", HOSTILE[9:40]), piece("autour_de", KNOWLEDGE.dimension("autour_de").modalites[0].id, HOSTILE * 2)]}
    report, runs = evaluate([item], "entretien", fake_parse(heard), KNOWLEDGE)
    write_page(report, runs, About(HOSTILE, "entretien", ABOUT.day), KNOWLEDGE, tmp_path / "page.html")
    written = (tmp_path / "page.html").read_text(encoding="utf-8")
    reader = Reader(written)
    assert not {"script", "img"} & {tag for tag, _ in reader.tags}
    assert reader.all("onmouseover") == reader.all("src") == []
    assert "{{ 7 * 7 }}" in written
    assert HOSTILE in html.unescape(re.sub(r"<sup>.*?</sup>|</?(mark|bdi)\b[^>]*>", "", written))


def test_a_text_that_is_no_unicode_is_written_all_the_same(tmp_path: Path) -> None:
    report, runs = evaluate([{"id": 1, "recit": "un \ud800 récit"}], "recit", fake_parse({}), KNOWLEDGE)
    write_page(report, runs, ABOUT, KNOWLEDGE, tmp_path / "page.html")
    assert "récit" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_the_clauses_are_marked_in_place_with_their_numbers(text: str) -> None:
    first = text.split('<article id="e1"')[1].split("</article>")[0]
    assert '<mark>Nos directions décident ensuite.</mark><sup><a id="e1-m1"' in first
    assert '<mark class="deep">on échange</mark><sup><a id="e1-m4"' in first
    assert "ce que l’on voit</mark>" in first
    assert re.search(r"que l’on ne retrouve pas.*?<li><bdi>jamais écrit</bdi>", first, re.S)


def test_each_evidence_is_told_in_french(text: str) -> None:
    first = text.split('<article id="e1"')[1].split("</article>")[0]
    line = re.search(r'<tr role="row" id="e1-p5">.*?</tr>', first, re.S)
    assert line is not None
    for expected in ("Qui décide", "Les partenaires ensemble, chacun engagé", "qui_decide.codecision", "40\u202f%", "<strong>nié</strong>", "maintenant"):
        assert expected in line.group()
    assert "redit la preuve 3" in first


def test_what_the_texts_say_as_a_whole_is_one_line_beside_the_clauses() -> None:
    told = [Evidence("autour_de", "realisation", f"un guide {rank}", "recit", 0.9 - 0.1 * rank, mots=60) for rank in range(2)]
    clause = Evidence("autour_de", "realisation", "on écrit un guide", "recit", 0.6)
    lines = shown(Ledger((clause,)).reading(*told), KNOWLEDGE)
    assert [(line.evidence.ensemble, line.evidence.citation, line.same_as) for line in lines] == [
        (False, "on écrit un guide", None),
        (True, "un guide 0", None),
    ]
    assert "tous les textes, lus d’un bloc" not in made([{"id": 1, "recit": RECIT}])

    def parse(text: str) -> dict[str, Any]:
        return {"evidence": {"ensemble": piece("autour_de", "realisation", "Nos directions décident ensuite.", 0.9, mots=60)}}

    report, runs = evaluate([{"id": 1, "recit": RECIT}], "recit", parse, KNOWLEDGE)
    assert "tous les textes, lus d’un bloc" in page(report, runs, ABOUT, KNOWLEDGE)


def test_the_wrong_ones_come_first_and_say_what_separated(text: str) -> None:
    listed = re.findall(r'<li><a href="#e(\d)"', text)
    assert listed == ["1", "4", "2", "3"]
    articles = re.findall(r"<article.*?</article>", text, re.S)
    assert ["Ce qui a séparé" in article for article in articles] == [True, False, False, True]
    assert "fois</strong> plus vraisemblable que mobilisation" in articles[0]
    assert "Aucune preuve n’a été entendue." in articles[3]


def test_an_answer_that_was_not_heard_is_told() -> None:
    assert "Pris pour autre chose qu’une réponse" in made([{"id": 1, "type": "aide", "recit": "bonjour"}])
    assert "Le fichier n’en dit rien." in made([{"id": 1, "type": "aide"}])


def test_an_empty_file_has_a_page() -> None:
    Reader(made([]))


def test_the_command_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("bot.training.is_current", lambda _: True)
    monkeypatch.setattr("bot.evaluation.parser", lambda _: fake_parse({}))
    assert main(["evaluate", str(ROOT / "docs/praticiens.yml"), "--mode", "recit", "--html", str(tmp_path / "page.html")]) == 0
    assert "cuisine-mobile" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "fiabilite" in capsys.readouterr().out


def test_leanings_come_from_the_penalties() -> None:
    item = Evidence("qui_decide", "codecision")
    favours, against = leanings(item, KNOWLEDGE)
    cost = penalties(item, KNOWLEDGE)
    assert min(cost, key=lambda kind: cost[kind]) in favours
    assert cost[against[0][0]] == max(cost.values())
    assert leanings(Evidence("qui_decide", "codecision", confiance=0.02), KNOWLEDGE) == ((), ())


def test_the_surest_of_what_is_said_twice_is_the_one_that_weighs() -> None:
    ledger = Ledger((Evidence("qui_decide", None), Evidence("qui_decide", "codecision", "a", confiance=0.5), Evidence("qui_decide", "codecision", "b")))
    assert [(item.number, item.same_as) for item in shown(ledger, KNOWLEDGE)] == [(1, 2), (2, None)]


def test_what_separates_is_the_evidence_that_pulls_most_towards_the_found_type() -> None:
    evidence = [
        Evidence("qui_decide", "la_personne", "a"),
        Evidence("rythme_duree", "permanent", "b", confiance=0.3),
        Evidence("qui_decide", "tiers_vise", "c", temps=FORMERLY),
    ]
    result = run_of(*evidence)
    apart = separation(result, ["mobilisation", "partenariat"], shown(result.ledger, KNOWLEDGE), KNOWLEDGE)
    assert apart is not None
    assert (apart.found, apart.towards_found[0].shown.evidence.citation) == (result.diagnosis.type, "a")
    assert all(pull.shown.evidence.temps != FORMERLY for pull in (*apart.towards_found, *apart.towards_expected))
    assert all(pull.factor > 1 for pull in (*apart.towards_found, *apart.towards_expected))


def test_nothing_separates_when_the_expected_type_is_first_or_unknown() -> None:
    result = run_of(Evidence("qui_decide", "la_personne"))
    first = result.diagnosis.ranking[0][0]
    assert separation(result, [first, "aide"], [], KNOWLEDGE) is None
    assert separation(result, ["inconnu"], [], KNOWLEDGE) is None


def test_the_unknown_dimensions_say_why() -> None:
    heard = [
        Evidence("qui_decide", "codecision"),
        Evidence("autour_de", None),
        Evidence("rythme_duree", "permanent", confiance=0.3),
        Evidence("ce_qui_circule", "observations_savoirs", polarite=DENIED),
    ]
    found = dict(unknown(Ledger(tuple(heard)), KNOWLEDGE))
    assert "qui_decide" not in found
    assert (found["autour_de"], found["rythme_duree"], found["ce_qui_circule"]) == ("ne_sait_pas", "incertaine", "autrement")
    assert found["formalisation"] == "muette"
