"""An answer and a question in one message: « une fois par mois, pourquoi cette question ? »."""

from __future__ import annotations

import re

from bot.nlu.french import fold

_BEFORE = r"(?:^|[.!;:,?\n)…–—-])[\s,]*(?:(?:et|mais|au fait|sinon|par contre|dites|dis|euh)[\s,]*)*"
_REST = r"[^?.!]*"
_NOUN = r"\W{0,2}[\w-]+(?: (?:de|d'|du|des|en|a) ?[\w-]+)?\W*\?"
_ACTS = {
    "demander_pourquoi": r"(?:pourquoi|pk|pkoi)(?: cette question| (?:ca|cela)(?=\W*\?| vous| t'| te)| vous| tu| me| est-ce que (?:vous|tu|c'est important))|"
    r"(?:a|en) quoi (?:ca|cela) (?:sert|vous)|ca sert a quoi",
    # What it asks about must follow: « un partenariat, c'est quoi ? » is the question itself, not an answer before one.
    # « Qu'est-ce qui fait fuir les jeunes ? » is the network's own question: after « qu'est-ce que » nothing but a noun.
    "definir": r"(?:c'est quoi|qu'est[- ]ce qu(?=e (?:c'est|ca veut dire|vous )|(?:'une?|e l[ea]s?|e l') ?"
    + _NOUN
    + r")|que veut dire|ca veut dire quoi)\W*\w|quelle (?:est la )?difference|(?:vous entendez|tu entends) quoi",
    "demander_exemple": r"(?:vous (?:avez|auriez)|t'as|tu as|auriez-vous|avez-vous) un exemple|par exemple",
    "confidentialite": r"(?:c'est|est-ce|est-ce que c'est)(?: bien)? (?:confidentiel|anonyme|enregistre)|qui (?:va lire|lit|verra|peut lire)|vous gardez",
    "robot": r"(?:vous etes|tu es|t'es|c'est) une? (?:robot|machine|ia|vraie personne|humain)",
}
_PATTERNS = {act: re.compile(rf"{_BEFORE}(?:{words}){_REST}\?+\s*$") for act, words in _ACTS.items()}
# What stands before must be an answer, not a « et ».
LEAST = 2
# « Vous dites « synergie », qu'est-ce que c'est ? », « je débarque de France, c'est quoi une AMO ? »: no answer either.
LEAST_BEFORE_DEFINITION = 5
_NO_ANSWER = re.compile(r"\W*(?:et\b|vous (?:dites|parlez|avez dit)|dans votre question)")
# A question to the bot is no longer than so many characters.
LONGEST = 200


def without_question(text: str) -> tuple[str, str | None]:
    """Return (the text without the question to the bot that closes it, the question's dialogue act); (text, None) when there is none.

    A message that is nothing but a question is left whole: its dialogue act is the message's.
    """
    plain = fold(text)
    if not plain.endswith("?") or len(plain) != len(text):
        return text, None
    for act, pattern in _PATTERNS.items():
        if match := pattern.search(plain, max(0, len(plain) - LONGEST)):
            answer = text[: match.start()].rstrip(" ,;:–—-")
            no_answer = act == "definir" and (len(answer.split()) < LEAST_BEFORE_DEFINITION or _NO_ANSWER.match(plain))
            if len(answer.split()) >= LEAST and not no_answer:
                return answer, act
    return text, None
