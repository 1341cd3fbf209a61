"""Who does what, with or without whom: a clause's grammar as a bag of strings.

« Les familles décident », « on décide sans les familles » and « on décide pour les familles » have the same words and nearly the same
embedding. Here each word also counts with its preposition, its verb and its denial, and the words for people fall into two classes, so
that what was learned of « les parents » holds for « les locataires ».
"""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from bot.nlu.french import unaccented

# The people a network is about, as practitioners call them, and those who are paid (or volunteer) to be there.
_CONCERNED = re.compile(
    r"^(famille|parent|maman|papa|mere|pere|enfant|jeune|ado|adolescent|eleve|etudiant|usager|usagere|beneficiaire|habitant|patient|resident|locataire|"
    r"senior|aine|vieux|migrant|refugie|exile|demandeur|femme|fille|garcon|gamin|gosse|mineur|victime|detenu|personne|gens|public|client|allocataire|"
    r"monsieur|madame|mme|dame|couple|voisin|riverain|citoyen|concerne|aidant|proche|sdf|sansabri|consommateur|paysan|agriculteur|chomeur|participant|"
    r"accueilli|accompagne|interesse|principal|mari|fils|bebe|nourrisson|apprenti|proprietaire|squatteur|voyageur|autiste|handicape|pair)e?s?$"
)
_PROFESSIONALS = re.compile(
    r"^(service|professionnel|travailleur|travailleuse|intervenant|educateur|educatrice|educ|assistant|infirmier|infirmiere|medecin|psychologue|psy|"
    r"institution|association|asbl|organisme|equipe|collegue|partenaire|structure|direction|directeur|directrice|referent|pro|secteur|ecole|commune|"
    r"mairie|ville|canton|departement|ministere|ministre|elu|echevin|bailleur|police|policier|juge|hopital|centre|coordinateur|coordinatrice|"
    r"animateur|animatrice|membre|acteur|enseignant|instituteur|avocat|curateur|tuteur|conseiller|benevole|chef|cheffe|responsable|cadre|"
    r"administration|departement|agence|caisse|foyer|maison|mediateur|mediatrice|chercheur|formateur|superviseur)e?s?$"
)
_KEPT_DEPS = {"nsubj", "nsubj:pass", "obj", "iobj", "obl:arg", "obl:mod", "obl:agent", "xcomp", "nmod", "amod", "advmod", "cop", "expl:subj", "expl:comp"}
_SUBJECTS = {"nsubj", "nsubj:pass", "expl:subj"}
_NEGATIONS = {"pas", "jamais", "rien", "plus", "aucun", "aucune", "personne", "ni", "guere", "nullement", "point"}


def structure(span: Span) -> list[str]:
    """Return the strings: each word's class, each preposition with its noun, each verb with subject, object and denial."""
    found: list[str] = []
    before = "^"
    for token in span:
        if token.is_punct or token.is_space:
            continue
        word = _word(token)
        found += [word, f"{before} {word}"]
        before = word
        if token.dep_ in _KEPT_DEPS and token.head is not token:
            found.append(f"{_word(token.head)}>{token.dep_}>{word}")
            found.append(f"{token.dep_}>{word}")
        for child in token.children:
            if child.dep_ in {"case", "mark"}:
                found.append(f"{_word(child)}+{word}")
                found.append(f"{_word(token.head)}>{_word(child)}+{word}")
        if token.pos_ in {"VERB", "AUX"} or any(child.dep_ == "cop" for child in token.children):
            found += _verb(token, word)
    return found


def _verb(token: Token, word: str) -> list[str]:
    children = list(token.children)
    denied = "non " if any(_word(child) in _NEGATIONS for child in children) else ""
    subjects = [_word(child) for child in children if child.dep_ in _SUBJECTS] or ["-"]
    return [f"{denied}{word}", *(f"{subject}={denied}{word}" for subject in subjects), *(f"{subject}={denied}" for subject in subjects)]


def _word(token: Token) -> str:
    word = unaccented(token.text.lower()).strip("'").replace("-", "")
    if _CONCERNED.match(word):
        return "CONCERNES"
    if _PROFESSIONALS.match(word):
        return "PROFESSIONNELS"
    return word[:7] if len(word) > 8 else word.rstrip("s") if len(word) > 4 else word
