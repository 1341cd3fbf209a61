"""Rasa graph component: the dialogue acts that need no likeness: a code of ours, a session to open, a definition, what holds no word of French."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.evidence_extractor import EVIDENCE
from bot.nlu.french import fold
from typology.code import find_code
from typology.loader import load
from typology.workshop.asking import workshop_act
from typology.workshop.code import find_session_code

OPEN_CODE, DEFINE, WORKSHOP, TELL = "ouvrir_code", "definir", "atelier", "informer"
# « Et le centre de la réflexion, alors, qu'est-ce que c'est ? »: it names what the bot can define.
_ASKS_WHAT = re.compile(
    r"\b(c'est quoi|qu'est[- ]ce que? (?:c'est|ca veut dire)|(?:ca )?veut dire quoi|que veut dire|quelle (?:est la )?difference|definition)\b"
)
MOST_WORDS, LONGEST = 15, 200
# « Mais au fait, c'est quoi le soutien »: no more words lead up to a question that has no question mark.
LEADS_UP = 3
# Half a yes answers whatever was asked, though the letters of « en partie » are nearly those of « je dois partir ».
_HALF_YES = re.compile(r"\W*(?:oui,? )?(?:en partie|partiellement|plus ou moins|a moitie|oui et non|pas tout a fait|pas entierement)(?: seulement)?\W*")
# « jsp » is in no dictionary, and known by its letters.
KNOWN_BY_HEART = 0.9

# « Il y a aussi un autre groupe en parallèle » tells of a second network, not more of the first.
_IN_PARALLEL = re.compile(
    r"\b(?:une? autre|(?:j'|on |nous |il y )(?:ai|a|avons)(?: aussi)? d'autres) (?:groupe|reseau|equipe|projet|collectif)s?\b.*"
    r"\b(?:en parallele|en meme temps)\b"
)
OTHER_PERIOD, FOREIGN, RESUME, ROBOT = "autre_periode", "autre_langue", "reprendre", "robot"
# The last sentence asks for it: « j'ai pu parler à quelqu'un, je voudrais reprendre ». « Si l'an prochain on peut continuer » is an answer.
_RESUMES = re.compile(
    r"(?!.*\bs(?:i|')\b)(?:.*[.!,;:]|(?:\W*\b(?:bonjour|bonsoir|re|merci|ok|d'accord|c'est bon|(?:me )?(?:re)?voila|je suis (?:la|de retour|revenue?)|"
    r"desolee?|alors|et|mais|bon|oui|maintenant)\b)*)\W*(?:(?:et|mais|alors|donc|maintenant|est-ce que) )*"
    r"(?:je (?:voudrais|veux|peux|souhaite)|(?:est-ce qu')?on peut|pouvons-nous) (?:reprendre|continuer)(?: maintenant)?\W*",
    re.DOTALL,
)
# « C'est bon, je suis là » comes back too.
_BACK = re.compile(
    r"\W*(?:(?:c'est bon|ok|voila|bonjour|rebonjour|re|merci|desolee?|oui|alors|et|mais|ca y est)\W+)*"
    r"(?:me (?:re)?voila|(?:je suis|chuis|j'suis|on est|nous sommes) (?:la|de retour|revenue?s?))(?: maintenant| a nouveau)?\W*"
)
# « C'est quoi ce truc ? » asks who answers, and not why a question is put.
_ASKS_WHO = re.compile(
    r"\W*(?:(?:bonjour|salut|hello|euh|mais|et|alors|au fait|dites?(?:[- ]moi)?)\W+)*(?:c'?est|c est|c) (?:quoi|koi|qui),?(?: au juste| exactement)? "
    r"(?:ce|cet|cette|ton|votre) (?:truc|machin|bidule|chose|outil|site|programme|logiciel|application|appli|bot|chatbot|robot)(?: au juste| exactement)?\W*"
)
# « hgfd » is no language.
_NO_VOWEL = re.compile(r"\b[bcdfghjklmnpqrstvwxz]{4,}\b")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CertainActs(GraphComponent):
    """Overrides the intent of the classifiers before it; comes after the evidence too."""

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> CertainActs:
        """Create the component: it has nothing to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of each message whose act is certain."""
        for message in messages:
            act = certain_act(message)
            if act:
                message.set(INTENT, {INTENT_NAME_KEY: act, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
        return messages


def certain_act(message: Message) -> str | None:
    """Return the name of the intent that a message certainly has, or None."""
    text = message.get(TEXT) or ""
    if text.startswith("/"):
        return None
    if find_code(text):
        return OPEN_CODE
    if workshop_act(text) or find_session_code(text, load()):
        return WORKSHOP
    if _asks_what(text):
        return DEFINE
    if len(text) <= LONGEST and len(text.split()) <= MOST_WORDS:
        plain = fold(text)
        if _HALF_YES.fullmatch(plain):
            return TELL
        if _RESUMES.fullmatch(plain) or _BACK.fullmatch(plain):
            return RESUME
        if _IN_PARALLEL.search(plain):
            return OTHER_PERIOD
        if _ASKS_WHO.fullmatch(plain):
            return ROBOT
    found = message.get(INTENT) or {}
    if found.get(INTENT_NAME_KEY) == WORKSHOP:
        # By likeness alone it is a narrative in which there is a workshop.
        return TELL
    guessed = found.get(PREDICTED_CONFIDENCE_KEY) or 0.0
    unreadable = not (message.get(EVIDENCE) or {}).get("lisible", True)
    letters = sum(char.isalpha() for char in text)
    if found.get(INTENT_NAME_KEY) == FOREIGN and _NO_VOWEL.search(fold(text)):
        return DEFAULT_NLU_FALLBACK_INTENT_NAME
    return DEFAULT_NLU_FALLBACK_INTENT_NAME if guessed < KNOWN_BY_HEART and (unreadable or letters < 2) else None


def _asks_what(text: str) -> bool:
    plain = fold(text)
    named = re.search(rf"\b(centres?|{'|'.join(load().type_ids)})s?\b", plain)
    asks = _ASKS_WHAT.search(plain)
    if not (named and asks) or len(plain.split()) > MOST_WORDS:
        return False
    # « On cherche à comprendre c'est quoi le soutien à la parentalité » is what a network does, in words that are also types'.
    before, after = plain[: asks.start()].split(), plain[asks.end() :].split()
    closes = len(after) <= LEADS_UP and re.search(r"\b(?:reseaux?|centres?)\b", plain)
    return plain.endswith("?") or len(before) <= LEADS_UP or bool(closes)
