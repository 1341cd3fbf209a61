"""The one family of fonts that pictures and PDFs are written with; it comes with matplotlib, which Rasa brings."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

FACES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf", "I": "DejaVuSans-Oblique.ttf"}


def fonts() -> Path:
    """Return the folder of matplotlib's fonts, found without importing it; FileNotFoundError when it is not installed."""
    spec = find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("matplotlib, qui apporte la police des images et du PDF, n'est pas installé")
    return Path(next(iter(spec.submodule_search_locations))) / "mpl-data" / "fonts" / "ttf"
