"""The short answers to what practitioners ask the bot, wherever they ask it: alone, or together with an answer."""

from __future__ import annotations

import re

from actions.state import State
from typology.glossary import terms_in
from typology.messages import say
from typology.model import Knowledge, NetworkType
from typology.report import provenance
from typology.typography import fold, french

MOST_DEFINITIONS = 2
# Where the question begins in a message that answers first: the answer too may hold the name of a type (« on aide… »).
_ASKS = re.compile(r"c['’]est quoi|qu['’]est[- ]ce qu|que veut dire|[cç]a veut dire quoi|quelle (?:est la )?diff|entende?[sz]? quoi", re.I)


def aside(act: str, text: str, state: State, knowledge: Knowledge) -> tuple[list[str], State]:
    """Return the sentences that answer a dialogue act, and the state in which the next answer will be worded differently."""
    if act == "demander_pourquoi":
        return explanation(state, knowledge)
    if act == "demander_exemple":
        return examples(state, knowledge)
    if act == "definir":
        asked = _ASKS.split(text, 1)[-1]
        # « Et un réseau de partenariat, c'est quoi ? » names it before.
        return definitions(asked if any(char.isalnum() for char in asked) else text, state, knowledge)
    turn, state = state.next_variant(act)
    return [say(act, turn)], state


def explanation(state: State, knowledge: Knowledge) -> tuple[list[str], State]:
    """What the question that stands separates; without one, what the interview is for."""
    if not state.question:
        return _without_question(state)
    turn, state = state.next_variant(f"explication_{state.question}")
    return [say("explication", turn, pourquoi=knowledge.question(str(state.question)).pourquoi)], state


def examples(state: State, knowledge: Knowledge) -> tuple[list[str], State]:
    """Answers that one could give to the question that stands; without one, what the interview is for."""
    if not state.question:
        return _without_question(state)
    turn, state = state.next_variant(f"exemples_{state.question}")
    return [say("exemples", turn, exemples=" ; ".join(knowledge.question(str(state.question)).exemples))], state


def definitions(text: str, state: State, knowledge: Knowledge) -> tuple[list[str], State]:
    """What the types named in the text are, with their provenance; else its acronyms; else which types there are."""
    named = named_types(text, knowledge)[:MOST_DEFINITIONS]
    if named:
        return [_definition(item, knowledge) for item in named], state
    terms = list(terms_in(text, knowledge))[:MOST_DEFINITIONS]
    if terms:
        return [french(say("sigle", terme=term.terme, developpe=term.developpe, simple=term.simple)) for term in terms], state
    turn, state = state.next_variant("les_types")
    return [say("les_types", turn)], state


def named_types(text: str, knowledge: Knowledge) -> list[NetworkType]:
    """Return the types whose name the text holds, in the order of the text."""
    plain = fold(text)
    places = {item.id: re.search(rf"\b{item.id}s?\b", plain) for item in knowledge.types}
    found = sorted((match.start(), type_id) for type_id, match in places.items() if match)
    return [knowledge.type(type_id) for _, type_id in found]


def _definition(item: NetworkType, knowledge: Knowledge) -> str:
    source = provenance(item.definition.statut, item.definition.source, knowledge)
    return french(f"**{item.nom}** : {item.definition.texte}\n\n*{source}*")


def _without_question(state: State) -> tuple[list[str], State]:
    turn, state = state.next_variant("explication_sans_question")
    return [say("explication_sans_question", turn)], state
