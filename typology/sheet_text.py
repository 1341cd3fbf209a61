"""The page to keep as plain text, for an e-mail."""

from __future__ import annotations

import textwrap

from typology.blocks import Block, Heading, Item, Items, Link, Paragraph, Picture, Sheet

WIDTH = 76


def as_text(sheet: Sheet) -> str:
    """Return the sheet as lines of at most ``WIDTH`` characters (addresses aside), without markup, ending with a line feed."""
    return "\n\n".join([_wrap(sheet.title.upper()), *(_block(block) for block in sheet.blocks)]) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return "\n" + _wrap(block.text.upper()) if block.level == 2 else _wrap(f"— {block.text} —")
    if isinstance(block, Paragraph):
        return _wrap(_with_source(block.text, block.source))
    if isinstance(block, Items):
        return "\n".join(_item(item, f"{number}. " if block.ordered else "• ") for number, item in enumerate(block.items, 1))
    if isinstance(block, Picture):
        return _wrap(block.text)
    if isinstance(block, Link):
        return block.address
    return "\n\n".join(["_" * WIDTH] * 2)


def _item(item: Item, mark: str) -> str:
    lines = [_wrap(_with_source(item.text, item.source), mark, " " * len(mark))]
    return "\n".join([*lines, " " * len(mark) + item.url] if item.url else lines)


def _with_source(text: str, source: str) -> str:
    return f"{text} [{source}]" if source else text


def _wrap(text: str, first: str = "", then: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False)
