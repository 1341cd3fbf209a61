"""Send random and mutated messages through the real webhook of a running bot: no 5xx, no trace, no word of another conversation.

    .venv/bin/python scripts/fuzz.py --url http://127.0.0.1:5005 --messages 50000 --seed 1

Every conversation says a word that no other one says; an answer that holds another's word is a mix-up. Ends with 1 when anything was found.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
CANARY = re.compile(r"zq[0-9a-f]{10}")
TRACE = re.compile(r'Traceback|File "|\bat 0x[0-9a-f]{6}|(?:[A-Z]\w+Error|Exception)\b|site-packages|sqlalchemy|psycopg')
# Turns of one conversation.
TURNS = 25
COMMANDS = (
    "/saluer",
    "/ne_sait_pas",
    "/passer",
    "/recapituler",
    "/recommencer",
    "/faire_pause",
    "/reprendre",
    "/demander_resultat",
    "/demander_exemple",
    '/repondre{"dimension": "autour_de", "modalite": "realisation"}',
    '/modifier{"dimension": "qui_decide"}',
    '/autre_periode{"quand": "avant"}',
)
WORDS = (
    "oui",
    "non",
    "je ne sais pas",
    "effacez tout",
    "c'est quoi une AMO ?",
    "montrez-moi mes réponses",
    "avant, c'était différent",
    "pourquoi cette question ?",
)
BLOCKS = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x300, 0x36F),
    (0x370, 0x6FF),
    (0x2000, 0x206F),
    (0x4E00, 0x4FFF),
    (0x1F300, 0x1F64F),
    (0xE000, 0xE0FF),
    (0xD800, 0xDFFF),
    (0, 0x1F),
)


@dataclass
class Found:
    """What came back: how many of each status, and what must not be."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0


def sentences() -> list[str]:
    """The examples of data/nlu, without their annotations."""
    lines = (line for path in (ROOT / "data" / "nlu").rglob("*.yml") for line in path.read_text(encoding="utf-8").splitlines())
    return [re.sub(r"\[([^\]]*)\](?:\{[^}]*\}|\([^)]*\))", r"\1", line.strip()[2:]) for line in lines if re.match(r"\s{4,}- ", line)]


def gibberish(rng: random.Random) -> str:
    """Characters of any kind, most often few."""
    low, high = rng.choice(BLOCKS)
    length = min(int(rng.expovariate(1 / 40)) + 1, 9000) if rng.random() > 0.002 else rng.randint(7000, 9000)
    return "".join(chr(rng.randint(*(rng.choice(BLOCKS) if rng.random() < 0.1 else (low, high)))) for _ in range(length))


def mutated(text: str, rng: random.Random) -> str:
    """The text with a few characters gone, doubled, exchanged, or others put in, or a piece of it repeated."""
    characters = list(text)
    for _ in range(rng.randint(0, 6)):
        at = rng.randrange(len(characters) + 1)
        match rng.randrange(5):
            case 0:
                del characters[at : at + rng.randint(1, 8)]
            case 1:
                characters[at:at] = gibberish(rng)[:8]
            case 2:
                characters[at:at] = characters[: rng.randint(0, 30)]
            case 3:
                characters[at:at] = rng.choice(("{", "}", "[", "](http://x)", "<b>", '"', "\\", "/", "\n\n", "%s", "{0}", "\u202e", "\x00", "'--", "${x}"))
            case 4:
                characters = characters[:at]
    return "".join(characters)


def texts(rng: random.Random) -> Iterator[str]:
    """Messages without end: sentences, mutated ones, buttons' payloads, mutated ones, and noise."""
    known = sentences()
    while True:
        kind = rng.random()
        if kind < 0.45:
            yield mutated(" ".join(rng.sample(known, rng.choice((1, 1, 1, 1, 3)))), rng)
        elif kind < 0.6:
            yield rng.choice(WORDS)
        elif kind < 0.7:
            yield rng.choice(COMMANDS)
        elif kind < 0.8:
            yield mutated(rng.choice(COMMANDS), rng)
        else:
            yield gibberish(rng)


def body_of(sender: str, text: str, rng: random.Random) -> bytes:
    """The request; one in fifty is no proper one."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    if rng.random() > 0.02:
        return body
    at = rng.randrange(len(body))
    return rng.choice(
        (
            body[:at],
            body[:at] + rng.randbytes(4) + body[at:],
            rng.randbytes(at),
            json.dumps([text]).encode(),
            json.dumps({"sender": [], "message": {}}).encode(),
        )
    )


def judge(found: Found, sender: str, canary: str, status: int, answer: bytes) -> None:
    """Note what must not be in one answer."""
    found.statuses[status] += 1
    text = answer.decode("utf-8", "replace")
    if status >= 500 or status not in (200, 400, 413, 429):
        found.wrong.append(f"statut {status}")
    if TRACE.search(CANARY.sub("", text)):
        found.wrong.append(f"trace : {TRACE.search(text)}")
    if others := set(CANARY.findall(text)) - {canary}:
        found.wrong.append(f"mélange : {canary} reçoit {others}")
    try:
        data: Any = json.loads(text)
    except ValueError:
        found.wrong.append("réponse qui n'est pas du JSON")
        return
    if status == 200 and not (isinstance(data, list) and data and all(item["recipient_id"] == sender for item in data)):
        found.wrong.append("réponse vide, ou adressée à quelqu'un d'autre")
    elif status == 200 and any((item.get("custom") or {}).get("a_renvoyer") for item in data):
        found.wrong.append("message qui n'a pas été gardé")
    if status != 200 and not (isinstance(data, dict) and data.get("message")):
        found.wrong.append(f"statut {status} sans phrase")


async def converse(session: aiohttp.ClientSession, url: str, turns: int, source: Iterator[str], rng: random.Random, found: Found) -> None:
    """Hold one conversation, with its own word in two messages out of three."""
    sender, canary = str(uuid.UUID(int=rng.getrandbits(128), version=4)), f"zq{rng.getrandbits(40):010x}"
    for _ in range(turns):
        text = next(source)
        if not text.startswith("/") and rng.random() < 0.66:
            text = f"{text} {canary}"
        began = time.monotonic()
        async with session.post(f"{url}/chat/webhook", data=body_of(sender, text, rng), headers={"Content-Type": "application/json"}) as answer:
            judge(found, sender, canary, answer.status, await answer.read())
        found.slowest = max(found.slowest, time.monotonic() - began)


async def fuzz(url: str, messages: int, seed: int, beside: int = 6, say: Callable[[str], None] = lambda _: None) -> Found:
    """Send so many messages, ``beside`` conversations at a time; return what came back."""
    rng, found = random.Random(seed), Found()  # noqa: S311  repeatable, not secret
    source, left = texts(rng), messages
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        while left > 0:
            sizes = [min(TURNS, left - TURNS * number) for number in range(beside) if left > TURNS * number]
            await asyncio.gather(*(converse(session, url, size, source, rng, found) for size in sizes))
            left -= sum(sizes)
            say(f"{messages - left} messages, {dict(found.statuses)}, {len(found.wrong)} problèmes, le plus lent {found.slowest:.1f} s")
    return found


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:5005")
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = asyncio.run(fuzz(options.url, options.messages, options.seed, say=lambda text: print(text, flush=True)))
    print("\n".join(sorted({f"{wrong} × {count}" for wrong, count in Counter(found.wrong).items()})) or "Rien à signaler.")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
