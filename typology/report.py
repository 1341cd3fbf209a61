"""The result as the practitioner reads it: a few bubbles of text, and the same as data for clients."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from typology.diagnosis import EN_TRANSITION, PARTAGE, Diagnosis, diagnose
from typology.evidence import SAID, Evidence, Ledger
from typology.explanation import Counterfactual, Explanation, Reason, explain
from typology.messages import say
from typology.model import Knowledge, Status
from typology.path import Steps, enters_action, in_words, passages
from typology.typography import french, quote

PITFALLS_SAID = 2
REASONS_SAID = 3
# Asked for again, beside the result that has them all.
REASONS_AGAIN = 2
# Of a long path, what the last passages change; the page to keep has them all.
MOST_PASSAGES = 2
OWN_SOURCE = "dossier"
# From this probability on, the second type is another reading worth naming.
NEAR = 0.2


@dataclass(frozen=True)
class Report:
    """``bulles`` are the texts to say, in order; ``resultat`` is the data of the contract ``custom.resultat``."""

    bulles: tuple[str, ...]
    resultat: dict[str, Any]


def report(ledger: Ledger, knowledge: Knowledge) -> Report:
    """Return the report of a ledger: a pure function of it."""
    diagnosis = diagnose(ledger, knowledge)
    explanation = explain(ledger, diagnosis, knowledge)
    if diagnosis.type is None:
        bubbles = [_without_type(diagnosis, knowledge)]
    else:
        bubbles = [_headline(diagnosis, knowledge), _why(explanation, knowledge), _pitfalls(explanation, knowledge)]
    return Report(tuple(french(text) for text in bubbles), as_data(ledger, diagnosis, explanation, knowledge))


def because(ledger: Ledger, knowledge: Knowledge) -> str | None:
    """Return the main reasons of the result, one a line, with the practitioner's words where there are any; None when there is none to give."""
    reasons = _distinct(explain(ledger, diagnose(ledger, knowledge), knowledge).pour)[:REASONS_AGAIN]
    return french("\n".join(_reason(reason, knowledge) for reason in reasons)) or None


def as_data(ledger: Ledger, diagnosis: Diagnosis, explanation: Explanation, knowledge: Knowledge) -> dict[str, Any]:
    """Return the result as JSON-able data; the shape is fixed by the contract with clients."""
    change, confusion = explanation.contrefactuel, explanation.confusion
    return {
        "verdict": diagnosis.verdict,
        "type": diagnosis.type,
        "centre": diagnosis.centre,
        "types": {type_id: round(p, 6) for type_id, p in diagnosis.types.items()},
        "centres": {centre_id: round(p, 6) for centre_id, p in diagnosis.centres.items()},
        "raisons": [
            {"dimension": r.evidence.dimension, "modalite": r.evidence.modalite, "citation": r.evidence.citation, "message": r.evidence.message}
            for r in explanation.pour
        ],
        "contrefactuel": {"dimension": change.dimension, "modalite": change.modalite, "type": change.type} if change else None,
        "confusion": {"id": confusion.id, "types": list(confusion.types), "question": french(confusion.question)} if confusion else None,
        "avant": diagnosis.avant,
        "questions_posees": len(ledger.posees),
        "version": knowledge.version,
    }


def confidence(probability: float) -> str:
    """Return the confidence in words; never a percentage in the conversation."""
    for least, key in ((0.9, "confiance_forte"), (0.7, "confiance_assez"), (0.5, "confiance_plutot")):
        if probability >= least:
            return say(key)
    return say("confiance_faible")


def provenance(status: Status, source_id: str, knowledge: Knowledge) -> str:
    """Return where a claim comes from, in a few words that the reader understands."""
    source = knowledge.source(source_id)
    if status is Status.proposition:
        if source_id == OWN_SOURCE:
            return say("provenance_proposition")
        return say("provenance_a_partir_de", auteur=source.auteur, titre=source.titre)
    if status is Status.fondateur:
        return say("provenance_fondateur")
    return say("provenance_autre", auteur=source.auteur, titre=source.titre)


def _without_type(diagnosis: Diagnosis, knowledge: Knowledge) -> str:
    words = knowledge.verdict(diagnosis.verdict)
    return f"**{words.titre}**\n\n{words.texte}\n\n{words.conseil}\n\n**{say('question_finale')}**"


def _headline(diagnosis: Diagnosis, knowledge: Knowledge) -> str:
    kind = knowledge.type(diagnosis.type or "")
    centre = knowledge.centre(kind.centre)
    probability = diagnosis.types[kind.id]
    lines = [say("resultat", confiance=confidence(probability), type=kind.nom.lower(), centre=centre.nom.lower()), kind.resume]
    if diagnosis.verdict == PARTAGE:
        other, chance = diagnosis.ranking[1]
        near = f"{knowledge.verdict(PARTAGE).texte} {say('aussi_possible', type=knowledge.type(other).nom.lower())}"
        lines.append(near if chance >= NEAR else say("incertain"))
    if diagnosis.verdict == EN_TRANSITION and diagnosis.avant:
        lines.append(_transition(diagnosis.avant, kind.id, knowledge))
    return "\n\n".join(lines)


def _transition(before: str, now: str, knowledge: Knowledge) -> str:
    former, current = knowledge.type(before), knowledge.type(now)
    return say("passage", avant=former.nom.lower(), maintenant=current.nom.lower()) + " " + _change(before, now, knowledge)


def told_path(steps: Steps, knowledge: Knowledge) -> str:
    """Return the phases told so far and what the last passage changes, as one text."""
    lines = [say("chemin", chemin=in_words(steps, knowledge))]
    for before, now, _ in passages(steps, knowledge)[-MOST_PASSAGES:]:
        names = say("chemin_passage", avant=knowledge.type(before).nom.lower(), maintenant=knowledge.type(now).nom.lower())
        lines.append(f"{names} {_change(before, now, knowledge)}")
    if any(enters_action(before, now, knowledge) for before, now, _ in passages(steps, knowledge)):
        lines.append(say("chemin_vers_action"))
    return french("\n\n".join(lines))


def _change(before: str, now: str, knowledge: Knowledge) -> str:
    ((_, _, passage),) = passages([[before], [now]], knowledge)
    return say("passage_change", change=lower_first(passage.ce_qui_change)) if passage else say("passage_inconnu")


def _why(explanation: Explanation, knowledge: Knowledge) -> str:
    lines = [f"**{say('pourquoi_titre')}**"]
    lines += [_reason(reason, knowledge) for reason in _distinct(explanation.pour)[:REASONS_SAID]] or [say("aucune_phrase")]
    if explanation.contre:
        lines += ["", say("contre_titre"), _reason(explanation.contre[0], knowledge)]
    change = explanation.contrefactuel
    if change:
        lines += ["", would_change(change, knowledge)]
    if explanation.objectif_contre_centre:
        claim = knowledge.objectif_contre_centre
        lines += ["", f"{say('objectif_annonce')} {claim.texte} *{provenance(claim.statut, claim.source, knowledge)}*"]
    if explanation.confusion and explanation.confusion_ouverte:
        lines += ["", say("confusion", question=lower_first(explanation.confusion.question))]
    return "\n".join(lines)


def _distinct(reasons: tuple[Reason, ...]) -> list[Reason]:
    """The reasons, each clause quoted once; what was clicked has no words and is always kept."""
    seen: set[str] = set()
    kept = []
    for reason in reasons:
        if not reason.evidence.citation or reason.evidence.citation not in seen:
            kept.append(reason)
        seen.add(reason.evidence.citation)
    return kept


def _reason(reason: Reason, knowledge: Knowledge) -> str:
    return f"- {heard(reason.evidence, knowledge)}"


def heard(evidence: Evidence, knowledge: Knowledge) -> str:
    """Return one evidence as « words » and what they were taken to mean."""
    dimension = knowledge.dimension(evidence.dimension)
    meaning = after_colon(dimension.modality(evidence.modalite or "").label)
    if evidence.polarite != SAID:
        meaning = say("pas_cela", sens=meaning)
    return f"{quote(evidence.citation)} → {dimension.titre.lower()} : {meaning}" if evidence.citation else f"{dimension.titre} : {meaning}"


def would_change(change: Counterfactual, knowledge: Knowledge) -> str:
    """Return « Si …, ce serait plutôt un réseau de … »."""
    modality = knowledge.dimension(change.dimension).modality(change.modalite)
    condition = f"S'{modality.si}" if modality.si.startswith("il") else f"Si {modality.si}"
    return say("contrefactuel", si=condition, type=knowledge.type(change.type).nom.lower())


def after_colon(label: str) -> str:
    """Return a label to follow a colon: without its first capital, and what its own colon announces in brackets."""
    head, *details = re.split(r"\s:\s", label, maxsplit=1)
    return lower_first(f"{head} ({details[0]})" if details else head)


def lower_first(text: str) -> str:
    """Return the text without its first capital, to follow a colon."""
    return text[:1].lower() + text[1:]


def _pitfalls(explanation: Explanation, knowledge: Knowledge) -> str:
    lines = [f"**{say('ecueils_titre')}**"]
    for pitfall, _ in explanation.ecueils[:PITFALLS_SAID]:
        # The source stands by the claim that it supports: the sign and the first step are this project's own.
        source = provenance(pitfall.statut, pitfall.source, knowledge)
        lines += [
            "",
            f"**{pitfall.titre}** — {pitfall.ce_qui_se_passe} *{source}*",
            say("signal", signal=lower_first(pitfall.signal)),
            say("premier_pas", pas=lower_first(pitfall.premier_pas)),
        ]
    return "\n".join([*lines, "", knowledge.pourquoi_final, "", f"**{say('question_finale')}**"])
