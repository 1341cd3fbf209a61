"""Which test files bring Rasa in, and TensorFlow with it: ten seconds of importing, which the other files need not wait for."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = frozenset({"actions", "bot", "scripts", "tests", "typology"})


def needs_rasa(path: Path) -> bool:
    """True when importing the file imports Rasa, itself or through a file of ours. What is imported inside a function comes later."""
    seen, left = {path}, [path]
    while left:
        rasa, files = _imports(left.pop())
        if rasa:
            return True
        left += files - seen
        seen |= files
    return False


@functools.cache
def _imports(path: Path) -> tuple[bool, frozenset[Path]]:
    """Return whether the file imports Rasa itself, and the files of ours that it imports."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    places = [ROOT.joinpath(*name.split(".")) for name in names if name.split(".")[0] in OURS]
    files = (file for place in places for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file())
    return any(name.split(".")[0] == "rasa" for name in names), frozenset(files)
