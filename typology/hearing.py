"""From one message to the ledger: what was heard, given the question that was asked.

A message comes with its dialogue act (``intent``) and its reading, as the NLU gives them; a payload comes from a button. The same
function serves the conversation and the evaluation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from typology.corrections import about, act_of, clear_dimensions, put_right, to_answer_again, withdrawn
from typology.evidence import Evidence, Goal, Ledger
from typology.model import ABOUT, OPENING_QUESTIONS, Knowledge
from typology.read_evidence import ANSWERS, read_answer, read_evidence, read_whole, with_answer
from typology.short_answers import gives_a_reason, hedged, only_yes_or_no, picked, said_before, yes_or_no
from typology.told_beside import only_introduces, said_all_the_same, told_of_us

ANSWER, UNKNOWN, DIGRESSION, NOT_UNDERSTOOD, CLOSE, CHANGE = "reponse", "ne_sait_pas", "digression", "incompris", "conclure", "modifier"
CORRECTED = "corrige"

# Dialogue acts that carry no evidence and call for an answer of their own.
DIGRESSIONS = frozenset(
    {
        "saluer", "remercier", "au_revoir", "robot", "auteurs", "bavardage", "insulte", "detresse", "urgence", "autre_langue", "demander_pourquoi",
        "demander_exemple", "ne_comprend_pas", "definir", "recommencer", "confidentialite", "effacer", "confirmer_effacer", "recapituler",
        "demander_progression", "faire_pause", "reprendre", "autre_periode", "comparer", "ouvrir_code", "atelier",
    }
)  # fmt: skip
# A trainer's session: its code, or a word about it. Only what is certain has this act.
SESSION = "atelier"
# These put aside what was said: it takes more than a likeness.
GRAVE = frozenset(["recommencer", "autre_periode", "effacer"])
COURTESIES = frozenset(["remercier", "saluer"])
CHOSEN = 0.97
# A whole message that is less likely than this to say something of the question asked, and says something clear on another subject, is the
# answer to another question.
ELSEWHERE = 0.12
# From this many words on a message tells something, whatever its dialogue act looks like; and a narrative does, of which nothing was heard.
TELLS, NARRATIVE = 20, 15
CERTAIN, SURE, PROBABLE = 0.8, 0.6, 0.3
# A place farther than any question's last choice; a yes or a no, and one not quite one.
FARTHEST, PLAIN, HEDGED = 99, 0.8, 0.5


@dataclass(frozen=True)
class Message:
    """One message: its words, its id, its dialogue act with the act's confidence in [0, 1], its reading, and a button's choice.

    ``vise`` is the question that a button of the recap wants to answer again.
    """

    text: str
    id: str = ""
    intent: str = "informer"
    confiance: float = 1.0
    lecture: Mapping[str, Any] = field(default_factory=dict)
    choix: tuple[str, str] | None = None
    vise: str | None = None

    @classmethod
    def from_parse(cls, text: str, message_id: str, data: Mapping[str, Any]) -> Message:
        """Build it from what the NLU made of the text: {"intent": {"name", "confidence"}, "entities", "evidence"}, any of them missing."""
        intent = data.get("intent") or {}
        name = intent.get("name") or "informer"
        entities = {item.get("entity"): item.get("value") for item in data.get("entities") or () if isinstance(item, dict)}
        chosen = name == "repondre" and {"dimension", "modalite"} <= set(entities)
        return cls(
            text=text,
            id=message_id,
            intent=name,
            confiance=float(intent.get("confidence") or 0.0),
            lecture=data.get("evidence") or {},
            choix=(str(entities["dimension"]), str(entities["modalite"])) if chosen else None,
            vise=str(entities["dimension"]) if name == CHANGE and "dimension" in entities else None,
        )


@dataclass(frozen=True)
class Hearing:
    """The ledger after the message, and what the message was: one of the seven kinds above.

    ``demande`` is the dialogue act of a question that came with the answer (« …, pourquoi cette question ? »), or None.
    ``question`` is the one to put again when the kind is CHANGE.
    """

    ledger: Ledger
    kind: str
    demande: str | None = None
    question: str | None = None


def hear(ledger: Ledger, message: Message, question: str | None, knowledge: Knowledge, choices: Sequence[str] = ()) -> Hearing:
    """Return what a message adds to the ledger when ``question`` (an id, or None) was the last one asked.

    ``choices`` are the modalities in the order in which they were shown; without them, the dimension's own order.
    """
    if message.choix is not None:
        return _chosen(ledger, message, question, knowledge)
    if message.vise is not None:
        aimed = knowledge.question(message.vise).id
        return Hearing(withdrawn(ledger, aimed), CHANGE, question=aimed)
    if message.intent == SESSION and message.confiance >= CERTAIN:
        # Even mistyped a session's code is no answer, and it may hold no word of French.
        return Hearing(ledger, DIGRESSION)
    # Without the question to the bot that closes it.
    message = replace(message, text=str(message.lecture.get("dit") or message.text))
    words = len(message.text.split())
    readable = bool(message.lecture.get("lisible", True))
    # Whatever is read into what holds no word of French is a guess.
    found = read_evidence(message.lecture, message.id, knowledge) if readable else []
    clear = [item for item in found if item.clear]
    # « Pour le rythme, ça me revient : … »: it is said what the words are about.
    told = bool(clear) or (":" in message.text and bool(_as_answer(message, str(about(message.text, (), knowledge)), knowledge)))
    message = replace(message, intent=act_of(message.intent, message.text, told, bool(_as_answer(message, str(question), knowledge))))
    # A precise answer too tells something of what the network turns around; what puts right something said before does not.
    tells = readable and (question is not None or _tells(ledger, words)) and not (message.intent == "corriger" and ledger.told)
    answered = question or ("" if "recit" in ledger.repondues else "recit")
    whole = read_whole(message.lecture, message.id, answered, knowledge, long=words >= TELLS) if tells else []
    long = [item for item in whole if item.clear]
    clear += long
    # Words that do nothing but point say nothing of another question, whatever is read into them.
    points = bool(picked(message.text, range(FARTHEST))) and not any(item.dimension == question for item in clear)
    if question in knowledge.dimension_ids and (points or not clear):
        # First of all: « 2 » holds no word of French.
        pointed = _pointed(ledger, message, str(question), choices or [item.id for item in knowledge.dimension(str(question)).modalites])
        if pointed:
            return replace(pointed, demande=message.lecture.get("demande")) if pointed.kind == ANSWER else pointed
    if not readable:
        return Hearing(ledger, NOT_UNDERSTOOD)
    if message.intent in {"ne_sait_pas", "passer"} and (words <= 12 or not clear):
        found = said_all_the_same(message.text, found) if clear and message.intent == "ne_sait_pas" else []
        clear = [item for item in found if item.clear]
        if not any(item.dimension in ABOUT.get(str(question), (question,)) for item in clear):
            return _unknown(ledger, question)
    if message.intent == "ignorer_pourquoi" and message.confiance >= SURE and words < TELLS and question in (None, *OPENING_QUESTIONS):
        return Hearing(replace(ledger, sans_pourquoi=True).answered("pourquoi").answered(question or "pourquoi"), ANSWER)
    asks = message.text.rstrip().endswith("?")
    needed = CERTAIN if message.intent in GRAVE else SURE if clear and not asks else PROBABLE
    asked = message.lecture.get("demande")
    # « Merci, et au fait on se voit tous les mardis » answers too.
    asked_about = knowledge.dimension_ids if question in (None, "recit") else ABOUT.get(str(question), (question,))
    courteous = message.intent in COURTESIES and any(item.dimension in asked_about for item in told_of_us(clear))
    if message.intent in DIGRESSIONS and words < TELLS and message.confiance >= needed and not (asked or courteous):
        return Hearing(ledger, DIGRESSION)
    if message.intent == "demander_resultat" and words < TELLS and message.confiance >= SURE:
        found = told_of_us(found)
        clear = [item for item in found if item.clear]
        if ledger.told or not clear:
            return Hearing(ledger.add(*clear), CLOSE if ledger.told else NOT_UNDERSTOOD)
    righted = False
    if message.intent == "corriger":
        wrong = to_answer_again(message.text, told, ledger, knowledge, clear_dimensions(found)) if words < TELLS else None
        if wrong:
            return Hearing(withdrawn(ledger, wrong), CHANGE, question=wrong)
        ledger, found, righted = put_right(ledger, found, message.text, lambda dimension: _as_answer(message, dimension, knowledge), knowledge)
        clear = [item for item in found if item.clear]
    tells_why = question in (None, "pourquoi") or message.intent == "corriger" or gives_a_reason(message.text)
    if ledger.sans_pourquoi and tells_why and any(item.dimension in ABOUT["pourquoi"] for item in clear):
        # Somebody knows, after all.
        ledger = replace(ledger, sans_pourquoi=False)
    goal = message.lecture.get("objectif")
    if goal and ledger.objectif is None:
        ledger = replace(ledger, objectif=Goal(str(goal), message.id))
    if question is None or question in OPENING_QUESTIONS:
        hearing = _opening(ledger, message, found, question, words, knowledge)
    else:
        hearing = _dimension(ledger, message, found, long, question, words, knowledge)
    if hearing.kind == NOT_UNDERSTOOD and asked and message.intent in DIGRESSIONS:
        return Hearing(ledger, DIGRESSION)
    if hearing.kind != ANSWER:
        return hearing
    return Hearing(hearing.ledger.reading(*whole), CORRECTED if righted else ANSWER, asked)


def skip(ledger: Ledger, question: str) -> Ledger:
    """Return the ledger with the question given up: recorded as not known, never as a default answer."""
    return _unknown(ledger, question).ledger


def _chosen(ledger: Ledger, message: Message, question: str | None, knowledge: Knowledge) -> Hearing:
    dimension, modality = message.choix or ("", "")
    evidence = Evidence(dimension, knowledge.dimension(dimension).modality(modality).id, message=message.id, confiance=CHOSEN)
    ledger = ledger.without(dimension).add(evidence).answered(dimension)
    # An opening question offers the choices of what it is about when words do not do.
    return Hearing(ledger.answered(question) if question in OPENING_QUESTIONS else ledger, ANSWER)


def _pointed(ledger: Ledger, message: Message, question: str, choices: Sequence[str]) -> Hearing | None:
    """An answer that only points: at the choices shown, or at what was said before."""
    if places := picked(message.text, choices):
        share = round(CHOSEN / len(places), 3)
        others = tuple((modality, share) for modality in places[1:])
        # As a button: « la deuxième » is nothing to quote. Two at once are: only the first one can be told.
        evidence = Evidence(question, places[0], message.text if others else "", message.id, share, repartition=others)
        return Hearing(ledger.without(question).add(evidence).answered(question), ANSWER)
    if picked(message.text, range(FARTHEST)):
        # « La quatrième » of two.
        return Hearing(ledger, NOT_UNDERSTOOD)
    if said_before(message.text):
        # Even a faint reading was an answer, then; without any, the question comes again in other words.
        heard = any(item.current for item in ledger.on(question))
        return Hearing(ledger.answered(question), ANSWER) if heard else Hearing(ledger, NOT_UNDERSTOOD)
    return None


def _unknown(ledger: Ledger, question: str | None) -> Hearing:
    if question is None:
        return Hearing(ledger, UNKNOWN)
    if question not in OPENING_QUESTIONS:
        ledger = ledger.add(Evidence(question, None))
    return Hearing(ledger.answered(question), UNKNOWN)


def _opening(ledger: Ledger, message: Message, found: list[Evidence], question: str | None, words: int, knowledge: Knowledge) -> Hearing:
    for dimension in ABOUT[question or "recit"]:
        found = with_answer(found, dimension, _as_answer(message, dimension, knowledge))
    # « Moi c'est Karim, éduc de rue » is no narrative yet.
    introduces = question is None and only_introduces(message.text)
    least = NARRATIVE if question == "recit" or introduces or message.text.rstrip().endswith("?") else 4
    if words < least and not any(item.clear for item in found) and not message.lecture.get("objectif"):
        return Hearing(ledger, NOT_UNDERSTOOD)
    return Hearing(ledger.add(*found).answered(question or "recit"), ANSWER)


def _dimension(ledger: Ledger, message: Message, found: list[Evidence], long: list[Evidence], question: str, words: int, knowledge: Knowledge) -> Hearing:
    """``long`` is what a long message says as a whole: it is something heard, though it is no evidence of its own."""
    short = {"affirmer": knowledge.dimension(question).oui, "nier": knowledge.dimension(question).non}.get(yes_or_no(message.intent, message.text))
    unsure, bare = hedged(message.text), only_yes_or_no(message.text)
    if short and (bare or (words <= (8 if unsure else 4) and not any(item.clear for item in [*found, *long]))):
        return Hearing(ledger.add(Evidence(question, short, message.text, message.id, HEDGED if unsure else PLAIN)).answered(question), ANSWER)
    if bare:
        # Where it means nothing, whatever is read into its words is a guess.
        return Hearing(ledger, NOT_UNDERSTOOD)
    # What is put right seldom answers the question that stands too.
    correction = message.intent == "corriger" and any(item.clear for item in found)
    heard = found if correction else with_answer(found, question, _as_answer(message, question, knowledge))
    if not long and not any(item.clear or (item.dimension == question and item.mass >= ANSWERS) for item in heard):
        return Hearing(ledger, NOT_UNDERSTOOD)
    elsewhere = correction or sum(p for _, p in (message.lecture.get("reponses") or {}).get(question, ())) < ELSEWHERE
    if elsewhere and not any(item.dimension == question for item in [*heard, *long]):
        # The answer to another question: this one still stands. The same words again answer nothing more.
        known = {(item.dimension, item.modalite, item.citation) for item in (*ledger.evidence, *ledger.ensembles)}
        new = any((item.dimension, item.modalite, item.citation) not in known for item in [*heard, *long] if item.clear)
        return Hearing(ledger.add(*heard), ANSWER) if new else Hearing(ledger, NOT_UNDERSTOOD)
    return Hearing(ledger.add(*heard).answered(question), ANSWER)


def _as_answer(message: Message, dimension: str, knowledge: Knowledge) -> list[Evidence]:
    return read_answer(message.lecture, message.id, message.text, dimension, knowledge)


def _tells(ledger: Ledger, words: int) -> bool:
    """True for what tells of the network though no question stands: a long message, or the first."""
    return words >= TELLS or "recit" not in ledger.repondues
