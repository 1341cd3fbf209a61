"""The command of `make bench`."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from scripts.bench import bots, page, parts
from scripts.bench.parts import SMALL, Say, Size
from scripts.bench.processes import BenchError
from scripts.bench.results import PATH, Results
from scripts.bench.workers import workers

# In this order; each is written as soon as it is measured.
PARTS: dict[str, Callable[[Size, Say], dict[str, Any]]] = {
    "nlu": parts.nlu,
    "entrainement_origine": parts.training_stock,
    "demarrage": parts.start,
    "charge_notre": parts.load_of("notre"),
    "charge_origine": parts.load_of("origine"),
    "tour_notre": parts.share_of("notre"),
    "tour_origine": parts.share_of("origine"),
    "ouvriers": workers,
    "entrainement_notre": parts.training_ours,
}
_STOCK_NEEDED = {"demarrage", "charge_origine", "tour_origine"}


def main(arguments: list[str] | None = None) -> int:
    """Measure; 0 when every part asked for was measured."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    size = SMALL if options.petit else Size()
    names = [name for name in PARTS if name in (options.parties or PARTS) and name not in options.sans]
    results = Results(bots.FOLDER / "petit.json" if options.petit else PATH, anew=options.neuf, keep=bool(options.parties))
    if options.parties:
        for name in names:
            results.parts.pop(name, None)
    failed, began = [], time.monotonic()
    try:
        for name in names:
            if results.measured(name):
                _say(f"{name} : déjà mesuré, la mesure reprend après.")
            elif not _measure(name, results, size):
                failed.append(name)
            _said_since(began)
    except KeyboardInterrupt:
        _say("\nArrêté ; « make bench » reprendra où l'on en était.")
        return 130
    finally:
        bots.clean()
    for name in PARTS:
        before = results.from_before(name)
        if not results.measured(name) and before:
            results.add(name, before)
    results.write(finished=not options.parties and not failed)
    folder = bots.FOLDER if options.petit else PATH.parent
    page.write(results.data, folder)
    _say(page.goals_table(results.parts))
    _say(f"Écrit : {results.path} et {folder / 'performance.md'}")
    return 1 if failed else 0


def _measure(name: str, results: Results, size: Size) -> bool:
    _say(f"— {name}")
    try:
        if name in _STOCK_NEEDED and not bots.stock_is_trained():
            bots.train_stock()
        results.add(name, PARTS[name](size, _say))
    except Exception as error:
        # One part that fails must not take the others with it: the measure is long.
        _say(f"{name} : {type(error).__name__} : {error}")
        results.add(name, {"manque": f"{type(error).__name__} : {error}"[:600]})
        if not isinstance(error, BenchError):
            import traceback

            traceback.print_exc()
        return False
    return True


def _said_since(began: float) -> None:
    _say(f"  ({(time.monotonic() - began) / 60:.1f} min)")


def _say(text: str) -> None:
    print(text, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description="Mesure notre bot à côté d'un projet « rasa init », et écrit docs/performance.md.")
    parser.add_argument("--parties", nargs="+", choices=list(PARTS), metavar="PARTIE", help=f"ces parties seulement : {', '.join(PARTS)}")
    parser.add_argument("--sans", nargs="+", default=[], choices=list(PARTS), metavar="PARTIE", help="toutes sauf celles-ci")
    parser.add_argument("--petit", action="store_true", help="quelques secondes de chaque, pour essayer ; rien n'est écrit dans docs/")
    parser.add_argument("--neuf", action="store_true", help="recommence, même si une mesure a été interrompue")
    return parser


if __name__ == "__main__":
    sys.exit(main())
