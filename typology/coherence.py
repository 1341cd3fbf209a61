"""Do the parts of the knowledge base agree with each other? Each problem is one sentence in French."""

from __future__ import annotations

from collections.abc import Iterator

from typology.model import OPENING_QUESTIONS, Knowledge, Status
from typology.workshop.coherence import workshop_claims, workshop_problems

# No claim about these types may stand under RTA's name beyond what RTA's texts, as read, say of them.
_LEAST_DOCUMENTED = ("aide", "synergie", "mobilisation")


def check(knowledge: Knowledge) -> Iterator[str]:
    """Yield every incoherence: unknown ids, orphans, missing cells, sources and statuses that disagree."""
    yield from _sizes(knowledge)
    yield from _unique_ids(knowledge)
    yield from _centres(knowledge)
    yield from _typicality(knowledge)
    yield from _provenance(knowledge)
    yield from _pitfalls_and_passages(knowledge)
    yield from _confusions(knowledge)
    yield from _short_answers(knowledge)
    yield from _glossary(knowledge)
    yield from workshop_problems(knowledge.atelier)


def claims(knowledge: Knowledge) -> Iterator[tuple[str, Status, str]]:
    """Yield (where, status, source id) for every sourced claim of the knowledge base."""
    for dimension in knowledge.dimensions:
        yield f"dimensions/{dimension.id}.yml", dimension.statut, dimension.source
    for centre in knowledge.centres:
        yield f"centres.yml, {centre.id}", centre.statut, centre.source
    for confusion in knowledge.confusions:
        yield f"confusions.yml, {confusion.id}", confusion.statut, confusion.source
    yield "verdicts.yml, objectif_contre_centre", knowledge.objectif_contre_centre.statut, knowledge.objectif_contre_centre.source
    for item in knowledge.types:
        where = f"types/{item.id}.yml"
        yield f"{where}, definition", item.definition.statut, item.definition.source
        yield f"{where}, exemple", item.exemple.statut, item.exemple.source
        for rank, question in enumerate(item.questions, 1):
            yield f"{where}, questions.{rank}", question.statut, question.source
        for pitfall in item.ecueils:
            yield f"{where}, ecueils.{pitfall.id}", pitfall.statut, pitfall.source
        for passage in item.passages:
            yield f"{where}, passages.{passage.vers}", passage.statut, passage.source
    yield from workshop_claims(knowledge.atelier)


def _sizes(knowledge: Knowledge) -> Iterator[str]:
    for dimension in knowledge.dimensions:
        if not 5 <= len(dimension.modalites) <= 9:
            yield f"dimensions/{dimension.id}.yml, clé « modalites » : de 5 à 9 modalités sont attendues"
    for question in (*knowledge.ouvertures, *knowledge.dimensions):
        if len(question.exemples) < 2:
            yield f"{question.id}, clé « exemples » : au moins 2 exemples sont attendus"
    for item in knowledge.types:
        for key, least in (("ecueils", 4), ("questions", 3), ("passages", 1)):
            if len(getattr(item, key)) < least:
                yield f"types/{item.id}.yml, clé « {key} » : au moins {least} éléments sont attendus"
    if [question.id for question in knowledge.ouvertures] != list(OPENING_QUESTIONS):
        yield f"ouvertures.yml : les questions {', '.join(OPENING_QUESTIONS)} sont attendues, dans cet ordre"
    expected = {"net", "partage", "en_transition", "sans_pourquoi", "indetermine"}
    if {verdict.id for verdict in knowledge.verdicts} != expected:
        yield f"verdicts.yml, clé « verdicts » : exactement {', '.join(sorted(expected))} sont attendus"
    for key, variants in knowledge.messages.items():
        if not variants or not all(text.strip() for text in variants):
            yield f"messages.yml, clé « {key} » : une liste de phrases est attendue"


def _unique_ids(knowledge: Knowledge) -> Iterator[str]:
    groups = {
        "sources.yml": [item.id for item in knowledge.sources],
        "confusions.yml": [item.id for item in knowledge.confusions],
        "types, ecueils": [pitfall.id for item in knowledge.types for pitfall in item.ecueils],
        "dimensions, modalites": [m.id for d in knowledge.dimensions for m in d.modalites],
    }
    for where, ids in groups.items():
        for wanted in sorted({i for i in ids if ids.count(i) > 1}):
            yield f"{where}, clé « id » : « {wanted} » est employé deux fois"


def _centres(knowledge: Knowledge) -> Iterator[str]:
    for item in knowledge.types:
        owners = [centre.id for centre in knowledge.centres if item.id in centre.types]
        if owners != [item.centre]:
            yield f"types/{item.id}.yml, clé « centre » : « {item.centre} » ne s'accorde pas avec centres.yml ({', '.join(owners) or 'aucun'})"
    for centre in knowledge.centres:
        for type_id in centre.types:
            if type_id not in knowledge.type_ids:
                yield f"centres.yml, {centre.id}, clé « types » : le type « {type_id} » n'existe pas"


def _typicality(knowledge: Knowledge) -> Iterator[str]:
    for item in knowledge.types:
        where = f"types/{item.id}.yml, clé « typicite"
        for dimension in knowledge.dimensions:
            cells = item.typicite.get(dimension.id, {})
            expected = {modality.id for modality in dimension.modalites}
            for missing in sorted(expected - set(cells)):
                yield f"{where}.{dimension.id} » : la modalité « {missing} » manque"
            for unknown in sorted(set(cells) - expected):
                yield f"{where}.{dimension.id} » : la modalité « {unknown} » n'existe pas"
        for unknown in sorted(set(item.typicite) - set(knowledge.dimension_ids)):
            yield f"{where} » : la dimension « {unknown} » n'existe pas"


def _provenance(knowledge: Knowledge) -> Iterator[str]:
    known = {source.id: source.statut for source in knowledge.sources}
    used = set()
    for where, status, source in claims(knowledge):
        used.add(source)
        if source not in known:
            yield f"{where}, clé « source » : « {source} » n'est pas dans sources.yml"
        elif status is not Status.proposition and known[source] is not status:
            yield f"{where}, clé « statut » : « {status.value} » ne s'accorde pas avec la source « {source} » ({known[source].value})"
    for orphan in sorted(set(known) - used):
        yield f"sources.yml : la source « {orphan} » n'est citée nulle part"
    for type_id in _LEAST_DOCUMENTED:
        item = knowledge.type(type_id)
        if item.definition.statut is Status.fondateur or item.exemple.statut is Status.fondateur:
            yield f"types/{type_id}.yml : le texte fondateur ne définit ni n'illustre ce type ; « proposition » est attendu"


def _pitfalls_and_passages(knowledge: Knowledge) -> Iterator[str]:
    cells = {f"{d.id}.{m.id}" for d in knowledge.dimensions for m in d.modalites}
    for item in knowledge.types:
        for pitfall in item.ecueils:
            for clue in pitfall.indices:
                if clue not in cells:
                    yield f"types/{item.id}.yml, ecueils.{pitfall.id}, clé « indices » : « {clue} » n'existe pas"
        for passage in item.passages:
            if passage.vers not in knowledge.type_ids or passage.vers == item.id:
                yield f"types/{item.id}.yml, clé « passages » : « {passage.vers} » n'est pas un autre type"


def _confusions(knowledge: Knowledge) -> Iterator[str]:
    for item in knowledge.confusions:
        where = f"confusions.yml, {item.id}"
        if item.dimension not in knowledge.dimension_ids:
            yield f"{where}, clé « dimension » : « {item.dimension} » n'existe pas"
            continue
        if {choice.type for choice in item.choix} != set(item.types) or not set(item.types) <= set(knowledge.type_ids):
            yield f"{where}, clé « choix » : un choix pour chacun des deux types est attendu"
        known = {modality.id for modality in knowledge.dimension(item.dimension).modalites}
        for choice in item.choix:
            if choice.modalite not in known:
                yield f"{where}, clé « choix » : « {choice.modalite} » n'est pas une modalité de « {item.dimension} »"


def _short_answers(knowledge: Knowledge) -> Iterator[str]:
    for dimension in knowledge.dimensions:
        known = {modality.id for modality in dimension.modalites}
        for key in ("oui", "non"):
            value = getattr(dimension, key)
            if value is not None and value not in known:
                yield f"dimensions/{dimension.id}.yml, clé « {key} » : la modalité « {value} » n'existe pas"


def _glossary(knowledge: Knowledge) -> Iterator[str]:
    seen: dict[str, str] = {}
    for term in knowledge.glossaire:
        for name in (term.terme, *term.variantes):
            if name.lower() in seen:
                yield f"glossaire.yml, {term.terme} : « {name} » est déjà écrit sous {seen[name.lower()]}"
            seen[name.lower()] = term.terme
        if not term.pays:
            yield f"glossaire.yml, {term.terme}, clé « pays » : au moins un pays est attendu"
