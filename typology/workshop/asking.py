"""What a message asks about sessions, in so few words that nothing else can be meant: to open one, or to leave it."""

from __future__ import annotations

import re

from typology.typography import fold

CREATE, LEAVE = "creer", "quitter"
_POLITE = r"(?:bonjour,? |svp,? |s'il vous plait,? )?"
_WANTS = r"(?:je|nous) (?:veux|voulons|voudrais|voudrions|souhaite|souhaitons|aimerais|aimerions) "
# « Un atelier », « organiser un atelier » alone may answer a question of the interview.
_CREATE = re.compile(
    rf"{_POLITE}(?:atelier|(?:{_WANTS})?(?:ouvrir|creer|lancer|demarrer) un (?:nouvel )?atelier|{_WANTS}(?:animer|preparer) un (?:nouvel )?atelier)"
    r"(?: (?:avec|pour) (?:un|mon|une|notre) (?:groupe|equipe|reseau|formation))?"
)
_LEAVE = re.compile(rf"{_POLITE}(?:{_WANTS})?(?:(?:je|nous|on) )?(?:quitte|quitter|quittons|sors|sortir|sort) (?:de )?(?:l'|cet |mon )atelier")
_AROUND = " \t.!?…"


def workshop_act(text: str) -> str | None:
    """Return « creer » or « quitter » when the whole message asks for it, None otherwise: a narrative may well tell of a workshop."""
    plain = " ".join(fold(text).strip(_AROUND).split())
    if _LEAVE.fullmatch(plain):
        return LEAVE
    return CREATE if _CREATE.fullmatch(plain) else None
