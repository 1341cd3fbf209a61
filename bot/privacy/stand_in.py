"""« [prénom] » is read as a name would be: the parser and the encoder know names, not brackets. What is quoted has the brackets again."""

from __future__ import annotations

from typing import Any

from bot.privacy.spans import ADDRESS, BIRTH, EMAIL, FIRST_NAME, NAME, PHONE

# Names that are always hidden: in a message with brackets none of these can be the practitioner's own word.
_READ_AS = {FIRST_NAME: "Camille", NAME: "Dubois", PHONE: "0470000000", EMAIL: "camille@exemple.org", ADDRESS: "rue Dubois 1", BIRTH: "01/01/2000"}


def named(text: str) -> str:
    """Return the text with a name, a number… in the place of each bracket."""
    if "[" in text:
        for kind, word in _READ_AS.items():
            text = text.replace(f"[{kind}]", word)
    return text


def bracketed(value: Any) -> Any:
    """Return what was read of such a text (texts, in dictionaries and lists) with the brackets again."""
    if isinstance(value, str):
        for kind, word in sorted(_READ_AS.items(), key=lambda pair: -len(pair[1])):
            value = value.replace(word, f"[{kind}]")
        return value
    if isinstance(value, dict):
        return {key: bracketed(item) for key, item in value.items()}
    return [bracketed(item) for item in value] if isinstance(value, list) else value
