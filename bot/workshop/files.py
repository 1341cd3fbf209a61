"""What the trainer takes along: the script as a page or a PDF, and the counts as a table that Excel opens. All of it from what the room may see."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from bot.result_page import environment
from bot.workshop.store import Session
from typology.blocks import Sheet
from typology.loader import load
from typology.messages import say
from typology.workshop.script import script

BOM = "\ufeff"
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def sheet(session: Session, minutes: int) -> Sheet:
    """Return the script of a session; ValueError unless the minutes are 20 or 45."""
    return script(session.published, minutes, f"{say('atelier_deroule_titre')} – {session.titre}", load())


def page(content: Sheet) -> str:
    """Return the script as a page to print."""
    return environment().get_template("workshop/script_page.html").render(sheet=content)


def blocks(content: Sheet) -> dict[str, Any]:
    """Return the script as data for clients."""
    return {"titre": content.title, "blocs": [{"kind": block.kind, **asdict(block)} for block in content.blocks]}


def table(session: Session) -> str:
    """Return the counts of every published round: « ; » between cells, a mark at the beginning by which Excel knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["atelier", "manche", "tableau", "réponse", "nombre"])
    for number, room in sorted(session.publications.items()):
        for row in _rows(room):
            writer.writerow([harmless(str(cell)) for cell in (session.titre, number, *row)])
    return BOM + out.getvalue()


def harmless(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _rows(room: dict[str, Any]) -> Iterator[tuple[str, str, str | int]]:
    kinds = say("atelier_mot_resultat")
    yield kinds, say("atelier_mot_total"), room["resultats"]
    for item in (*room["types"], *room["sans_type"]):
        yield kinds, item["nom"], _count(item["combien"])
    yield kinds, say("atelier_mot_autres"), room["types_autres"]
    for dimension in room["dimensions"]:
        for reading in dimension["reponses"]:
            yield dimension["titre"], reading["label"], reading["combien"]
        yield dimension["titre"], say("bouton_je_ne_sais_pas"), _count(dimension["ne_savent_pas"])
        yield dimension["titre"], say("atelier_mot_autres"), dimension["autres"]


def _count(number: int | None) -> int | str:
    return say("atelier_mot_cache") if number is None else number
