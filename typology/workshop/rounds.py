"""Two rounds on one code, and what moved between them: from what the room saw of each, never from single answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typology.messages import say
from typology.model import Knowledge

# A divergence that moved less is said not to have moved.
LEAST_MOVE = 0.1


def moved(before: Mapping[str, Any], after: Mapping[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    """Return what moved from one room's data (see ``aggregation.room``) to the next round's."""
    then, now = ({item["dimension"]: item for item in room["dimensions"]} for room in (before, after))
    counts, counted = ({item["id"]: item["combien"] for item in (*room["types"], *room["sans_type"])} for room in (before, after))
    names = {item["id"]: item["nom"] for item in (*after["types"], *after["sans_type"])}
    dimensions = [_dimension(then[name], now[name]) for name in knowledge.dimension_ids if name in then and name in now]
    closer = [item for item in dimensions if item["ecart"] <= -LEAST_MOVE]
    farther = [item for item in dimensions if item["ecart"] >= LEAST_MOVE]
    sentences = []
    if closer:
        most = min(closer, key=lambda item: item["ecart"])
        sentences.append(say("atelier_rapproche", titre=most["titre"].lower()))
    if farther:
        most = max(farther, key=lambda item: item["ecart"])
        sentences.append(say("atelier_eloigne", titre=most["titre"].lower()))
    return {
        "titre": say("atelier_bouge_titre"),
        "types": [
            {"id": kind, "nom": names[kind], "avant": counts[kind], "maintenant": counted[kind]}
            for kind in names
            if kind in counts and (counts[kind] or counted[kind]) and counts[kind] != counted[kind]
        ],
        "dimensions": sorted(dimensions, key=lambda item: item["ecart"]),
        "phrases": sentences or [say("atelier_rien_bouge")],
    }


def _dimension(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    change = round(after["valeur"] - before["valeur"], 1)
    key = "atelier_mot_rapproche" if change <= -LEAST_MOVE else "atelier_mot_eloigne" if change >= LEAST_MOVE else "atelier_mot_pareil"
    return {
        "dimension": after["dimension"],
        "titre": after["titre"],
        "avant": before["valeur"],
        "maintenant": after["valeur"],
        "ecart": change,
        "en_mots": say(key),
    }
