"""The picture of the measure: ratios and their goals, a turn by number of conversations, and where a turn goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scripts.bench.figures import LEVELS, at, goals

OURS, THEIRS, GOAL = "#0b5cad", "#8a8a8a", "#b3261e"
_PARTS = ("noms", "nlu", "tracker", "policy", "action", "store", "reste")


def draw(parts: dict[str, Any], path: Path) -> None:
    """Draw what was measured as SVG; a panel without figures says so."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "performance", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
    from matplotlib import pyplot as plt

    figure, (ratios, turns, shares) = plt.subplots(1, 3, figsize=(15, 5), constrained_layout=True)
    _ratios(ratios, parts)
    _turns(turns, parts)
    _shares(shares, parts)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _ratios(axes: Any, parts: dict[str, Any]) -> None:
    told = [goal for goal in goals(parts) if goal.value is not None and "(ms)" not in goal.name]
    axes.set_title("Rapports mesurés (bleu) et buts (rouge)")
    for row, goal in enumerate(reversed(told)):
        assert goal.value is not None  # noqa: S101
        axes.barh(row, goal.value, color=OURS, height=0.6)
        axes.plot([goal.wanted] * 2, [row - 0.4, row + 0.4], color=GOAL, linewidth=2)
        axes.text(goal.value, row, f" {goal.value:.2f}".replace(".", ","), va="center")
    axes.set_yticks(range(len(told)), [f"{goal.name} ({goal.sign} {str(goal.wanted).replace('.', ',')})" for goal in reversed(told)])
    if told:
        axes.set_xscale("log")
    else:
        _nothing(axes)


def _turns(axes: Any, parts: dict[str, Any]) -> None:
    axes.set_title("Un tour selon le nombre de conversations (ms)")
    drawn = False
    for kind, name, colour in (("notre", "notre bot", OURS), ("origine", "rasa init", THEIRS)):
        for key, style in (("p50_ms", "-o"), ("p95_ms", "--o")):
            points = [(place, value) for place, level in enumerate(LEVELS) if (value := at(parts, f"charge_{kind}", "niveaux", str(level), key)) is not None]
            if points:
                axes.plot(*zip(*points), style, color=colour, label=f"{name}, {key[:3]}")
                drawn = True
    axes.set_xticks(range(len(LEVELS)), [str(level) for level in LEVELS])
    axes.set_xlabel("conversations à la fois")
    if drawn:
        axes.set_yscale("log")
        axes.legend(frameon=False)
    else:
        _nothing(axes)


def _shares(axes: Any, parts: dict[str, Any]) -> None:
    axes.set_title("Où va un tour (moyenne, ms)")
    bots = [(name, found) for kind, name in (("notre", "notre bot"), ("origine", "rasa init")) if (found := at(parts, f"tour_{kind}", "parts_ms"))]
    if not bots:
        _nothing(axes)
        return
    below = [0.0] * len(bots)
    for part in _PARTS:
        values = [found.get(part, 0.0) for _, found in bots]
        axes.bar([name for name, _ in bots], values, bottom=below, label=part, width=0.5)
        below = [bottom + value for bottom, value in zip(below, values)]
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], labels[::-1], frameon=False)


def _nothing(axes: Any) -> None:
    axes.text(0.5, 0.5, "pas mesuré", ha="center", va="center", transform=axes.transAxes)
