"""The package that an administrator gives to Teams: the manifest and two icons, in a zip. ``make teams-app`` makes it."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from urllib.parse import urlsplit

from bot.channels.teams_settings import is_guid
from bot.picture import png
from bot.settings import ROOT, SettingError, Settings

MANIFEST = ROOT / "bot" / "teams_manifest.json"
NAME = "pourquoi-reseau-teams.zip"
# The triangle of the page's icon, in a square of 32.
_SHAPE = '<path d="M9 21.5 16 9l7 12.5z" fill="none" stroke="{0}" stroke-width="2"/><g fill="{0}"><circle cx="16" cy="9" r="3.6"/>{1}</g>'
_FEET = '<circle cx="9" cy="21.5" r="3.6"/><circle cx="23" cy="21.5" r="3.6"/>'
# Sides in pixels, as Teams asks for them.
COLOR, OUTLINE = 192, 32


def main() -> int:
    """Write the package beside the conversations and say where; 1 with a sentence when a setting is missing."""
    try:
        settings = Settings.from_environment()
        path = settings.data_dir / NAME
        made = package(settings)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 1
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(made)
    print(f"Paquet pour Teams : {path}")
    return 0


def package(settings: Settings) -> bytes:
    """Return the zip; SettingError when TEAMS_APP_ID or PUBLIC_URL cannot be in it."""
    if not is_guid(settings.teams_app_id):
        raise SettingError("TEAMS_APP_ID : l'identifiant (client) de l'application inscrite chez Microsoft est attendu. Voyez docs/installer-teams.md.")
    address = urlsplit(settings.public_url)
    if address.scheme != "https" or not address.hostname:
        raise SettingError("PUBLIC_URL : l'adresse publique du bot, en https, est attendue. Voyez docs/installer-teams.md.")
    values = {"TEAMS_APP_ID": settings.teams_app_id, "PUBLIC_URL": settings.public_url, "PUBLIC_HOST": address.hostname}
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        manifest = MANIFEST.read_text(encoding="utf-8")
        for name, value in values.items():
            manifest = manifest.replace("${" + name + "}", value)
        for name, data in (
            ("manifest.json", manifest.encode()),
            ("color.png", png(_icon("#ffffff", COLOR, "#0b5cad"))),
            ("outline.png", png(_icon("#ffffff", OUTLINE), background=None)),
        ):
            # The same bytes each time it is made.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _icon(ink: str, side: int, ground: str = "") -> str:
    """An icon in white, on a ground that fills the square or on none; drawn at half its side, since pictures are zoomed twice."""
    square = f'<rect width="32" height="32" fill="{ground}"/>' if ground else ""
    shape = _SHAPE.format(ink, _FEET)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="{side // 2}" height="{side // 2}">{square}{shape}</svg>'


if __name__ == "__main__":
    sys.exit(main())
