"""What a message asks about sessions, in so few words that nothing else can be meant: to open one, or to leave it."""

from __future__ import annotations

import re

from typology.typography import fold

CREATE, LEAVE = "creer", "quitter"
_WANTS = (
    r"(?:bonjour,? |svp,? |s'il vous plait,? )?"
    r"(?:(?:je|on|nous) (?:veux|veut|voulons|voudrais|voudrait|voudrions|souhaite|souhaitons|aimerais|aimerait|vais|va|dois) )?"
)
_CREATE = re.compile(
    rf"{_WANTS}(?:(?:ouvrir|creer|lancer|demarrer|commencer|animer|preparer|organiser|faire) )?"
    r"(?:un |une |l'|mon )?(?:nouvel )?atelier(?: (?:avec|pour) (?:un|mon|une|notre) (?:groupe|equipe|reseau|formation))?"
)
_LEAVE = re.compile(rf"{_WANTS}(?:(?:je|nous|on) )?(?:quitte|quitter|quittons|sors|sortir|sort) (?:de )?(?:l'|cet |mon )atelier")
_AROUND = " \t.!?…"


def workshop_act(text: str) -> str | None:
    """Return « creer » or « quitter » when the whole message asks for it, None otherwise: a narrative may well tell of a workshop."""
    plain = " ".join(fold(text).strip(_AROUND).split())
    if _LEAVE.fullmatch(plain):
        return LEAVE
    return CREATE if _CREATE.fullmatch(plain) else None
