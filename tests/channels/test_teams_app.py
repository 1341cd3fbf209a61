"""The package for Teams: what Microsoft's own schema says of its manifest, and its icons."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from typing import Any

import jsonschema
import pytest

from bot.settings import SettingError, Settings
from bot.teams_app import NAME, main, package
from tests.channels.fake_microsoft import APP
from tests.channels.tools import require_tool

ADDRESS = "https://reseau.exemple.org"


def made(**changed: str) -> dict[str, bytes]:
    content = package(Settings.from_environment({"TEAMS_APP_ID": APP, "PUBLIC_URL": ADDRESS, **changed}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(**changed: str) -> Any:
    return json.loads(made(**changed)["manifest.json"])


def pixels(png: bytes) -> tuple[int, int, list[tuple[int, ...]]]:
    """(width, height, RGBA of each pixel) of a PNG of eight bits a channel."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind) == (8, 6)
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        data += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += 12 + length
    raw, rows, before = zlib.decompress(data), [], bytes(4 * width)
    for y in range(height):
        line = bytearray(raw[y * (4 * width + 1) + 1 : (y + 1) * (4 * width + 1)])
        for x in range(4 * width):
            left, up, corner = (line[x - 4] if x > 3 else 0), before[x], (before[x - 4] if x > 3 else 0)
            nearest = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
            line[x] = (line[x] + (0, left, up, (left + up) // 2, nearest)[raw[y * (4 * width + 1)]]) % 256
        rows += [tuple(line[x : x + 4]) for x in range(0, 4 * width, 4)]
        before = bytes(line)
    return width, height, rows


@pytest.mark.parametrize("address", [ADDRESS, "https://ville.example/reseau", "https://reseau.exemple.org:8443"])
def test_the_manifest_is_what_microsoft_s_schema_asks_for(address: str) -> None:
    written = manifest(PUBLIC_URL=address)
    path = require_tool(f"@microsoft/app-manifest/build/json-schemas/teams/v{written['manifestVersion']}/MicrosoftTeams.schema.json")
    schema = json.loads(path.read_text(encoding="utf-8"))
    checker = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [f"{'/'.join(map(str, error.path))}: {error.message}" for error in checker.iter_errors(written)] == []
    assert [*checker.iter_errors({**written, "bots": [{"botId": "x"}]})], "this schema checks nothing"


def test_it_names_the_bot_and_the_address_it_was_made_for() -> None:
    written = manifest()
    assert {written["id"], *(bot["botId"] for bot in written["bots"])} == {APP}
    assert written["validDomains"] == ["reseau.exemple.org"]
    assert all(address.startswith(f"{ADDRESS}/") for name, address in written["developer"].items() if name.endswith("Url"))
    assert "${" not in json.dumps(written)


def test_it_asks_for_nothing_that_the_channel_does_not_do() -> None:
    written = manifest()
    assert set(written["permissions"]) == {"identity", "messageTeamMembers"}
    assert not any(
        key in written for key in ("webApplicationInfo", "authorization", "composeExtensions", "staticTabs", "configurableTabs", "devicePermissions")
    )
    assert written["bots"][0]["supportsFiles"] is False


def test_the_icons_have_the_sizes_and_the_colours_that_teams_asks_for() -> None:
    files = made()
    assert set(files) == {"manifest.json", "color.png", "outline.png"}
    width, height, colour = pixels(files["color.png"])
    assert (width, height) == (192, 192) and all(alpha == 255 for *_, alpha in colour)
    assert {colour[0], colour[-1]} == {(0x0B, 0x5C, 0xAD, 255)}
    width, height, outline = pixels(files["outline.png"])
    assert (width, height) == (32, 32)
    assert outline[0][3] == 0 and any(alpha == 255 for *_, alpha in outline)
    assert {(r, g, b) for r, g, b, alpha in outline if alpha} == {(255, 255, 255)}


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"TEAMS_APP_ID": ""}, "TEAMS_APP_ID"),
        ({"TEAMS_APP_ID": "moi"}, "TEAMS_APP_ID"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://a.be"}, "PUBLIC_URL"),
    ],
)
def test_without_what_it_needs_it_says_which_setting(changed: dict[str, str], name: str) -> None:
    with pytest.raises(SettingError, match=name):
        made(**changed)


def test_the_command_writes_it_and_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in {"TEAMS_APP_ID": APP, "PUBLIC_URL": ADDRESS, "DATA_DIR": str(tmp_path / "var")}.items():
        monkeypatch.setenv(name, value)
    assert main() == 0
    assert str(tmp_path / "var" / NAME) in capsys.readouterr().out and zipfile.is_zipfile(tmp_path / "var" / NAME)
    monkeypatch.setenv("TEAMS_APP_ID", "")
    assert main() == 1
    assert "TEAMS_APP_ID" in capsys.readouterr().err


def test_it_is_the_same_each_time() -> None:
    assert made() == made() and package(Settings(teams_app_id=APP, public_url=ADDRESS)) == package(Settings(teams_app_id=APP, public_url=ADDRESS))
