"""The trainer's script of 20 or 45 minutes, from what this room may see (``aggregation.room``): a sheet to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from typology.blocks import Block, Heading, Item, Items, Line, Paragraph, Sheet
from typology.claim import Claim
from typology.messages import say
from typology.model import Knowledge, NetworkType, Pitfall
from typology.report import lower_first, provenance
from typology.typography import french
from typology.workshop.model import DURATIONS, SMALL, Exercise, Situation

# What to ask first when no answer may be shown: what separates the centres.
FIRST_QUESTION = "autour_de"
PITFALLS = {20: 2, 45: 4}


def script(room: Mapping[str, Any] | None, minutes: int, title: str, knowledge: Knowledge) -> Sheet:
    """Return the script; ``room`` is None under five results. ValueError unless the minutes are 20 or 45."""
    if minutes not in DURATIONS:
        raise ValueError("20 ou 45 minutes sont attendues")
    return _Script(room, minutes, knowledge).sheet(title)


class _Script:
    def __init__(self, room: Mapping[str, Any] | None, minutes: int, knowledge: Knowledge) -> None:
        self.room, self.minutes, self.knowledge = room, minutes, knowledge
        self.situation: Situation = knowledge.atelier.situation(room["situation"] if room else SMALL)

    def sheet(self, title: str) -> Sheet:
        steps = (self._open(), self._ask(), self._confusion(), self._pitfalls(), self._exercise(), self._close())
        heard = str(self.room["resultats"]) if self.room else say("atelier_mot_peu")
        head = Paragraph(say("atelier_deroule_note", minutes=str(self.minutes), n=heard), tone="note")
        return Sheet(french(title), (head, *(block for step in steps for block in step)))

    def _heading(self, step: str) -> Heading:
        minutes = self.knowledge.atelier.minutes[step][DURATIONS.index(self.minutes)]
        return Heading(say(f"atelier_{step}_titre", minutes=str(minutes)))

    def _claim(self, claim: Claim, tone: str = "") -> Paragraph:
        return Paragraph(french(claim.texte), provenance(claim.statut, claim.source, self.knowledge), tone)

    def _open(self) -> Iterator[Block]:
        yield self._heading("ouvrir")
        yield Paragraph(french(self.situation.titre), tone="strong")
        yield self._claim(self.situation.ouvrir)

    def _ask(self) -> Iterator[Block]:
        yield self._heading("demander")
        found = self.room["divergence"] if self.room else None
        dimension = self.knowledge.dimension(found["dimension"] if found else FIRST_QUESTION)
        yield Paragraph(french(dimension.question), tone="strong")
        if found and found["lectures"]:
            yield Paragraph(say("atelier_lectures"))
            yield Items(tuple(Item(self._reading(reading)) for reading in found["lectures"]))
        yield self._claim(self.situation.demander)
        if self.minutes == DURATIONS[-1]:
            yield Paragraph(say("atelier_relance", question=french(dimension.reformulation)))

    def _reading(self, reading: Mapping[str, Any]) -> str:
        types = ", ".join(name.lower() for name in reading["types"])
        count = str(reading["combien"])
        return say("atelier_lecture", label=reading["label"], n=count, types=types) if types else say("atelier_lecture_seule", label=reading["label"], n=count)

    def _confusion(self) -> Iterator[Block]:
        yield self._heading("confusion")
        wanted = self.room["confusion"]["id"] if self.room else self.knowledge.confusions[0].id
        found = next(item for item in self.knowledge.confusions if item.id == wanted)
        first, second = (self.knowledge.type(type_id).nom for type_id in found.types)
        yield Paragraph(say("atelier_confusion", un=first.lower(), autre=second.lower()), tone="strong")
        yield Paragraph(french(found.pourquoi), provenance(found.statut, found.source, self.knowledge))
        yield Paragraph(say("page_confusion_question", question=french(found.question)))
        answers = (say("difference_choix", reponse=choice.label, type=self.knowledge.type(choice.type).nom.lower()) for choice in found.choix)
        yield Items(tuple(Item(answer) for answer in answers))

    def _pitfalls(self) -> Iterator[Block]:
        yield self._heading("ecueils")
        yield self._claim(self.situation.vigilance)
        for kind, pitfall in self._chosen():
            yield Heading(say("atelier_ecueil_titre", titre=french(pitfall.titre), type=kind.nom.lower()), 3)
            yield Paragraph(french(pitfall.ce_qui_se_passe), provenance(pitfall.statut, pitfall.source, self.knowledge))
            yield Items((Item(say("signal", signal=lower_first(pitfall.signal))), Item(say("premier_pas", pas=lower_first(pitfall.premier_pas)))))

    def _chosen(self) -> list[tuple[NetworkType, Pitfall]]:
        """The pitfalls of the room's types in turn, those that its answers recall first."""
        said = {f"{item['dimension']}.{reading['modalite']}" for item in (self.room or {}).get("dimensions", ()) for reading in item["reponses"]}
        kinds = [self.knowledge.type(type_id) for type_id in (self.room or {}).get("presents", ())]
        ranked = [sorted(kind.ecueils, key=lambda pitfall: not said & set(pitfall.indices)) for kind in kinds]
        in_turn = [(kind, pitfalls[rank]) for rank in range(max(map(len, ranked), default=0)) for kind, pitfalls in zip(kinds, ranked) if rank < len(pitfalls)]
        return in_turn[: PITFALLS[self.minutes]]

    def _exercise(self) -> Iterator[Block]:
        yield self._heading("exercice")
        found: Exercise = next(item for item in self.knowledge.atelier.exercices if self.situation.id in item.situations)
        yield Paragraph(french(found.titre), tone="strong")
        yield Paragraph(french(found.consigne), provenance(found.statut, found.source, self.knowledge))

    def _close(self) -> Iterator[Block]:
        yield self._heading("cloture")
        yield self._claim(self.knowledge.atelier.cloture)
        yield Line()
