"""Long work on many training texts, shared out among processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

# From so many items on it is shared out: to start a process takes longer than a few items do. Each process takes some hundreds of megabytes.
MANY, MOST = 2000, 4
# So many items at a time: few enough that all processes end together.
CHUNK = 250
Item = TypeVar("Item")
Result = TypeVar("Result")


def shared_out(work: Callable[[Sequence[Item]], Sequence[Result]], items: Sequence[Item]) -> Iterator[Result]:
    """Yield what ``work`` gives of the items, in their order, chunk by chunk. What it needs is to be loaded before: processes that are forked share it."""
    chunks = [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
    many = processes(len(items))
    if many == 1:
        for chunk in chunks:
            yield from work(chunk)
        return
    with ProcessPoolExecutor(many) as pool:
        for results in pool.map(work, chunks):
            yield from results


def processes(items: int) -> int:
    """How many processes take so many items."""
    return min(os.cpu_count() or 1, MOST) if items >= MANY else 1
