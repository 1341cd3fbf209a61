"""What the practitioners of the measure say: sentences of ours with changing words, so that hardly a clause is read twice.

The bot remembers the embeddings of the last clauses it read: the same ten sentences over and over would measure that memory.
"""

from __future__ import annotations

import random

_WORDS = {
    "jour": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"),
    "mois": ("janvier", "février", "mars", "avril", "mai", "juin", "septembre", "octobre", "novembre", "décembre"),
    "service": (
        "le service de quartier", "la maison médicale", "le planning", "le CPAS", "l'école des devoirs", "la régie de quartier", "la crèche", "le dispensaire",
        "le foyer",
        "la mission locale", "le service logement", "la ludothèque", "l'épicerie sociale", "le centre de jour", "la bibliothèque", "le service de médiation",
    ),
    "public": (
        "les jeunes parents", "les habitants", "les adolescents", "les familles", "les personnes âgées", "les locataires", "les usagers",
        "les demandeurs d'emploi", "les mères seules",
        "les personnes sans abri", "les jeunes en décrochage", "les nouveaux arrivants",
    ),
    "sujet": (
        "le logement", "la santé", "l'absentéisme", "les dettes", "l'accueil", "les files d'attente", "la solitude", "le décrochage", "les urgences",
        "la mobilité", "les loisirs",
        "la violence au guichet", "le non-recours", "les gardes du soir",
    ),
    "lieu": ("au nord du canal", "dans la vallée", "près de la gare", "au centre", "dans les cités", "au bord du fleuve", "à la campagne", "sur le plateau",
        "derrière l'usine"),
    "n": tuple(str(n) for n in range(3, 60)),
}  # fmt: skip
# By the question's id; « recit » is put together from eight sentences.
_SAID = {
    "pourquoi": (
        "pour que {public} {lieu} ne tombent plus entre {n} services",
        "pour comprendre ensemble ce qui bloque avec {sujet} {lieu}",
        "pour peser sur la commune à propos de {sujet}, avec {public}",
        "on ne sait plus très bien, au départ c'était pour {sujet} {lieu}",
    ),
    "qui": (
        "{service} et {n} collègues {lieu}, puis {public}",
        "une dizaine de services {lieu}, dont {service}, et parfois {public}",
        "des bénévoles {lieu} avec {service}, et {n} permanents",
    ),
    "autour_de": (
        "autour de {sujet} pour {public}, {lieu}",
        "autour d'une question, {sujet} chez {public}",
        "autour d'un projet commun sur {sujet}, porté par {service}",
    ),
    "place_beneficiaires": (
        "{public} ne viennent pas, on parle d'eux {lieu}",
        "{public} sont là depuis {mois} et décident avec nous",
        "{service} invite {public} une fois par an, en {mois}",
    ),
    "ce_qui_circule": (
        "des idées sur {sujet}, chacun repart avec celles de {service}",
        "des informations sur {public}, et des contacts à {service}",
        "du matériel entre {service} et nous, et {n} heures de travail",
    ),
    "rythme_duree": (
        "un {jour} sur deux, {lieu}, sans date de fin",
        "{n} rencontres et puis c'est fini, en {mois}",
        "quand {service} appelle, en moyenne {n} fois par an",
    ),
    "formalisation": (
        "rien d'écrit, on téléphone à {service} le {jour}",
        "une convention de {n} pages, signée en {mois} avec {service}",
        "une charte sur {sujet}, relue tous les {n} mois",
    ),
    "resultat_attendu": (
        "un guide de {n} pages sur {sujet}",
        "que {service} reste ouvert pour {public} en {mois}",
        "mieux comprendre {sujet} {lieu}, rien de plus",
    ),
    "qui_decide": (
        "c'est {service} qui tranche, le {jour}",
        "chacun reste libre, même {service}, sur {sujet}",
        "nos directions décident ensuite, vers {mois}, pour {public}",
    ),
}
_NARRATIVE = (
    "Je travaille depuis {n} ans dans {service}, {lieu}.",
    "Tout est parti d'une discussion sur {sujet}, en {mois}.",
    "On se retrouve à {n}, un {jour} sur quatre, chez {service}.",
    "Il y a des gens de {service}, de {sujet}, et parfois {public}.",
    "On compare la manière dont {service} reçoit {public} quand il s'agit de {sujet}.",
    "Pourtant {public}, {lieu}, n'ont jamais été invités, même si on ne parle que de {sujet}.",
    "Une collègue de {service} prend des notes et les envoie à nos directions, {n} pages en {mois}.",
    "En {mois} on remettra une page sur {sujet} à {service}, et puis on s'arrêtera là.",
)
UNKNOWN = "je ne sais pas trop, {service} le saurait peut-être"
HELLO = "bonjour"
# An aside that never ends the interview: the same turn at the fifth message and at the two hundredth.
ASIDE = "il reste combien de questions ?"


def answer(question: str | None, chance: random.Random) -> str:
    """Return what somebody says to the question of that id; « recit » is a narrative of eight sentences."""
    if question == "recit":
        return " ".join(_filled(sentence, chance) for sentence in _NARRATIVE)
    return _filled(chance.choice(_SAID.get(question or "", (UNKNOWN,))), chance)


def _filled(sentence: str, chance: random.Random) -> str:
    return sentence.format(**{name: chance.choice(words) for name, words in _WORDS.items()})
