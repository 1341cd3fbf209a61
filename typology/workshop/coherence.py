"""Is ``knowledge/atelier.yml`` whole? Each problem is one sentence in French."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typology.claim import Status
from typology.workshop.code import neighbours
from typology.workshop.model import DURATIONS, LEVELS, SITUATIONS, STEPS, Workshop

# Fewer words would make codes that one can guess.
FEWEST_WORDS = 100
_WORD = re.compile(r"[a-y][a-z]{4,8}")


def workshop_problems(workshop: Workshop) -> Iterator[str]:
    """Yield what is missing, written twice or does not add up."""
    if len(workshop.niveaux) != LEVELS:
        yield f"atelier.yml, clé « niveaux » : {LEVELS} phrases sont attendues"
    if [item.id for item in workshop.situations] != list(SITUATIONS):
        yield f"atelier.yml, clé « situations » : exactement {', '.join(SITUATIONS)} sont attendues, dans cet ordre"
    for exercise in workshop.exercices:
        for unknown in sorted(set(exercise.situations) - set(SITUATIONS)):
            yield f"atelier.yml, exercices.{exercise.id}, clé « situations » : « {unknown} » n'existe pas"
    for situation in SITUATIONS:
        if not any(situation in exercise.situations for exercise in workshop.exercices):
            yield f"atelier.yml, clé « exercices » : aucun ne convient à « {situation} »"
    if tuple(workshop.minutes) != STEPS or any(len(minutes) != len(DURATIONS) for minutes in workshop.minutes.values()):
        yield f"atelier.yml, clé « minutes » : {', '.join(STEPS)} sont attendues, avec {len(DURATIONS)} nombres chacune"
    else:
        for rank, duration in enumerate(DURATIONS):
            total = sum(minutes[rank] for minutes in workshop.minutes.values())
            if total != duration:
                yield f"atelier.yml, clé « minutes » : les étapes de la séance de {duration} minutes en font {total}"
    yield from _words(workshop.mots)


def workshop_claims(workshop: Workshop) -> Iterator[tuple[str, Status, str]]:
    """Yield (where, status, source id) for every sourced claim."""
    yield "atelier.yml, mesure", workshop.mesure.statut, workshop.mesure.source
    yield "atelier.yml, cloture", workshop.cloture.statut, workshop.cloture.source
    for situation in workshop.situations:
        for key in ("ouvrir", "demander", "vigilance"):
            claim = getattr(situation, key)
            yield f"atelier.yml, situations.{situation.id}.{key}", claim.statut, claim.source
    for exercise in workshop.exercices:
        yield f"atelier.yml, exercices.{exercise.id}", exercise.statut, exercise.source


def _words(words: tuple[str, ...]) -> Iterator[str]:
    if len(words) < FEWEST_WORDS:
        yield f"atelier.yml, clé « mots » : au moins {FEWEST_WORDS} mots sont attendus"
    for word in words:
        if not _WORD.fullmatch(word):
            yield f"atelier.yml, clé « mots » : « {word} » ; de 5 à 9 lettres sans accent sont attendues, et jamais un z au début"
    try:
        neighbours(words)
    except ValueError as error:
        yield f"atelier.yml, clé « mots » : {error}"
