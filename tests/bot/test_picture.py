"""The picture as PNG."""

from __future__ import annotations

import struct

import pytest

from bot.picture import ZOOM, png
from typology.carte import HEIGHT, WIDTH, svg
from typology.loader import load


def test_the_map_becomes_a_png_of_twice_its_size() -> None:
    made = png(svg({"beneficiaires": 0.1, "reflexion": 0.7, "action": 0.2}, "coordination", load()))
    assert made.startswith(b"\x89PNG\r\n")
    assert struct.unpack(">II", made[16:24]) == (WIDTH * ZOOM, HEIGHT * ZOOM)


def test_the_words_are_drawn() -> None:
    picture = svg({"beneficiaires": 0.1, "reflexion": 0.7, "action": 0.2}, "coordination", load())
    assert len(png(picture)) > len(png(picture.replace("<text", "<desc").replace("</text", "</desc"))) + 5000


def test_what_is_no_svg_is_refused() -> None:
    with pytest.raises(ValueError):
        png("<p>non</p>")
