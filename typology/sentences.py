"""Every sentence that the bot can say, where it is written and what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import product

from typology.model import Claim, Confusion, Dimension, Knowledge, NetworkType, Question
from typology.report import provenance
from typology.typography import french
from typology.workshop.model import Workshop


class Kind(str, Enum):
    """What a sentence is for; the rules differ."""

    bulle = "bulle"  # said by itself
    question = "question"  # asked by itself
    assemblage = "assemblage"  # a bubble made of others, as long as it can get
    phrase = "phrase"  # a sentence of a longer text
    titre = "titre"  # a heading or a name
    bouton = "bouton"  # what one clicks
    exemple = "exemple"  # somebody's answer, between guillemets
    morceau = "morceau"  # completed by what is around it


@dataclass(frozen=True)
class Sentence:
    """One text as written in the knowledge base, still with its {placeholders}: the file and key, the words, what they are for."""

    where: str
    text: str
    kind: Kind


# The keys of messages.yml that are not said by themselves; one that ends in « _ » stands for all that begin so, « …_titre » is a heading.
_PARTS = {
    "bouton_": Kind.bouton,
    "confiance_": Kind.morceau,
    "provenance_": Kind.phrase,
    "page_": Kind.morceau,
    "phase_": Kind.morceau,
    "nombres": Kind.morceau,
    "un_message": Kind.morceau,
    "des_messages": Kind.morceau,
    "pas_cela": Kind.morceau,
    "atelier_mot_": Kind.morceau,
    "atelier_ecueil_titre": Kind.morceau,
    "recap_inconnu": Kind.morceau,
    # Its word stands first, as in a dictionary.
    "sigle": Kind.morceau,
}
_HEADING = "_titre"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def sentences(knowledge: Knowledge) -> Iterator[Sentence]:
    """Yield every sentence of the knowledge base that can be said, then the bubbles that are made of several, filled in."""
    for key, variants in knowledge.messages.items():
        for rank, text in enumerate(variants, 1):
            yield Sentence(f"messages.yml, {key}.{rank}", text, message_kind(key))
    for opening in knowledge.ouvertures:
        yield from _question(f"ouvertures.yml, {opening.id}", opening)
    for dimension in knowledge.dimensions:
        yield from _question(f"dimensions/{dimension.id}.yml", dimension)
        yield from _modalities(dimension)
    for centre in knowledge.centres:
        where = f"centres.yml, {centre.id}"
        yield Sentence(f"{where}, nom", centre.nom, Kind.titre)
        yield Sentence(f"{where}, phrase", centre.phrase, Kind.phrase)
        yield Sentence(f"{where}, definition", centre.definition, Kind.bulle)
    for item in knowledge.types:
        yield from _type(item)
    for confusion in knowledge.confusions:
        yield from _confusion(confusion)
    for verdict in knowledge.verdicts:
        where = f"verdicts.yml, {verdict.id}"
        yield Sentence(f"{where}, titre", verdict.titre, Kind.titre)
        yield Sentence(f"{where}, texte", verdict.texte, Kind.phrase)
        yield Sentence(f"{where}, conseil", verdict.conseil, Kind.phrase)
    yield Sentence("verdicts.yml, objectif_contre_centre", knowledge.objectif_contre_centre.texte, Kind.phrase)
    yield Sentence("verdicts.yml, pourquoi_final", knowledge.pourquoi_final, Kind.phrase)
    yield from _workshop(knowledge.atelier)
    for term in knowledge.glossaire:
        yield Sentence(f"glossaire.yml, {term.terme}, developpe", term.developpe, Kind.morceau)
        yield Sentence(f"glossaire.yml, {term.terme}, simple", term.simple, Kind.morceau)
    yield from _assembled(knowledge)


def message_kind(key: str) -> Kind:
    """Return what the sentences under a key of ``messages.yml`` are for."""
    if key.endswith(_HEADING):
        return Kind.titre
    return next((kind for name, kind in _PARTS.items() if key == name or (name.endswith("_") and key.startswith(name))), Kind.bulle)


def fill(text: str, **values: str) -> str:
    """Return the text with its placeholders replaced, « mot » where no value is given."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], "mot"), text)


def _question(where: str, question: Question) -> Iterator[Sentence]:
    yield Sentence(f"{where}, titre", question.titre, Kind.titre)
    yield Sentence(f"{where}, question", question.question, Kind.question)
    yield Sentence(f"{where}, reformulation", question.reformulation, Kind.question)
    yield Sentence(f"{where}, pourquoi", question.pourquoi, Kind.bulle)
    for rank, text in enumerate(question.exemples, 1):
        yield Sentence(f"{where}, exemples.{rank}", text, Kind.exemple)


def _modalities(dimension: Dimension) -> Iterator[Sentence]:
    for modality in dimension.modalites:
        where = f"dimensions/{dimension.id}.yml, modalites.{modality.id}"
        yield Sentence(f"{where}, label", modality.label, Kind.bouton)
        yield Sentence(f"{where}, si", modality.si, Kind.morceau)


def _type(item: NetworkType) -> Iterator[Sentence]:
    where = f"types/{item.id}.yml"
    yield Sentence(f"{where}, nom", item.nom, Kind.titre)
    yield Sentence(f"{where}, resume", item.resume, Kind.phrase)
    yield Sentence(f"{where}, verbe", item.verbe, Kind.morceau)
    yield Sentence(f"{where}, definition", item.definition.texte, Kind.phrase)
    for pitfall in item.ecueils:
        at = f"{where}, ecueils.{pitfall.id}"
        yield Sentence(f"{at}, titre", pitfall.titre, Kind.titre)
        for key in ("ce_qui_se_passe", "signal", "premier_pas"):
            yield Sentence(f"{at}, {key}", getattr(pitfall, key), Kind.phrase)
    for rank, question in enumerate(item.questions, 1):
        yield Sentence(f"{where}, questions.{rank}", question.texte, Kind.question)
    for passage in item.passages:
        yield Sentence(f"{where}, passages.{passage.vers}, quand", passage.quand, Kind.phrase)
        yield Sentence(f"{where}, passages.{passage.vers}, ce_qui_change", passage.ce_qui_change, Kind.phrase)
    yield Sentence(f"{where}, exemple", item.exemple.texte, Kind.phrase)


def _confusion(confusion: Confusion) -> Iterator[Sentence]:
    where = f"confusions.yml, {confusion.id}"
    yield Sentence(f"{where}, pourquoi", confusion.pourquoi, Kind.phrase)
    yield Sentence(f"{where}, question", confusion.question, Kind.question)
    for rank, choice in enumerate(confusion.choix, 1):
        yield Sentence(f"{where}, choix.{rank}", choice.label, Kind.bouton)


def _workshop(workshop: Workshop) -> Iterator[Sentence]:
    yield Sentence("atelier.yml, mesure", workshop.mesure.texte, Kind.phrase)
    yield Sentence("atelier.yml, cloture", workshop.cloture.texte, Kind.phrase)
    for level, text in enumerate(workshop.niveaux, 1):
        yield Sentence(f"atelier.yml, niveaux.{level}", text, Kind.phrase)
    for situation in workshop.situations:
        where = f"atelier.yml, situations.{situation.id}"
        yield Sentence(f"{where}, titre", situation.titre, Kind.titre)
        for key in ("ouvrir", "demander", "vigilance"):
            yield Sentence(f"{where}, {key}", getattr(situation, key).texte, Kind.phrase)
    for exercise in workshop.exercices:
        yield Sentence(f"atelier.yml, exercices.{exercise.id}, titre", exercise.titre, Kind.titre)
        yield Sentence(f"atelier.yml, exercices.{exercise.id}, consigne", exercise.consigne, Kind.phrase)


def _assembled(knowledge: Knowledge) -> Iterator[Sentence]:
    """The bubbles that answer « pourquoi ? », « un exemple ? » and « c'est quoi ? », in each of their forms."""
    messages = knowledge.messages
    for where, question in _questions(knowledge):
        for key, values in (("explication", {"pourquoi": question.pourquoi}), ("exemples", {"exemples": " ; ".join(question.exemples)})):
            for rank, frame in enumerate(messages.get(key, ()), 1):
                yield Sentence(f"{where} dans messages.yml, {key}.{rank}", fill(frame, **values), Kind.assemblage)
    for item in knowledge.types:
        yield Sentence(f"types/{item.id}.yml, definition et source", f"**{item.nom}** : {_sourced(item.definition, knowledge)}", Kind.assemblage)
    for term, (rank, frame) in product(knowledge.glossaire, enumerate(messages.get("sigle", ()), 1)):
        text = fill(frame, terme=term.terme, developpe=term.developpe, simple=term.simple)
        yield Sentence(f"glossaire.yml, {term.terme} dans messages.yml, sigle.{rank}", text, Kind.assemblage)


def _questions(knowledge: Knowledge) -> Iterator[tuple[str, Question]]:
    for opening in knowledge.ouvertures:
        yield f"ouvertures.yml, {opening.id}", opening
    for dimension in knowledge.dimensions:
        yield f"dimensions/{dimension.id}.yml", dimension


def _sourced(claim: Claim, knowledge: Knowledge) -> str:
    return f"{claim.texte}\n\n*{provenance(claim.statut, claim.source, knowledge)}*"


def as_said(sentence: Sentence) -> str:
    """Return the sentence as it is shown: « mot » in the place of what is filled in, French typography."""
    return french(fill(sentence.text).strip())
