"""A picture of ours as PNG, for the rooms that show no SVG. The renderer is resvg, with fonts of ours: the same picture on every machine."""

from __future__ import annotations

import resvg_py

from bot.fonts import FACES, fonts

# Twice the size on the page: telephones have fine screens.
ZOOM = 2


def png(svg: str, background: str | None = "white") -> bytes:
    """Return the bytes of a PNG of an SVG document of ours, on nothing when ``background`` is None; ValueError when it is not one."""
    made = resvg_py.svg_to_bytes(
        svg_string=svg, zoom=ZOOM, background=background, skip_system_fonts=True, font_files=[str(fonts() / file) for file in FACES.values()],
        font_family="DejaVu Sans", sans_serif_family="DejaVu Sans",
    )  # fmt: skip
    return bytes(made)
