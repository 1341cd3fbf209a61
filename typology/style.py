"""The house rules for the bot's sentences: short, « vous », French typography, said once. Each problem is one sentence in French."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from typology.model import Knowledge
from typology.sentences import Kind, Sentence, as_said, sentences
from typology.typography import NBSP, THIN, fold

# Words in one bubble, the result left aside.
MOST_WORDS = 60
# Characters on a button; Slack refuses more, Teams cuts.
MOST_ON_A_BUTTON = 75

_BUBBLES = {Kind.bulle, Kind.question, Kind.assemblage}
_SENTENCES = {Kind.bulle, Kind.question, Kind.phrase}
_SPACES = f" {NBSP}{THIN}"
_TYPOGRAPHY = (
    (re.compile(r"[\w»)%*][;!?]|[\w»)%*]:(?!\w|//)"), "une espace manque avant ; : ! ou ?"),
    (re.compile(r"(?<=\S) [;:!?»]|« "), "une espace sécable avant ; : ! ? ou dans les guillemets"),
    (re.compile(r"'"), "une apostrophe droite que le programme ne courbe pas"),
    (re.compile(r'"'), "des guillemets droits ; « » sont attendus"),
    (re.compile(rf"[{_SPACES}]{{2}}"), "deux espaces de suite"),
    (re.compile(rf"[{_SPACES}][,.](?!\w)|[{_SPACES}]…(?=\S)"), "une espace avant une virgule ou un point"),
    (re.compile(r"\.\.\."), "trois points ; le caractère « … » est attendu"),
    (re.compile(r",[^\W\d_]"), "une espace manque après une virgule"),
)
_ADDRESS = re.compile(r"https?://\S+")
_QUOTED = re.compile(r"«[^»]*»")
_FAMILIAR = re.compile(r"\b(?:[Tt]u|[Tt]e|[Tt]oi|[Tt]es|[Tt]a|(?<!le )(?<!un )(?<!du )(?<!ce )[Tt]on)\b(?!-)|\b[Tt]['’](?=\w)")
_MARKS = re.compile(rf"^[*{_SPACES}«]+")
# A colon leads to what follows in the next bubble.
_ENDS = re.compile(rf"[.!?…:][{NBSP}{THIN}]?»?[*)]*$")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def problems(knowledge: Knowledge) -> Iterator[str]:
    """Yield each sentence that breaks a rule, with its file and key."""
    found = list(sentences(knowledge))
    for sentence in found:
        for problem in _of_one(sentence):
            yield f"{sentence.where} : {problem}"
    yield from _repeated(found)


def word_count(text: str) -> int:
    """Return how many words one reads: « l'aide » and « quart-monde » are one."""
    return len(_WORD.findall(_ADDRESS.sub("adresse", text)))


def _of_one(sentence: Sentence) -> Iterator[str]:
    text, kind = as_said(sentence), sentence.kind
    if not text:
        yield "ce texte est vide"
        return
    yield from _typography(text)
    if match := _FAMILIAR.search(_QUOTED.sub("", text)):
        yield f"« {match.group()} » tutoie ; le « vous » est attendu"
    words = word_count(text)
    if kind in _BUBBLES and words > MOST_WORDS:
        yield f"{words} mots dans une bulle ; {MOST_WORDS} au plus"
    if kind is Kind.bouton and len(text) > MOST_ON_A_BUTTON:
        yield f"{len(text)} caractères sur un bouton ; {MOST_ON_A_BUTTON} au plus"
    yield from _edges(sentence)


def _typography(text: str) -> Iterator[str]:
    bare = _ADDRESS.sub("adresse", text)
    for pattern, problem in _TYPOGRAPHY:
        if match := pattern.search(bare):
            around = bare[max(0, match.start() - 15) : match.end() + 15].replace("\n", " ").strip()
            yield f"{problem} (près de « {around} »)"
    if bare.count("«") != bare.count("»"):
        yield "un guillemet est ouvert ou fermé sans l'autre"
    if bare.count("**") % 2:
        yield "une marque « ** » est ouverte sans être fermée"


def _edges(sentence: Sentence) -> Iterator[str]:
    """How a text of its kind begins and ends."""
    text, kind = sentence.text.strip(), sentence.kind
    first = _MARKS.sub("", text)[:1]
    if kind in _SENTENCES | {Kind.titre, Kind.bouton} and first.islower():
        yield "une majuscule est attendue au début"
    if kind in _SENTENCES and not _ENDS.search(as_said(sentence)) and not text.rstrip("*").endswith("}"):
        yield "un point (ou ? ! …) est attendu à la fin ; si ce n'est qu'un morceau de phrase, dites-le dans typology/sentences.py"
    if kind is Kind.question and "?" not in text:
        yield "une question est attendue, avec son point d'interrogation"
    if kind in {Kind.titre, Kind.bouton} and text.endswith("."):
        yield "un titre ou un bouton ne finit pas par un point"
    if kind is Kind.exemple and not (text.startswith("«") and text.endswith("»")):
        yield "un exemple est attendu entre guillemets « »"


def _repeated(found: Iterable[Sentence]) -> Iterator[str]:
    """The same words under two keys: one of them would sooner or later be edited without the other."""
    seen: dict[str, str] = {}
    for sentence in found:
        # Two institutions may well be explained by the same few words.
        if sentence.kind is Kind.assemblage or sentence.where.startswith("glossaire.yml"):
            continue
        key = " ".join(fold(sentence.text).split())
        if key in seen:
            yield f"{sentence.where} : même texte que {seen[key]}"
        seen.setdefault(key, sentence.where)
