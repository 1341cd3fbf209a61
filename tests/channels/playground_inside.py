"""Runs in a network namespace of its own, where nobody else can reach the playground: brings loopback up, starts it, and passes bytes to and fro.

``python playground_inside.py FOLDER BOT_PORT PLAYGROUND_PORT COMMAND…``: what comes to BOT_PORT goes out by FOLDER/bot.sock, what comes in by
FOLDER/playground.sock goes to PLAYGROUND_PORT. Ends with its standard input. Only the standard library: the namespace is all there is to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import socket
import struct
import subprocess
import sys
import threading

SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1


def bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()


async def main(folder: str, bot_port: int, playground_port: int, command: list[str]) -> None:
    async def out(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(f"{folder}/bot.sock")
        await asyncio.gather(copy(reader, back), copy(there, writer))

    async def into(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", playground_port)
        except OSError:
            # Not started yet: the other side sees a closed line, and tries again.
            writer.close()
            return
        await asyncio.gather(copy(reader, back), copy(there, writer))

    bring_loopback_up()
    # Kept by name: a server that nobody holds is closed.
    servers = [await asyncio.start_server(out, "127.0.0.1", bot_port), await asyncio.start_unix_server(into, f"{folder}/playground.sock")]
    playground = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    # A thread of its own, which does not keep the process alive: the playground may also end by itself.
    threading.Thread(target=lambda: (sys.stdin.read(), playground.kill()), daemon=True).start()
    while playground.poll() is None:
        await asyncio.sleep(0.2)
    for server in servers:
        server.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
