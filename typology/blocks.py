"""What a page to keep is made of, whatever it becomes: HTML, PDF or plain text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class Heading:
    """A heading of ``level`` 2 or 3; the sheet's title is the only one of level 1."""

    text: str
    level: int = 2
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph and, after it, where it comes from. ``tone`` is "", "strong", "note" or "said" (the practitioner's own words)."""

    text: str
    source: str = ""
    tone: str = ""
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Item:
    """One line of a list, where it comes from, and where to read it (an http address or "")."""

    text: str
    source: str = ""
    url: str = ""


@dataclass(frozen=True)
class Items:
    """A list; ``ordered`` when its order is one of time."""

    items: tuple[Item, ...]
    ordered: bool = False
    kind: ClassVar[str] = "items"


@dataclass(frozen=True)
class Picture:
    """The triangle of the centres: their probabilities, the type's id, and the equivalent in words."""

    centres: dict[str, float] = field(hash=False)
    type: str
    text: str
    kind: ClassVar[str] = "picture"


@dataclass(frozen=True)
class Line:
    """Room to write by hand."""

    kind: ClassVar[str] = "line"


@dataclass(frozen=True)
class Link:
    """An address to open again: as a QR code where there is a picture, with ``text`` under it."""

    address: str
    text: str
    kind: ClassVar[str] = "link"


Block = Heading | Paragraph | Items | Picture | Line | Link


@dataclass(frozen=True)
class Sheet:
    """A title and the blocks under it, in the order in which they are read."""

    title: str
    blocks: tuple[Block, ...]
