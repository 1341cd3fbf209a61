"""The page to keep as a PDF to print or to send: A4, with the picture drawn and nothing asked of any host."""

from __future__ import annotations

import functools
from typing import Any

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bot.fonts import FACES, fonts
from typology.blocks import Block, Heading, Item, Items, Link, Paragraph, Picture, Sheet
from typology.carte import HEIGHT, WIDTH, place
from typology.model import Knowledge
from typology.typography import french

MARGIN, SIZE = 20.0, 10.5
INK, MUTED, ACCENT, POINT = (27, 36, 48), (85, 96, 110), (11, 92, 173), (179, 38, 30)
_FAMILY = "DejaVu"
_MAP_WIDTH, _QR_WIDTH = 95.0, 32.0
_BLANK = "\ufffd"


def as_pdf(sheet: Sheet, knowledge: Knowledge) -> bytes:
    """Return the sheet as a PDF. It takes a second or so: call it beside the event loop."""
    return _Pdf(knowledge).written(sheet)


class _Pdf(FPDF):
    """Writes each kind of block; DejaVu comes with matplotlib, which Rasa installs, and has all that French needs."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(format="A4")
        self._knowledge = knowledge
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN)
        self.set_lang("fr")
        for style, file in FACES.items():
            self.add_font(_FAMILY, style, fonts() / file)

    def footer(self) -> None:
        """Number the page."""
        self.set_y(-14)
        self._font(8.5, color=MUTED)
        self.cell(0, 5, f"{french('Pourquoi réseau ?')} – {self.page_no()} / {{nb}}", align="C")

    def written(self, sheet: Sheet) -> bytes:
        self.set_title(_printable(sheet.title))
        self.set_author(french("Pourquoi réseau ?"))
        self.add_page()
        self._heading(sheet.title, 0)
        for block in sheet.blocks:
            self._block(block)
        return bytes(self.output())

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._heading(block.text, block.level - 1)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Items):
            for number, item in enumerate(block.items, 1):
                self._item(item, f"{number}." if block.ordered else "•")
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Link):
            self._link(block)
        else:
            self._room(25)
            for _ in range(2):
                self.ln(9)
                self._stroke(MUTED)
                self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
            self.ln(4)

    def _heading(self, text: str, level: int) -> None:
        self.ln((0, 5, 2.5)[level])
        # A heading stays with what it announces.
        self._room((30, 30, 24)[level])
        self._font((19, 13.5, 11)[level], "B", ACCENT if level < 2 else INK)
        self.start_section(_printable(text), level)
        self._write(text, (9, 6.5, 5.5)[level])
        self.ln(1.5)

    def _paragraph(self, block: Paragraph) -> None:
        self._font(SIZE - 1 if block.tone == "note" else SIZE, {"strong": "B", "said": "I"}.get(block.tone, ""), MUTED if block.tone == "note" else INK)
        self._write(block.text)
        self._source(block.source)
        self.ln(1.8)

    def _item(self, item: Item, mark: str) -> None:
        self._room(12)
        self._font()
        self.cell(6, 5.2, mark)
        left, self.l_margin = self.l_margin, self.l_margin + 6
        self._write(item.text)
        self._source(item.source)
        if item.url:
            self._font(8, color=ACCENT)
            self._write(item.url, 4, link=item.url)
        self.l_margin = left
        self.set_x(left)
        self.ln(1.2)

    def _source(self, source: str) -> None:
        if source:
            self._font(8.5, "I", MUTED)
            self._write(source, 4.4)

    def _picture(self, picture: Picture) -> None:
        scale = _MAP_WIDTH / WIDTH
        self._room(HEIGHT * scale + 15)
        left, top = (self.w - _MAP_WIDTH) / 2, self.get_y()

        def at(centres: dict[str, float]) -> tuple[float, float]:
            x, y = place(centres)
            return left + x * scale, top + y * scale

        corners = {one: at({centre: float(centre == one) for centre in picture.centres}) for one in picture.centres}
        here = at(picture.centres)
        self._stroke((61, 79, 99), 0.4)
        self.set_fill_color(241, 245, 250)
        self.polygon(list(corners.values()), style="DF")
        self._stroke((154, 169, 184))
        self.set_dash_pattern(0.6, 0.8)
        for corner in corners.values():
            self.line(*here, *corner)
        self.set_dash_pattern()
        self.set_fill_color(*POINT)
        self.circle(*here, 2.0, style="F")
        best = max(picture.centres, key=lambda centre: picture.centres[centre])
        for centre, (x, y) in corners.items():
            self._font(9, "B" if centre == best else "")
            below = y > top + HEIGHT * scale / 2
            self.set_xy(x - 30, y + 2 if below else y - 6.5)
            self.cell(60, 4.5, _printable(french(self._knowledge.centre(centre).nom)), align="C")
        self.set_xy(self.l_margin, top + HEIGHT * scale)
        self._font(8.5, color=MUTED)
        self._write(picture.text, 4.4)
        self.ln(2)

    def _link(self, link: Link) -> None:
        self._font(8.5, color=ACCENT)
        self._write(link.address, 4.4, link=link.address)
        self._room(_QR_WIDTH + 8)
        modules = [bytes(row) for row in segno.make_qr(link.address, error="m").matrix_iter(border=4)]
        side, left, top = _QR_WIDTH / len(modules), self.l_margin, self.get_y() + 1
        self.set_fill_color(0, 0, 0)
        for row, line in enumerate(modules):
            for column, dark in enumerate(line):
                if dark:
                    self.rect(left + column * side, top + row * side, side, side, style="F")
        self.set_xy(self.l_margin, top + _QR_WIDTH)
        self._font(8.5, color=MUTED)
        self._write(link.text, 4.4)

    def _room(self, height: float) -> None:
        if self.will_page_break(height):
            self.add_page()

    def _font(self, size: float = SIZE, style: Any = "", color: tuple[int, int, int] = INK) -> None:
        self.set_font(_FAMILY, style, size)
        self.set_text_color(*color)

    def _stroke(self, color: tuple[int, int, int], width: float = 0.2) -> None:
        self.set_draw_color(*color)
        self.set_line_width(width)

    def _write(self, text: str, height: float = 5.2, link: str = "") -> None:
        self.multi_cell(0, height, _printable(text), align="L", link=link, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


@functools.lru_cache(maxsize=1)
@functools.lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    """The characters that all our faces have."""
    from fontTools.ttLib import TTFont

    return frozenset.intersection(*(frozenset(TTFont(fonts() / file).getBestCmap()) for file in FACES.values()))


def _printable(text: str) -> str:
    """What no face has becomes one sign: fpdf2 would name the character in a log, and a log holds none of the practitioner's words."""
    return "".join(char if ord(char) in _known() else _BLANK for char in text)
