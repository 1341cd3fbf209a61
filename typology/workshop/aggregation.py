"""What a room may see of its members' results, as JSON-able data: the only form in which results leave the session.

Everything that is shown or written from it (the screen, the CSV, the script) is made of this and of nothing else.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from typology.diagnosis import INDETERMINE, SANS_POURQUOI
from typology.likelihood import WEIGHTS
from typology.messages import say
from typology.model import Confusion, Knowledge, Typicality
from typology.report import provenance
from typology.typography import french
from typology.workshop.cells import MINIMUM, Cells, protect
from typology.workshop.contribution import Contribution
from typology.workshop.divergence import Divergence, divergences, overall
from typology.workshop.model import AGREE, DIFFERENT, DISAGREE, NO_WHY
from typology.workshop.places import Point, points

SAME, OWN = "meme", "chacun"
WITHOUT_TYPE = (SANS_POURQUOI, INDETERMINE)
UNKNOWN = "inconnu"
# All but one in five on one type, or posteriors nearer than this (bits): one voice, and nobody is the exception.
ALMOST_ALL, NEAR = 0.75, 0.25
# Answers that are so typical of a type point to it.
_POINTS = (Typicality.tres_typique, Typicality.typique)
MOST_TYPES = 2
# From this mean probability on, a type is one of the room's.
PRESENT = 0.2


def room(members: Sequence[Contribution], mode: str, knowledge: Knowledge) -> dict[str, Any] | None:
    """Return what may be shown of the results, or None under ``MINIMUM``. ``mode`` is « meme » (one network) or « chacun » (each their own)."""
    if len(members) < MINIMUM:
        return None
    types = protect(_kinds(members, knowledge))
    spread = divergences(members, knowledge)
    means = mean_types(members, knowledge)
    situation = knowledge.atelier.situation(_situation(members, mode))
    places = points([_centres(member.types, knowledge) for member in members])
    return {
        "resultats": len(members),
        "mode": mode,
        "situation": situation.id,
        "titre": french(situation.titre),
        "points": [{"centres": dict(point.centres), "combien": point.people} for point in places],
        "points_texte": _in_words(places, knowledge),
        "points_note": say("atelier_points_note"),
        "types": [{"id": item.id, "nom": french(item.nom), "centre": item.centre, "combien": types.count(item.id)} for item in knowledge.types],
        "sans_type": [{"id": verdict, "nom": french(knowledge.verdict(verdict).titre), "combien": types.count(verdict)} for verdict in WITHOUT_TYPE],
        "types_autres": types.others,
        "types_note": _note(types),
        "divergence": _divergence(spread[0], members, knowledge) if spread else None,
        "dimensions": [{**_measured(item, knowledge), **_answers(item.dimension, members, knowledge)} for item in spread],
        "confusion": _confusion(means, knowledge),
        "presents": _present(means),
        "mesure": {
            "texte": french(knowledge.atelier.mesure.texte),
            "source": provenance(knowledge.atelier.mesure.statut, knowledge.atelier.mesure.source, knowledge),
        },
        "version": knowledge.version,
    }


def mean_types(members: Sequence[Contribution], knowledge: Knowledge) -> dict[str, float]:
    """Return the mean of the members' posteriors, whatever their order."""
    return {type_id: math.fsum(member.types[type_id] for member in members) / len(members) for type_id in knowledge.type_ids}


def _present(means: Mapping[str, float]) -> list[str]:
    ranking = sorted(means, key=lambda type_id: -means[type_id])
    return [type_id for type_id in ranking[:MOST_TYPES] if means[type_id] >= PRESENT] or ranking[:1]


def _kinds(members: Sequence[Contribution], knowledge: Knowledge) -> dict[str, int]:
    found = Counter(member.type or member.verdict for member in members)
    return {kind: found[kind] for kind in (*knowledge.type_ids, *WITHOUT_TYPE)}


def _situation(members: Sequence[Contribution], mode: str) -> str:
    # A lone exception is not told: neither by a count nor by the words.
    kinds = Counter(member.type or member.verdict for member in members)
    if protect({"oui": kinds[SANS_POURQUOI], "non": len(members) - kinds[SANS_POURQUOI], "": 0}).shown.get("oui", 0) * 2 >= len(members):
        return NO_WHY
    most = max(count for kind, count in kinds.items())
    if most >= ALMOST_ALL * len(members) or overall(members) < NEAR:
        return AGREE
    return DISAGREE if mode == SAME else DIFFERENT


def _centres(types: Mapping[str, float], knowledge: Knowledge) -> dict[str, float]:
    total = math.fsum(types.values()) or 1.0
    return {centre.id: math.fsum(types[type_id] for type_id in centre.types) / total for centre in knowledge.centres}


def _in_words(places: Sequence[Point], knowledge: Knowledge) -> str:
    """The triangle's equivalent: how many people are nearest to which corner."""
    near: Counter[str] = Counter()
    for point in places:
        near[max(point.centres, key=lambda centre: point.centres[centre])] += point.people
    told = [say("atelier_mot_place", n=str(near[centre.id]), centre=centre.nom.lower()) for centre in knowledge.centres if near[centre.id]]
    return say("atelier_points", places=" ; ".join(told))


def _note(cells: Cells) -> str:
    if not cells.others:
        return say("atelier_tout_montre")
    return say("atelier_reste_cache", n=str(cells.others)) if cells.shown else say("atelier_tout_cache")


def _measured(item: Divergence, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "dimension": item.dimension,
        "titre": french(knowledge.dimension(item.dimension).titre),
        "valeur": item.value,
        "niveau": item.level,
        "en_mots": french(knowledge.atelier.niveaux[item.level]),
    }


def _answers(dimension: str, members: Sequence[Contribution], knowledge: Knowledge) -> dict[str, Any]:
    """How many gave each answer, of those who gave one (« je ne sais pas » is one); what may not be shown is in « autres »."""
    given = [member.reponses[dimension] or UNKNOWN for member in members if dimension in member.reponses]
    found = Counter(given)
    modalities = knowledge.dimension(dimension).modalites
    cells = protect({name: found[name] for name in (*(modality.id for modality in modalities), UNKNOWN)})
    readings = [
        {"modalite": modality.id, "label": french(modality.label), "combien": cells.shown[modality.id], "types": _pointed(dimension, modality.id, knowledge)}
        for modality in modalities
        if modality.id in cells.shown
    ]
    return {
        "repondants": len(given),
        "reponses": sorted(readings, key=lambda item: -item["combien"]),
        "ne_savent_pas": cells.count(UNKNOWN),
        "autres": cells.others,
    }


def _pointed(dimension: str, modality: str, knowledge: Knowledge) -> list[str]:
    words = {item.nom: item.typicite[dimension][modality] for item in knowledge.types}
    pointed = sorted((name for name, word in words.items() if word in _POINTS), key=lambda name: -WEIGHTS[words[name]])
    return [french(name) for name in pointed[:MOST_TYPES]]


def _divergence(item: Divergence, members: Sequence[Contribution], knowledge: Knowledge) -> dict[str, Any]:
    answers = _answers(item.dimension, members, knowledge)
    readings = answers["reponses"][:2]
    key = ("atelier_lectures_aucune", "atelier_lectures_une", "atelier_lectures_deux")[len(readings)]
    return {
        **_measured(item, knowledge),
        "question": french(knowledge.dimension(item.dimension).question),
        "repondants": answers["repondants"],
        "lectures": readings,
        "autres": answers["repondants"] - sum(reading["combien"] for reading in readings),
        "phrase": say(key),
    }


def _confusion(means: Mapping[str, float], knowledge: Knowledge) -> dict[str, Any]:
    """The confusion whose two types the room holds most together."""
    best: Confusion = max(knowledge.confusions, key=lambda item: means[item.types[0]] * means[item.types[1]])
    return {
        "id": best.id,
        "types": [french(knowledge.type(type_id).nom) for type_id in best.types],
        "pourquoi": french(best.pourquoi),
        "question": french(best.question),
        "choix": [{"label": french(choice.label), "type": french(knowledge.type(choice.type).nom)} for choice in best.choix],
        "source": provenance(best.statut, best.source, knowledge),
    }
