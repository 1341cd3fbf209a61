"""The page to keep of a result, as blocks: the HTML page, the PDF and the text are all made of them, so that they cannot differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from typology.blocks import Block, Heading, Item, Items, Line, Link, Paragraph, Picture, Sheet
from typology.carte import in_words
from typology.diagnosis import EN_TRANSITION, PARTAGE, Diagnosis, diagnose
from typology.evidence import Ledger
from typology.explanation import Explanation, Reason, explain
from typology.messages import say
from typology.model import Claim, Knowledge, NetworkType, Status
from typology.path import passages
from typology.report import NEAR, OWN_SOURCE, confidence, heard, lower_first, provenance, would_change
from typology.sheet_text import as_text
from typology.typography import french, quote
from typology.words import LONGEST_WORDS, Words, words_from_dict

__all__ = ["Sheet", "Words", "as_text", "reopening", "sheet", "words_from_dict"]


def sheet(path: Sequence[Sequence[Ledger]], knowledge: Knowledge, words: Words | None = None) -> Sheet:
    """Return the page to keep of a path: phases in time, each the ledgers of what went on in parallel. It is about the last ledger.

    Quotes are those of ``words`` only, never the ledger's, and only about what the ledger holds. ValueError when the path has no ledger.
    """
    if not path or not all(path):
        raise ValueError("au moins un résultat par étape est attendu")
    return _Writer(path, knowledge, words or Words()).sheet()


def reopening(code: str, address: str) -> tuple[Block, ...]:
    """Return the blocks that say how to open the page again, by its code or its address."""
    return (
        Heading(say("page_rouvrir_titre")),
        Paragraph(say("page_rouvrir", code=code), tone="strong"),
        Paragraph(say("page_code_sans_mots")),
        Paragraph(say("page_comparer")),
        Paragraph(say("page_adresse")),
        Link(address, say("page_qr")),
    )


@dataclass
class _Writer:
    """Writes the blocks in their order, and remembers which sources were cited on the way."""

    path: Sequence[Sequence[Ledger]]
    knowledge: Knowledge
    words: Words
    cited: dict[tuple[str, Status], None] = field(default_factory=dict)

    def sheet(self) -> Sheet:
        ledger = self.path[-1][-1]
        diagnosis = diagnose(ledger, self.knowledge)
        verdict = self.knowledge.verdict(diagnosis.verdict)
        parts: list[Iterator[Block]] = []
        if diagnosis.type is None:
            title = verdict.titre
            parts += [self._unrecognised(diagnosis), self._opinion()]
        else:
            kind, explanation = self.knowledge.type(diagnosis.type), explain(ledger, diagnosis, self.knowledge)
            title = kind.nom
            parts += [self._result(diagnosis, kind), self._opinion(), self._definition(kind), self._reasons(explanation), self._nuances(diagnosis, explanation)]
            parts += [self._pitfalls(explanation), self._passages(kind), self._questions(kind)]
        parts += [self._path(), self._last_question(diagnosis), self._sources()]
        return Sheet(french(title), (Paragraph(say("page_appui"), tone="note"), *(block for part in parts for block in part)))

    def _source(self, status: Status, source_id: str) -> str:
        self.cited[source_id, status] = None
        return french(provenance(status, source_id, self.knowledge))

    def _claim(self, claim: Claim) -> Paragraph:
        return Paragraph(french(claim.texte), self._source(claim.statut, claim.source))

    def _unrecognised(self, diagnosis: Diagnosis) -> Iterator[Block]:
        verdict = self.knowledge.verdict(diagnosis.verdict)
        yield Heading(say("page_resultat_titre"))
        yield Paragraph(say("page_sans_type"), tone="strong")
        yield Paragraph(french(verdict.texte))
        yield Heading(say("page_conseil_titre"))
        yield Paragraph(french(verdict.conseil))

    def _result(self, diagnosis: Diagnosis, kind: NetworkType) -> Iterator[Block]:
        verdict = self.knowledge.verdict(diagnosis.verdict)
        yield Heading(say("page_resultat_titre"))
        yield Paragraph(say("page_resultat", confiance=confidence(diagnosis.types[kind.id]), type=kind.nom.lower()), tone="strong")
        yield Paragraph(say("page_centre", centre=self.knowledge.centre(kind.centre).nom.lower()), tone="strong")
        yield Paragraph(french(kind.resume))
        yield Picture(diagnosis.centres, kind.id, in_words(diagnosis.centres, kind.id, self.knowledge))
        yield Heading(french(verdict.titre), 3)
        yield Paragraph(french(verdict.texte))
        if diagnosis.verdict == PARTAGE:
            other, chance = diagnosis.ranking[1]
            yield Paragraph(say("aussi_possible", type=self._name(other)) if chance >= NEAR else say("incertain"))
        if diagnosis.verdict == EN_TRANSITION and diagnosis.avant:
            yield Paragraph(say("passage", avant=self._name(diagnosis.avant), maintenant=kind.nom.lower()))
            yield from self._changes([[diagnosis.avant], [kind.id]])
        yield Heading(say("page_conseil_titre"), 3)
        yield Paragraph(french(verdict.conseil))

    def _opinion(self) -> Iterator[Block]:
        if self.words.avis or self.words.vos_mots:
            yield Heading(say("page_avis_titre"))
        if self.words.avis:
            yield Paragraph(say(f"page_avis_{self.words.avis}"), tone="strong")
        if self.words.vos_mots:
            yield Paragraph(say("page_vos_mots", mots=quote(self.words.vos_mots, LONGEST_WORDS)), tone="said")

    def _definition(self, kind: NetworkType) -> Iterator[Block]:
        centre = self.knowledge.centre(kind.centre)
        yield Heading(say("page_definition_titre", type=kind.nom.lower()))
        yield self._claim(kind.definition)
        yield Heading(say("page_centre_titre"), 3)
        yield Paragraph(french(centre.definition), self._source(centre.statut, centre.source))

    def _reasons(self, explanation: Explanation) -> Iterator[Block]:
        if explanation.pour:
            yield Heading(say("pourquoi_titre"))
            yield Items(tuple(Item(self._reason(reason)) for reason in explanation.pour))
        if explanation.contre:
            yield Heading(say("page_contre_titre"), 3 if explanation.pour else 2)
            yield Items(tuple(Item(self._reason(reason)) for reason in explanation.contre))

    def _reason(self, reason: Reason) -> str:
        item = reason.evidence
        return french(heard(replace(item, citation=self.words.quote_for(item.dimension, item.modalite)), self.knowledge))

    def _nuances(self, diagnosis: Diagnosis, explanation: Explanation) -> Iterator[Block]:
        change, confusion = explanation.contrefactuel, explanation.confusion
        if change:
            yield Heading(say("page_contrefactuel_titre"))
            yield Paragraph(would_change(change, self.knowledge))
        if confusion:
            other = next(kind for kind in confusion.types if kind != diagnosis.type)
            why = say("page_confusion", type=self._name(other), pourquoi=confusion.pourquoi)
            yield Heading(say("page_confusion_titre"))
            yield Paragraph(why, self._source(confusion.statut, confusion.source))
            yield Paragraph(say("page_confusion_question", question=lower_first(confusion.question)))
        if explanation.objectif_contre_centre:
            yield Heading(say("page_objectif_titre"))
            yield Paragraph(say("objectif_annonce"))
            yield self._claim(self.knowledge.objectif_contre_centre)

    def _pitfalls(self, explanation: Explanation) -> Iterator[Block]:
        yield Heading(say("ecueils_titre"))
        yield Paragraph(say("page_ecueils_note"), tone="note")
        for pitfall, was_heard in explanation.ecueils:
            yield Heading(french(pitfall.titre), 3)
            if was_heard:
                yield Paragraph(say("page_ecueil_entendu"), tone="note")
            yield Paragraph(french(pitfall.ce_qui_se_passe), self._source(pitfall.statut, pitfall.source))
            yield Paragraph(say("signal", signal=lower_first(pitfall.signal)))
            yield Paragraph(say("premier_pas", pas=lower_first(pitfall.premier_pas)))

    def _passages(self, kind: NetworkType) -> Iterator[Block]:
        if not kind.passages:
            return
        yield Heading(say("page_passages_titre"))
        yield Paragraph(say("page_passages_note"), tone="note")
        for passage in kind.passages:
            yield Heading(say("page_passage_vers", type=self._name(passage.vers)), 3)
            yield Paragraph(french(passage.quand))
            yield Paragraph(say("passage_change", change=lower_first(passage.ce_qui_change)), self._source(passage.statut, passage.source))

    def _questions(self, kind: NetworkType) -> Iterator[Block]:
        yield Heading(say("page_questions_titre"))
        yield Items(tuple(Item(french(claim.texte), self._source(claim.statut, claim.source)) for claim in kind.questions))

    def _path(self) -> Iterator[Block]:
        if len(self.path) == 1 and len(self.path[0]) == 1:
            return
        steps = [[diagnose(ledger, self.knowledge).type for ledger in phase] for phase in self.path]
        names = [[self._name(kind) if kind else say("phase_sans_type") for kind in step] for step in steps]
        lines = [step[0] + "".join(say("page_parallele", type=name) for name in step[1:]) for step in names]
        yield Heading(say("page_parcours_titre"))
        yield Paragraph(say("page_parcours_note"), tone="note")
        yield Items(tuple(Item(french(line[:1].upper() + line[1:])) for line in lines), ordered=True)
        for before, now, _ in passages(steps, self.knowledge):
            yield Heading(say("page_passage_de_a", avant=self._name(before), apres=self._name(now)), 3)
            yield from self._changes([[before], [now]])

    def _changes(self, steps: Sequence[Sequence[str]]) -> Iterator[Block]:
        for _, _, passage in passages(steps, self.knowledge):
            if passage is None:
                yield Paragraph(say("passage_inconnu"))
            else:
                yield Paragraph(say("passage_change", change=lower_first(passage.ce_qui_change)), self._source(passage.statut, passage.source))

    def _last_question(self, diagnosis: Diagnosis) -> Iterator[Block]:
        yield Heading(say("question_finale"))
        yield Paragraph(french(self.knowledge.pourquoi_final))
        if not self.words.phrase:
            yield Paragraph(say("page_final_ligne"))
            yield Line()
            return
        yield Paragraph(say("page_final_reponse", phrase=quote(self.words.phrase, LONGEST_WORDS)), tone="said")
        if diagnosis.centre is None:
            yield Paragraph(say("page_final_sans_centre"))
        else:
            centre = self.knowledge.centre(diagnosis.centre)
            yield Paragraph(say("page_final_centre", centre=centre.nom.lower(), phrase=centre.phrase))

    def _sources(self) -> Iterator[Block]:
        yield Heading(say("page_sources_titre"))
        yield Paragraph(say("page_auteurs"))
        # A page without claims has no small print to explain.
        if not self.cited:
            return
        statuses = {status for _, status in self.cited}
        yield Heading(say("page_legende_titre"), 3)
        yield Items(tuple(Item(say(f"page_legende_{status.value}")) for status in Status if status in statuses))
        others = [source for source in self.knowledge.sources if source.id != OWN_SOURCE and any(source.id == cited for cited, _ in self.cited)]
        if others:
            yield Heading(say("page_textes_titre"), 3)
            yield Items(tuple(self._cited(source.id) for source in others))

    def _cited(self, source_id: str) -> Item:
        source = self.knowledge.source(source_id)
        year = f", {source.annee}" if source.annee else ""
        text = say("page_source", auteur=source.auteur, titre=source.titre, annee=year)
        url = source.url if source.url and source.url.startswith(("http://", "https://")) else ""
        return Item(f"{text} {say('page_source_extrait')}" if source.lu == "extrait" else text, url=url)

    def _name(self, kind: str) -> str:
        return self.knowledge.type(kind).nom.lower()
