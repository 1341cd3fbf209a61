"""Who is who: first names, family names, the names that are also words, places; and the little words around names."""

from __future__ import annotations

import functools

from bot.privacy.lists import around, plain, words_in
from typology.loader import load

PARTICLES = around("particules")
CIVIL = around("civil")
# Only with a capital after them.
CIVIL_SHORT = around("civil_court")
KIN = around("proches")
SMALL = around("petits_mots")
# What is said of a person right after their name; then, of these, what is said of persons only.
PERSONAL = around("fait_une_personne")
SURELY_PERSONAL = PERSONAL - around("pas_surement_une_personne")
# After a civility in lower case these are no names.
NOT_AFTER_CIVIL = PERSONAL | around("jamais_apres_civilite")
# First names that are places too.
COUNTRIES = around("pays_et_villes_prenoms")
# Interjections and thanks that open a sentence; never names there.
NOT_FIRST = around("jamais_en_tete")
# « la situation de Zoran »: what belongs to somebody.
SOMEBODYS = around("de_quelqu_un")
DETERMINERS = around("determinants")
ARTICLES = around("articles")
OF = around("de")


@functools.lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """First names."""
    return words_in("prenoms.txt")


@functools.lru_cache(maxsize=1)
def family_names() -> frozenset[str]:
    """Frequent family names."""
    return words_in("noms.txt")


@functools.lru_cache(maxsize=1)
def also_words() -> frozenset[str]:
    """Names that are also ordinary words."""
    return words_in("mots.txt")


@functools.lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Places, organisations and cited authors, and the acronyms of the glossary: never a name to hide."""
    terms = [word for term in load().glossaire for name in (term.terme, *term.variantes) for word in name.replace("-", " ").split()]
    return words_in("lieux.txt") | frozenset(plain(word) for word in terms if len(word) > 2 and word[0].isupper())
