"""The lists: first names, family names, the names that are also words, places; and the little words around names."""

from __future__ import annotations

import functools
from pathlib import Path

from bot.privacy.words import plain
from typology.loader import load

_HERE = Path(__file__).parent

PARTICLES = frozenset(
    "de du des da di do dos das del della van von vanden vander den der ten ter el al ben bint ould ait abu abou le la st bel ibn y e".split()
)
CIVIL = frozenset("mme mmes madame mesdames mlle melle mademoiselle monsieur messieurs mr mrs msieur mdme dr docteur docteure maitre".split())
# Only with a capital, or a full stop, and a capital after it.
CIVIL_SHORT = frozenset(
    "m mm me pr prof professeur professeure abbe pere soeur frere tonton tata tatie tante oncle mamie papy papi mami mamy papa maman".split()
)
KIN = frozenset(
    "fils fille frere soeur cousin cousine neveu niece mari femme compagnon compagne conjoint copain copine ami amie collegue chef cheffe papa maman pere mere parrain marraine "
    "voisin voisine bebe fiston frangin frangine beau-pere belle-mere grand-mere grand-pere jumeau jumelle tuteur tutrice stagiaire coordinateur coordinatrice educateur educatrice "
    "psychologue juriste infirmiere infirmier benevole mediateur mediatrice interprete assistante directrice directeur referent referente animateur animatrice presidente president "
    "travailleuse travailleur intervenante intervenant logopede medecin avocate avocat".split()
)
SMALL = frozenset(
    "petit petite ptit ptite p'tit p'tite jeune grand grande vieux vieille pauvre fameux fameuse certain certaine dit dite nomme nommee prenomme prenommee surnomme surnommee alias appelle appellent baptise".split()
)
# What is said of a person right after their name.
PERSONAL = frozenset(
    "dort dorment boit boivent pleure vit vivent habite habitent fugue parle parlent dit disent dis veut veulent vient viennent va vont fait font sait savent peut peuvent doit refuse refusent demande demandent "
    "attend attendent garde gardent tient tiennent anime animent coordonne coordonnent ecrit ecrivent appelle appellent telephone tombe raconte racontent repond repondent travaille travaillent "
    "mange cherche cherchent connait connaissent aide accompagne suit a ont est sont etait etaient avait avaient sera seront ne n m me s se y lui nous prend prennent part pose reprend comprend arrive arrivent "
    "traine traverse galere souffre signe vit loge passe preside organise gere gerent seme plante propose aime decide oublie quitte revient voit voyait venait disait voulait pense croit reste rit chante "
    "c et ou pis".split()
)  # fmt: skip
# Of these only a person is the subject: enough to suspect a name at the start of a sentence.
SURELY_PERSONAL = PERSONAL - frozenset(
    "n ne m me s se y lui nous c et ou pis va vont peut peuvent tient tombe est sont a ont fait font reste marche part doit sera seront passe".split()
)
# Interjections and thanks that open a sentence; never names there.
NOT_FIRST = frozenset("ben bah merci mai bon grace france constant parfait innocent prudence patience victoire noel".split())
# « la situation de Zoran »: what belongs to somebody.
_BELONGS = "maman papa mere pere situation dossier cas famille tuteur tutrice autour pres frere soeur fils fille ecole retour arrivee depart suivi placement chambre histoire parents enfants demande appel parcours".split()
SOMEBODYS = frozenset(_BELONGS)
# After a civility in lower case these are no names.
NOT_AFTER_CIVIL = PERSONAL | frozenset(
    "le la les l un une des du de d a au aux en et ou qui que quand si mais donc car ni pas plus deja aussi encore toujours jamais tout tous toute avec sans pour par sur sous dans chez vers ici la-bas "
    "ce cet cette ces son sa ses mon ma mes notre nos votre vos leur leurs je tu il elle on nous vous ils elles y ca cela celui celle bourgmestre maire juge president presidente directeur directrice "
    "ministre echevin echevine prefet prefete coordinateur coordinatrice procureur procureure substitut conseiller conseillere qu n est-ce merci bonjour propre personne dame monsieur madame "
    "soit ait fasse puisse aille sache veuille faut voudrait avant apres pendant depuis comme non oui veulent ne m'a m'avait commissaire secretaire inspecteur inspectrice professeur".split()
)
COUNTRIES = frozenset("amos france nancy laval lorraine virginie florence lourdes milan vienne sion paris".split())


def _read(name: str) -> frozenset[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return frozenset(plain(word) for line in lines if not line.startswith("#") for word in line.split())


@functools.lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """First names."""
    return _read("prenoms.txt")


@functools.lru_cache(maxsize=1)
def family_names() -> frozenset[str]:
    """Frequent family names."""
    return _read("noms.txt")


@functools.lru_cache(maxsize=1)
def also_words() -> frozenset[str]:
    """Names that are also ordinary words."""
    return _read("mots.txt")


@functools.lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Places, organisations and cited authors, and the acronyms of the glossary: never a name to hide."""
    terms = [word for term in load().glossaire for name in (term.terme, *term.variantes) for word in name.replace("-", " ").split()]
    return _read("lieux.txt") | frozenset(plain(word) for word in terms if len(word) > 2 and word[0].isupper())
