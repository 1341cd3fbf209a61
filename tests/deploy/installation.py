"""A whole installation on this machine: PostgreSQL, Redis, nginx, two chat servers and one action server, each of which can be killed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.channels.outcome import is_lost
from bot.settings import ROOT, Settings
from tests.conftest import require_program
from tests.ports import free_port

POSTGRES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))
# On two busy cores.
READY_WITHIN = 600.0
STOPS_WITHIN = 60.0


def wait(condition: Callable[[], bool], seconds: float = 30.0, what: str = "") -> None:
    """Wait until it is true; AssertionError when it is not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"attendu trop longtemps : {what}"
        time.sleep(0.2)


class Process:
    """A program that can be killed and started again."""

    def __init__(self, name: str, command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.stubborn = False

    def start(self, **changes: str) -> None:
        """Start it, its environment changed so."""
        with self.log.open("ab") as log:
            environment = {**(self.environment or os.environ), **changes}
            self.process = subprocess.Popen(self.command, cwd=ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the signal and wait until it is gone."""
        if self.process and self.process.poll() is None:
            # With whatever it started itself (faketime does not become what it runs).
            os.killpg(self.process.pid, number)
            try:
                self.process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                # Whatever else was started is to be stopped all the same.
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(30)
                self.stubborn = True


class Postgres(Process):
    """A real PostgreSQL in a folder of its own, as a user who is not root."""

    def __init__(self, folder: Path) -> None:
        require_program(str(POSTGRES / "initdb"))
        self.port, self.data = free_port(), folder / "base"
        self.data.mkdir(mode=0o700)
        # It becomes what it runs: `runuser` stays, stops itself when PostgreSQL is stopped (SIGSTOP), and never sees it end.
        self.asks = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] if os.geteuid() == 0 else []
        if self.asks:
            shutil.chown(self.data, "postgres")
        subprocess.run([*self.asks, str(POSTGRES / "initdb"), "-D", str(self.data), "-U", "reseau", "-A", "trust", "-N"], check=True, capture_output=True)
        options = ["-c", f"port={self.port}", "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.data}"]
        super().__init__("postgres", [*self.asks, str(POSTGRES / "postgres"), "-D", str(self.data), *options], folder)
        self.url = f"postgresql://reseau:mot-de-passe@127.0.0.1:{self.port}/postgres"

    def crash(self) -> None:
        """Kill it without a word to its clients, as a power cut would."""
        children = self.pids()
        for number in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        assert self.process is not None
        self.process.wait(20)
        wait(lambda: not any(Path(f"/proc/{child}").exists() for child in children), what="la fin de PostgreSQL")
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def pids(self) -> list[int]:
        """Return its process and those of its connections."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        return [pid, *map(int, subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split())]

    def end(self) -> None:
        """Stop it as one should."""
        if self.process and self.process.poll() is None:
            os.kill(self.pids()[0], signal.SIGINT)
            self.process.wait(30)

    def back(self) -> None:
        """Start it and wait until it answers."""
        self.start()
        wait(
            lambda: subprocess.run([str(POSTGRES / "pg_isready"), "-q", "-U", "reseau", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0,
            what="PostgreSQL",
        )

    def execute(self, *statements: str) -> None:
        """Do what has no result."""
        import psycopg2

        with contextlib.closing(psycopg2.connect(self.url)) as connection:
            connection.autocommit = True
            for statement in statements:
                connection.cursor().execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the query gives."""
        import psycopg2

        with contextlib.closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())


class Redis(Process):
    """A real Redis that keeps nothing on the disk."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        super().__init__("redis", [require_program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)], folder)


class Installation:
    """All of it, started; ``settings`` are those of the first chat server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = Postgres(folder)
        self.redis, self.https, self.http = Redis(folder), free_port(), free_port()
        action_port = free_port()
        common = {
            **os.environ, "DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url, "ACTION_PORT": str(action_port),
            "DATA_DIR": str(folder / "var"), "RATE_TOTAL": "60000",
        }  # fmt: skip
        run = [sys.executable, "-m", "bot.cli", "run", "--role"]
        self.actions = Process("actions", [*run, "actions"], folder, common)
        self.ports = [free_port(), free_port()]
        self.workers = [Process(f"rasa-{port}", [*run, "rasa"], folder, {**common, "PORT": str(port)}) for port in self.ports]
        self.settings = Settings.from_environment({**common, "PORT": str(self.ports[0])})
        self.nginx = Process("nginx", [require_program("nginx"), "-c", str(self._nginx()), "-e", str(folder / "nginx-erreurs.log")], folder)

    def _nginx(self) -> Path:
        """Our own two files, with this machine's ports and a certificate made for the test."""
        require_program("openssl")
        names = ["-keyout", str(self.folder / "privkey.pem"), "-out", str(self.folder / "fullchain.pem"), "-subj", "/CN=reseau.example.org", "-days", "1"]
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names], check=True, capture_output=True)
        included = []
        for name in ("reseau-amont.conf", "reseau.conf"):
            text = (ROOT / "deploy" / "nginx" / name).read_text(encoding="utf-8")
            changes = {
                "127.0.0.1:5005": f"127.0.0.1:{self.ports[0]}", "127.0.0.1:5006": f"127.0.0.1:{self.ports[1]}", "/etc/ssl/reseau": str(self.folder),
                "listen 80;": f"listen 127.0.0.1:{self.http};", "listen [::]:80;": "", "listen 443 ssl": f"listen 127.0.0.1:{self.https} ssl",
                "listen [::]:443 ssl http2;": "", "/var/log/nginx/reseau.log": str(self.folder / "nginx-acces.log"),
            }  # fmt: skip
            for old, new in changes.items():
                text = text.replace(old, new)
            (self.folder / name).write_text(text, encoding="utf-8")
            included.append(f"include {self.folder / name};")
        temporary = "".join(f"{kind}_temp_path {self.folder / kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        path = self.folder / "nginx.conf"
        path.write_text(
            f"daemon off; user {'root' if os.geteuid() == 0 else 'nobody'}; pid {self.folder / 'nginx.pid'}; error_log {self.folder / 'nginx-erreurs.log'};\n"
            f"events {{}}\nhttp {{ {temporary} {' '.join(included)} }}\n",
            encoding="utf-8",
        )
        return path

    def start(self) -> None:
        """Start everything and wait until both chat servers are ready."""
        for worker in self.workers:
            worker.start()
        self.postgres.back()
        self.redis.start()
        self.actions.start()
        self.nginx.start()
        for number in range(len(self.workers)):
            self.wait_ready(number)

    def wait_ready(self, number: int) -> None:
        """Wait until a chat server is ready to serve; its last words when it is not in time."""

        def ready() -> bool:
            assert self.workers[number].process is not None and self.workers[number].process.poll() is None, self.workers[number].log.read_text()[-3000:]
            return get(f"http://127.0.0.1:{self.ports[number]}/ready")[0] == 200

        wait(ready, READY_WITHIN, f"le serveur {number}")

    def stop(self) -> None:
        """Stop everything, the database last."""
        asked = (self.nginx, *self.workers, self.actions, self.redis)
        for process in asked:
            process.kill(signal.SIGTERM)
        self.postgres.end()
        assert not (late := [process.name for process in asked if process.stubborn]), f"ne s'arrêtent pas en {STOPS_WITHIN:.0f} s : {late}"

    def logs(self) -> str:
        """Return all that was written by anything."""
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in self.folder.glob("*.log"))

    def conversation(self) -> Conversation:
        """Begin a conversation through nginx."""
        return Conversation(f"https://127.0.0.1:{self.https}")


class Conversation:
    """One practitioner at the page: what has no answer is sent again, under the same name."""

    def __init__(self, address: str) -> None:
        self.address, self.sender = address, str(uuid.uuid4())
        self.question: dict[str, Any] | None = None

    def post(self, text: str, name: str | None = None) -> tuple[int, Any]:
        """Send a message once; return the status and what came back."""
        body = json.dumps({"sender": self.sender, "message": text, **({"id": name} if name else {})}).encode()
        status, answer = get(f"{self.address}/chat/webhook", body)
        return status, json.loads(answer)

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send a message that is answered; return the bot's messages."""
        status, messages = self.post(text, str(uuid.uuid4()))
        assert status == 200 and not is_lost(messages), (status, messages)
        self.question = next((message["custom"]["question"] for message in messages if "question" in message.get("custom", {})), self.question)
        return list(messages)


def get(address: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """Ask; return the status (0 when nobody answers) and the body."""
    context = ssl._create_unverified_context()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=90, context=context) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


@contextlib.contextmanager
def installed() -> Iterator[Installation]:
    """Start an installation in a folder of its own, and stop it. (pytest's folders are for their owner alone, and PostgreSQL is not root.)"""
    with tempfile.TemporaryDirectory(prefix="pourquoi-reseau-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        installation = Installation(Path(folder))
        try:
            installation.start()
            yield installation
        finally:
            installation.stop()
