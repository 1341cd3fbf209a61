"""The short answers to what practitioners ask the bot, wherever they ask it: alone, or together with an answer."""

from __future__ import annotations

import re

from actions.state import State
from typology.evidence import Ledger
from typology.glossary import terms_in
from typology.messages import say
from typology.model import Centre, Knowledge, NetworkType, Status
from typology.report import because, lower_first, provenance
from typology.summary import packed
from typology.typography import fold, french

MOST_DEFINITIONS = 2
# Where the question begins in a message that answers first: the answer too may hold the name of a type (« on aide… »).
_ASKS = re.compile(r"c['’]est quoi|qu['’]est[- ]ce qu|que veut dire|[cç]a veut dire quoi|quelle (?:est la )?diff|entende?[sz]? quoi", re.I)
# « Pourquoi cette question ? », « pourquoi vous me demandez ça ? »: not « pourquoi dites-vous cela ? ».
_OF_A_QUESTION = re.compile(r"question|demand|savoir", re.I)


def aside(act: str, text: str, state: State, knowledge: Knowledge, ledger: Ledger | None = None) -> tuple[list[str], State]:
    """Return the sentences that answer a dialogue act, and the state in which the next answer will be worded differently.

    ``ledger`` is what was heard so far, from which the reasons of a result come.
    """
    if act == "demander_pourquoi":
        return explanation(text, state, knowledge, ledger or Ledger())
    if act == "demander_exemple":
        return examples(state, knowledge)
    if act == "definir":
        asked = _ASKS.split(text, 1)[-1]
        # « Et un réseau de partenariat, qu'est-ce que c'est ? » names it before.
        return definitions(asked if _names_something(asked, knowledge) else text, state, knowledge)
    turn, state = state.next_variant(act)
    return [say(act, turn)], state


def _names_something(text: str, knowledge: Knowledge) -> bool:
    return bool(named_types(text, knowledge) or list(terms_in(text, knowledge)) or named_centre(text, knowledge))


def explanation(text: str, state: State, knowledge: Knowledge, ledger: Ledger) -> tuple[list[str], State]:
    """What the question that stands separates; without one, the reasons of the result that was given; else what the interview is for."""
    if not state.question:
        reasons = because(ledger, knowledge) if state.resultat and not _OF_A_QUESTION.search(text) else None
        if not reasons:
            return _without_question(state)
        turn, state = state.next_variant("raisons_redites")
        return [say("raisons_redites", turn), reasons], state
    turn, state = state.next_variant(f"explication_{state.question}")
    return [say("explication", turn, pourquoi=knowledge.question(str(state.question)).pourquoi)], state


def examples(state: State, knowledge: Knowledge) -> tuple[list[str], State]:
    """Answers that one could give to the question that stands; without one, what the interview is for."""
    if not state.question:
        return _without_question(state)
    turn, state = state.next_variant(f"exemples_{state.question}")
    return [say("exemples", turn, exemples=" ; ".join(knowledge.question(str(state.question)).exemples))], state


def definitions(text: str, state: State, knowledge: Knowledge) -> tuple[list[str], State]:
    """What the text asks about, with its provenance: two types and how to tell them apart, a type, a centre, an acronym; else which types there are."""
    named = named_types(text, knowledge)[:MOST_DEFINITIONS]
    if len(named) == MOST_DEFINITIONS:
        return _difference(named[0], named[1], knowledge), state
    if named:
        return _sourced(named[0].nom, named[0].definition.texte, named[0].definition.statut, named[0].definition.source, knowledge), state
    terms = list(terms_in(text, knowledge))[:MOST_DEFINITIONS]
    if terms:
        return [french(say("sigle", terme=term.terme, developpe=term.developpe, simple=term.simple)) for term in terms], state
    centre = named_centre(text, knowledge)
    if centre:
        return _sourced(centre.nom, centre.definition, centre.statut, centre.source, knowledge), state
    if re.search(r"\bcentres?\b", fold(text)):
        claim = knowledge.objectif_contre_centre
        turn, state = state.next_variant("centre_de_gravite")
        return [french(f"{say('centre_de_gravite', turn)}\n\n*{provenance(claim.statut, claim.source, knowledge)}*")], state
    turn, state = state.next_variant("les_types")
    return [say("les_types", turn)], state


def named_types(text: str, knowledge: Knowledge) -> list[NetworkType]:
    """Return the types whose name the text holds, in the order of the text."""
    plain = fold(text)
    places = {item.id: re.search(rf"\b{item.id}s?\b", plain) for item in knowledge.types}
    found = sorted((match.start(), type_id) for type_id, match in places.items() if match)
    return [knowledge.type(type_id) for _, type_id in found]


def named_centre(text: str, knowledge: Knowledge) -> Centre | None:
    """Return the centre de gravité that the text names, or None."""
    plain = fold(text)
    names = {re.split(r"[\s']", fold(item.nom))[-1]: item for item in knowledge.centres}
    return next((item for name, item in names.items() if re.search(rf"\b{name}\b", plain)), None)


def _difference(first: NetworkType, second: NetworkType, knowledge: Knowledge) -> list[str]:
    confusion = knowledge.confusion(first.id, second.id)
    if confusion is None:
        return [text for item in (first, second) for text in _sourced(item.nom, item.resume, item.definition.statut, item.definition.source, knowledge)]
    source = provenance(confusion.statut, confusion.source, knowledge)
    answers = " ".join(say("difference_choix", reponse=choice.label, type=knowledge.type(choice.type).nom.lower()) for choice in confusion.choix)
    return [french(f"{confusion.pourquoi} {say('difference', question=lower_first(confusion.question))}"), french(f"{answers}\n\n*{source}*")]


def _sourced(name: str, text: str, status: Status, source: str, knowledge: Knowledge) -> list[str]:
    """The definition, cut between sentences where a bubble would be too long, and where it comes from."""
    sentences = re.split(r"(?<=[.!?])\s+", f"**{name}** : {text}")
    texts = packed([*sentences, f"*{provenance(status, source, knowledge)}*"])
    return [french(re.sub(r"\n(?!\*)", " ", text).replace("\n*", "\n\n*")) for text in texts]


def _without_question(state: State) -> tuple[list[str], State]:
    turn, state = state.next_variant("explication_sans_question")
    return [say("explication_sans_question", turn)], state
