"""What was heard so far, dimension by dimension, as the practitioner reads it before changing an answer."""

from __future__ import annotations

from dataclasses import dataclass

from typology.evidence import Ledger
from typology.messages import say
from typology.model import Knowledge
from typology.report import after_colon
from typology.typography import french

# Of one bubble of the conversation.
MOST_WORDS = 60


@dataclass(frozen=True)
class Summary:
    """``bulles`` are the texts to say; ``dimensions`` the ids of those that were answered, « je ne sais pas » included, in the knowledge's order."""

    bulles: tuple[str, ...]
    dimensions: tuple[str, ...]


def summary(ledger: Ledger, knowledge: Knowledge) -> Summary:
    """Return what the ledger holds now: the best reading of each dimension; dimensions of which nothing was heard are left out."""
    lines, found = [], []
    for dimension in knowledge.dimensions:
        heard = [item for item in ledger.heard_on(dimension.id) if item.current and item.sure]
        best = max(heard, key=lambda item: item.confiance, default=None)
        if best is None and dimension.id not in ledger.repondues:
            continue
        said = after_colon(dimension.modality(str(best.modalite)).label) if best else say("recap_inconnu")
        lines.append(f"- **{dimension.titre}** : {said}")
        found.append(dimension.id)
    return Summary(tuple(french(text) for text in packed([say("recap"), *lines])), tuple(found))


def packed(lines: list[str], most: int = MOST_WORDS) -> list[str]:
    """Return the lines joined into as few texts as hold at most ``most`` words each; a longer line stands alone."""
    texts: list[list[str]] = []
    for line in lines:
        if texts and sum(len(known.split()) for known in texts[-1]) + len(line.split()) <= most:
            texts[-1].append(line)
        else:
            texts.append([line])
    return ["\n".join(text) for text in texts]
