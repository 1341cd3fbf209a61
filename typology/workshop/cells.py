"""Which counts a room may see: never one that singles somebody out, nor one from which such a count follows by difference.

All these rules at once. A count under ``SMALLEST`` is hidden, zero included, so that a hidden cell may be empty. Hidden cells are at
least two. The people in hidden cells are none, or at least ``LEAST_HIDDEN``: one alone would be known to stand alone; and fewer than
they could hold if all were small. Where the first rule does not give the others, the smallest counts shown are hidden too (complementary
suppression).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# No result at all under so many.
MINIMUM = 5
SMALLEST = 3
LEAST_HIDDEN = 2


@dataclass(frozen=True)
class Cells:
    """``shown`` maps a cell to its count; ``others`` is how many people are in the hidden cells."""

    shown: Mapping[str, int]
    others: int

    def count(self, cell: str) -> int | None:
        """Return what is shown of a cell: its count, 0 when all are seen elsewhere, None when it is hidden."""
        return self.shown.get(cell, None if self.others else 0)


def protect(counts: Mapping[str, int]) -> Cells:
    """Return what may be shown of a table of counts, a person in one cell each; nothing when they are fewer than ``MINIMUM``."""
    total = sum(counts.values())
    shown = {cell: count for cell, count in counts.items() if count >= SMALLEST} if total >= MINIMUM else {}
    while shown and not _safe(total - sum(shown.values()), len(counts) - len(shown)):
        # The smallest one, whatever the order of the table.
        del shown[min(shown, key=lambda cell: (shown[cell], cell))]
    return Cells(shown, total - sum(shown.values()))


def _safe(hidden_people: int, hidden_cells: int) -> bool:
    # As many as small cells can hold: each would be known to be full.
    full = hidden_people >= (SMALLEST - 1) * hidden_cells
    return hidden_people == 0 or (hidden_people >= LEAST_HIDDEN and hidden_cells >= 2 and not full)
