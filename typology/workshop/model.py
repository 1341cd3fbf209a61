"""The trainer's sentences as immutable values: what ``knowledge/atelier.yml`` holds, once it is checked."""

from __future__ import annotations

from typology.claim import Claim, Status
from typology.frozen import Frozen

DURATIONS = (20, 45)
# The steps of the script, in their order.
STEPS = ("ouvrir", "demander", "confusion", "ecueils", "exercice", "cloture")
# What a room's results can look like; the script has words for each.
SMALL, AGREE, DISAGREE, DIFFERENT, NO_WHY = "petit_groupe", "accord", "desaccord", "diversite", "sans_pourquoi"
SITUATIONS = (SMALL, AGREE, DISAGREE, DIFFERENT, NO_WHY)
LEVELS = 4


class Situation(Frozen):
    """What the trainer says and watches in one situation: first words, what to ask, what to beware of."""

    id: str
    titre: str
    ouvrir: Claim
    demander: Claim
    vigilance: Claim


class Exercise(Frozen):
    """One exercise and the situations that it suits."""

    id: str
    titre: str
    consigne: str
    situations: tuple[str, ...]
    statut: Status
    source: str


class Workshop(Frozen):
    """The words around a session: ``niveaux`` has one sentence a level of divergence, ``minutes`` a number a duration, ``mots`` the codes' words."""

    mesure: Claim
    niveaux: tuple[str, ...]
    situations: tuple[Situation, ...]
    exercices: tuple[Exercise, ...]
    cloture: Claim
    minutes: dict[str, tuple[int, ...]]
    mots: tuple[str, ...]

    def situation(self, situation_id: str) -> Situation:
        """Return the words of that situation; KeyError if there is none."""
        for item in self.situations:
            if item.id == situation_id:
                return item
        raise KeyError(situation_id)
