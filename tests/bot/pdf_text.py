"""Read the text of a PDF of ours: fpdf2 writes glyph numbers, and a table from these to characters for each font."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STEP = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)


def pdf_text(pdf: bytes) -> str:
    """Return the text in the order written, one drawn piece a line."""
    objects = {int(number): content for number, content in _OBJECT.findall(pdf)}
    fonts = {}
    for content in objects.values():
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", content):
            table = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
            assert table
            pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", _stream(objects[int(table[1])]).split(b"beginbfchar")[1])
            fonts[name] = {int(glyph, 16): bytes.fromhex(char.decode()).decode("utf-16-be") for glyph, char in pairs}
    lines, font = [], b""
    for content in objects.values():
        for name, drawn in _STEP.findall(_stream(content)) if b"stream\n" in content and b"/FontFile" not in content else []:
            font = name or font
            if not name:
                plain = re.sub(rb"\\(.)", lambda match: {b"r": b"\r", b"n": b"\n"}.get(match[1], match[1]), drawn, flags=re.DOTALL)
                lines.append("".join(fonts[font][int.from_bytes(plain[at : at + 2], "big")] for at in range(0, len(plain), 2)))
    return "\n".join(lines)


def _stream(content: bytes) -> bytes:
    found = re.search(rb"stream\n(.*)\nendstream", content, re.DOTALL)
    assert found
    return zlib.decompress(found[1]) if b"FlateDecode" in content else found[1]
