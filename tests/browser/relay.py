"""A network cable between the browser and the server, which a test can pull out and plug in again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.ports import free_port


class Relay:
    """Hands bytes over to a port of this machine, both ways, on a port of its own."""

    def __init__(self, target: int) -> None:
        self.port, self._target = free_port(), target
        self._door: socket.socket | None = None
        self._open: list[socket.socket] = []

    def plug(self) -> None:
        """Let connections in."""
        self._door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._welcome, args=(self._door,), daemon=True).start()

    def unplug(self) -> None:
        """Cut every connection, and refuse new ones, as when the server stops."""
        if self._door:
            # Shut down first: a thread waits in accept() and would let one more in.
            with suppress(OSError):
                self._door.shutdown(socket.SHUT_RDWR)
            self._door.close()
        for end in self._open:
            _cut(end)
        self._door, self._open = None, []

    def _welcome(self, door: socket.socket) -> None:
        while True:
            try:
                near, _ = door.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self._open += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_carry, args=(source, sink), daemon=True).start()


@contextmanager
def relay(target: int) -> Iterator[Relay]:
    """A relay, plugged in, unplugged at the end."""
    cable = Relay(target)
    cable.plug()
    try:
        yield cable
    finally:
        cable.unplug()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    _cut(source)
    _cut(sink)


def _cut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
