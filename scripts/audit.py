"""Ask pip-audit which locked packages have known vulnerabilities, and set aside those judged in docs/avis.yml.

Ends with 0 when every advisory found is judged, or when nothing could be asked (and says so); with 1 when one is not judged, or a judgement
is past its date or about another version. pip-audit does not fit beside Rasa's pins: uv runs it in an environment of its own.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
JUDGED = ROOT / "docs" / "avis.yml"
PIP_AUDIT = "pip-audit==2.10.1"
WITHIN = 600


def problems(report: dict[str, Any], judged: list[dict[str, Any]], today: datetime.date) -> Iterator[str]:
    """Say, for each advisory of pip-audit's report, what is missing: a judgement of that package, in that version, not past its date."""
    by_name = {item["paquet"]: item for item in judged}
    for package in report["dependencies"]:
        for advisory in package.get("vulns", ()):
            what = f"{package['name']} {package['version']} : {advisory['id']} (corrigé dans {', '.join(advisory['fix_versions']) or 'aucune version'})"
            item = by_name.get(package["name"])
            if item is None:
                yield f"{what}, pas jugé"
            elif str(item["version"]) != package["version"]:
                yield f"{what}, jugé pour la version {item['version']} seulement"
            elif item["revoir"] < today:
                yield f"{what}, jugement à revoir depuis le {item['revoir']}"


def unasked(report: dict[str, Any]) -> list[str]:
    """The packages about which the index said nothing."""
    return [package["name"] for package in report["dependencies"] if package.get("skip_reason")]


def main() -> int:
    """Run from the command line."""
    uv = shutil.which("uv") or str(ROOT / ".tools" / "uv" / "bin" / "uv")
    environment = {**os.environ, "UV_SYSTEM_CERTS": "true"}
    with tempfile.TemporaryDirectory() as folder:
        locked, out = Path(folder) / "requirements.txt", Path(folder) / "audit.json"
        export = [uv, "export", "--locked", "--no-dev", "--no-emit-project", "--no-hashes", "--quiet", "--output-file", str(locked)]
        audit = [uv, "tool", "run", PIP_AUDIT, "-r", str(locked), "--no-deps", "--disable-pip", "--progress-spinner", "off", "-f", "json", "-o", str(out)]
        subprocess.run(export, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL, timeout=WITHIN)
        try:
            told = subprocess.run(audit, cwd=folder, env=environment, capture_output=True, text=True, timeout=WITHIN)
            report = json.loads(out.read_text(encoding="utf-8"))
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            print(f"La base des vulnérabilités n'a pas pu être interrogée ({type(error).__name__}) : rien n'a été vérifié.")
            return 0
    silent, count = unasked(report), len(report["dependencies"])
    if len(silent) == count:
        print(f"La base des vulnérabilités n'est pas joignable d'ici : aucun des {count} paquets n'a été vérifié.")
        return 0
    found = list(problems(report, yaml.safe_load(JUDGED.read_text(encoding="utf-8"))["avis"], datetime.date.today()))
    known = sum(len(package.get("vulns", ())) for package in report["dependencies"])
    print(f"{count - len(silent)} paquets vérifiés sur {count} ; {known} avis, dont {known - len(found)} déjà jugés (docs/securite.md).")
    print("\n".join(found) or told.stderr.strip()[-200:])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
