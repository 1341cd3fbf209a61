"""Cut a text into clauses: the units that carry evidence."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from bot.nlu.cues import is_negated, is_past, only_wished, sets_against, starts_a_time, tells_of_a_change
from bot.nlu.grammar import structure

_CLAUSE_DEPS = {"conj", "parataxis", "advcl", "ccomp"}
_BREAKS = {";", ":", "—", "–", "\n"}
SHORTEST, LONGEST = 3, 28
SHORT_WISH = 6


@dataclass(frozen=True)
class Clause:
    """A clause, its character offsets in the text, and what its grammar says of it."""

    text: str
    start: int
    end: int
    negated: bool
    past: bool
    structure: tuple[str, ...] = ()
    wished: bool = False


def clauses(doc: Doc) -> list[Clause]:
    """Return the clauses of a parsed text, in order; they do not overlap and cover every word."""
    found: list[Clause] = []
    wished_until = -1
    change = tells_of_a_change(doc.text)
    sentences = list(doc.sents)
    for rank, sentence in enumerate(sentences):
        past, horizon = False, sentences[min(rank + 1, len(sentences) - 1)].end_char
        for span in _cut(sentence):
            text = span.text.strip()
            if not any(char.isalnum() for char in text):
                continue
            past = is_past(span, past, change)
            if only_wished(span, doc.text[span.end_char : horizon]):
                # The wish goes on into what depends on it: « la mairie voudrait | qu'on signe une convention ».
                wished_until = max((token.i for token in span.root.subtree), default=span.end) if len(span) < SHORT_WISH else span.end - 1
            if sets_against(text):
                wished_until = -1
            wished = span.start <= wished_until
            found.append(Clause(text, span.start_char, span.end_char, is_negated(span), past, tuple(structure(span)), wished))
    return found


def _cut(sentence: Span) -> list[Span]:
    doc = sentence.doc
    starts = {sentence.start}
    for token in sentence:
        if token.text in _BREAKS and token.i + 1 < sentence.end:
            starts.add(token.i + 1)
        elif starts_a_time(token.text) and token.i > sentence.start and doc[token.i - 1].text in {",", "et", "mais"}:
            starts.add(token.i)
        elif token.dep_ in _CLAUSE_DEPS and token.head.i < token.i and _is_verbal(token):
            left = _left_edge(token)
            if left > sentence.start:
                starts.add(left)
    spans = _merge_short([doc[a:b] for a, b in zip(sorted(starts), [*sorted(starts)[1:], sentence.end])])
    return [piece for span in spans for piece in _split_long(span)]


def _is_verbal(token: Token) -> bool:
    return token.pos_ in {"VERB", "AUX"} or any(child.dep_ in {"nsubj", "cop", "expl:subj"} for child in token.children)


def _left_edge(token: Token) -> int:
    """Index of the first word of the token's own clause, its conjunction and comma included."""
    left: int = token.left_edge.i
    return max(left, token.head.i + 1)


def _length(span: Span) -> int:
    return sum(not token.is_punct and not token.is_space for token in span)


def _merge_short(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and (_length(merged[-1]) < SHORTEST or (_length(span) < SHORTEST and not starts_a_time(span[0].text))):
            merged[-1] = span.doc[merged[-1].start : span.end]
        else:
            merged.append(span)
    return merged


def _split_long(span: Span) -> list[Span]:
    """Cut an overlong clause at its comma nearest to the middle: text messages often have no better mark."""
    if _length(span) <= LONGEST:
        return [span]
    commas = [token.i for token in span if token.text == "," and span.start + 4 < token.i < span.end - 4]
    middle = (span.start + span.end) // 2
    at = min(commas, key=lambda i: abs(i - middle)) if commas else middle if _length(span) > 2 * LONGEST else None
    if at is None:
        return [span]
    return [*_split_long(span.doc[span.start : at + 1]), *_split_long(span.doc[at + 1 : span.end])]
