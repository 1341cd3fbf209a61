"""No telemetry and no request to anyone: a whole server in a namespace without network, and every address that it tries to reach."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.conftest import require_program
from tests.ports import free_port

pytestmark = pytest.mark.server
# Runs inside: the loopback is brought up, the two servers start under strace, a conversation is held, all is stopped.
_INSIDE = """
import json, os, sys, uuid
from bot.launcher import servers
from bot.settings import Settings
from bot.terminal import send
settings, sender = Settings.from_environment(), str(uuid.uuid4())
with servers(settings):
    said = [send(settings, sender, text) for text in (
        "bonjour", "Avec Kevin et le CPAS de Namur on se voit chaque mois pour comparer ce que chacun observe.", "quelles données gardez-vous sur moi ?")]
print(json.dumps(said))
"""
_ADDRESS = re.compile(r'sa_family=AF_INET6?\b[^}]*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"|sin6_addr="([^"]+)")')


def reached(traces: list[Path]) -> set[str]:
    """Return every internet address that a process tried to connect or send to."""
    text = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in traces)
    return {next(filter(None, match)) for match in _ADDRESS.findall(text)}


def test_the_trace_would_show_a_request(tmp_path: Path) -> None:
    """The witness is not blind: what a single attempt looks like."""
    require_program("strace")
    attempt = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(1)\ntry: s.connect(('192.0.2.1', 53))\nexcept OSError: pass"
    subprocess.run(["strace", "-f", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(tmp_path / "t"), sys.executable, "-c", attempt], check=True)
    assert reached([tmp_path / "t"]) == {"192.0.2.1"}


def test_it_runs_without_network_and_looks_for_none(model: Path, tmp_path: Path) -> None:
    require_program("strace")
    require_program("unshare")
    require_program("ip")
    namespace = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
    if subprocess.run([*namespace, "true"], capture_output=True).returncode:
        if os.environ.get("CI"):
            pytest.fail("cette machine ne permet pas d'espace de noms sans réseau")
        pytest.skip("cette machine ne permet pas d'espace de noms sans réseau")
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path / "var"), "PORT": str(free_port()), "ACTION_PORT": str(free_port()),
        # A name that must not be asked for either.
        "http_proxy": "", "https_proxy": "",
    }  # fmt: skip
    traced = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-e",
        "trace=connect,sendto,sendmsg,sendmmsg",
        "-o",
        str(tmp_path / "trace"),
        sys.executable,
        "-c",
        _INSIDE,
    ]
    shell = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh", *traced]
    done = subprocess.run([*namespace, *shell], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "CPAS" not in done.stderr and "30" in done.stdout
    addresses = reached([tmp_path / "trace"])
    assert addresses, "rien n'a été tracé"
    assert {address for address in addresses if not address.startswith("127.") and address not in {"::1", "0.0.0.0", "::"}} == set()
