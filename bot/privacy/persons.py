"""Which words of a message are a person's name."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.privacy.kept import kept
from bot.privacy.lexicon import (
    CIVIL, CIVIL_SHORT, COUNTRIES, KIN, NOT_AFTER_CIVIL, NOT_FIRST, PARTICLES, PERSONAL, SMALL, SOMEBODYS, SURELY_PERSONAL,
    also_words, family_names, first_names, known,
)  # fmt: skip
from bot.privacy.memory import Names
from bot.privacy.spans import FIRST_NAME, NAME, Span
from bot.privacy.words import LETTERED, Word, words

# « Mimi », « Dédé », « Loulou »: a syllable said twice.
_DOUBLED = re.compile(r"([bcdfgjklmnprstvz][aeiouy]{1,2})\1")
_DOUBLED_WORDS = frozenset(
    "papa maman mama mamie bebe tata dada caca pipi dodo bobo coco gogo nounou joujou toutou sisi nini soso roro zizi bibi meme coucou pepe".split()
)
# Lower-case names that do end with « é »; « marié » is no Marie.
_ACUTE = frozenset("rene andre noe chloe zoe jose aime desire honore timothe timothee daphne salome mahe dorothee".split())
# « félicite-t-on », « ping-pong ».
_TIED = frozenset("t on il elle je tu nous vous ils elles la ci moi toi lui meme vous ce pong room medecin quelque monde".split())
_NO_COMPOUND = frozenset("ping tea patient an long ben".split())
# Asked for the stretches of the text that a statistical model takes for persons; only when a capital is left unexplained.
Opinion = Callable[[str], list[tuple[int, int]]]
_DETERMINERS = frozenset(
    "la le les l un une des du de d ce cette cet ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs au aux en quel quelle chaque toute tout par pour sans".split()
)
_OF = frozenset("de du des d la le les l".split())
_VERBS = frozenset("gagne sort aime marie forget merite loue large riche desire edite lies lise tien sien long petite marche".split())
_AND_ME = frozenset("moi son sa ses lui elle".split())
_POSSESSIVES = frozenset("son sa notre mon ma le la l un une".split())
_ARTICLES = frozenset("la le les l un une des du au aux".split())
_BEFORE_A_PERSON = frozenset("avec chez a et que qu par pour de d ou c'est est selon sans dont vu revu appelle appeler rencontre invite demande".split())
_NOT_MARRIES = frozenset("se me te nous vous on il elle qui je ils elles".split())


def persons(text: str, opinion: Opinion | None = None, names: Names | None = None) -> list[Span]:
    """Return the spans of the names of persons, first names and family names apart, in order; ``names`` are those of earlier messages, and are added to."""
    return _Reader(text, opinion, Names() if names is None else names).spans()


class _Reader:
    """Reads one message; ``kind`` says, for each word taken for a name, which kind of name it is."""

    def __init__(self, text: str, opinion: Opinion | None, names: Names) -> None:
        self.text, self.opinion, self.names = text, opinion, names
        self.words = words(text)
        self.kept = kept(self.words)
        self.kind: dict[int, str] = {}

    def spans(self) -> list[Span]:
        for rule in (
            self._civility,
            self._families,
            self._first_names,
            self._family_names,
            self._introduced,
            self._coordinated,
            self._initials,
            self._opinion,
            self._coordinated,
            self._again,
        ):
            rule()
        return [Span(self.words[rank].start, self._end(rank), kind) for rank, kind in sorted(self.kind.items()) if self._is_span(rank)]

    # A name of several words, « Van den Berghe », is one span from its first word to its last.
    def _is_span(self, rank: int) -> bool:
        return not self._joined(rank)

    def _joined(self, rank: int) -> bool:
        return self.kind.get(rank) == NAME and self.kind.get(rank - 1) == NAME and self.words[rank].follows

    def _end(self, rank: int) -> int:
        while self._joined(rank + 1):
            rank += 1
        end = self.words[rank].end
        # The full stop of an initial belongs to it, unless it may end the sentence.
        initial = len(self.words[rank].text) == 1 and self.text[end : end + 1] == "."
        return end + 1 if initial else end

    def _word(self, rank: int) -> Word | None:
        return self.words[rank] if 0 <= rank < len(self.words) else None

    def _is_first(self, word: Word) -> bool:
        if _DOUBLED.fullmatch(word.plain) and word.capital and word.plain not in _DOUBLED_WORDS:
            return True
        if len(word.parts) > 1:
            return (
                word.plain in first_names()
                or word.parts[0] in first_names()
                and word.parts[0] not in _NO_COMPOUND
                and (word.capital or word.parts[1] in first_names())
                and word.parts[1] not in _TIED
            )
        return word.plain in first_names() and (word.capital or not word.text.endswith("é") or word.plain in _ACUTE)

    def _take(self, rank: int, first: str = NAME) -> bool:
        """Take the name that begins at ``rank``: particles, capitals, initials; False when there is none."""
        at, name = rank, False
        while (word := self._word(at)) and (at == rank or word.follows) and at - rank < 6 and at not in self.kept:
            if at > rank and word.plain in CIVIL:
                break
            if word.capital and not (word.opens and at > rank):
                if len(word.text) == 1 and at > rank and word.plain in {"a", "y"} and self.text[word.end : word.end + 1] != ".":
                    break
                name = True
            elif not (word.plain in PARTICLES and self._capital_soon(at)):
                break
            at += 1
        if not name:
            return False
        for place in range(rank, at):
            word = self.words[place]
            given = place == rank and (first == FIRST_NAME or (self._is_first(word) and at - rank > 1 and word.plain not in PARTICLES))
            given = given or (
                place > rank and self.kind.get(place - 1) == FIRST_NAME and word.plain in first_names() and place < at - 1 and word.plain not in PARTICLES
            )
            self.kind[place] = FIRST_NAME if given else NAME
        return True

    def _capital_soon(self, rank: int) -> bool:
        for later in range(rank + 1, rank + 3):
            word = self._word(later)
            if not word or not word.follows:
                return False
            if word.capital:
                return later not in self.kept
            if word.plain not in PARTICLES:
                return False
        return False

    def _civility(self) -> None:
        """« Mme Lefèvre », « M. B. », « mr janssens »."""
        for rank, word in enumerate(self.words[:-1]):
            after = self.words[rank + 1]
            if not after.follows or after.opens:
                continue
            short = word.plain in CIVIL_SHORT and (len(word.plain) > 2 or word.capital or word.plain == "mm")
            of_someone = rank and self.words[rank - 1].plain in SMALL | KIN and word.follows
            if word.plain in CIVIL or (
                word.plain in {"m", "mm", "mr"}
                and not of_someone
                and after.plain not in NOT_AFTER_CIVIL
                and (word.capital or self.text[word.end : word.end + 1] == ".")
            ):
                taken = (after.capital or after.plain not in _OF and self._capital_soon(rank + 1)) and self._take_civil(rank + 1)
                if not taken and self._lower_name(word, rank + 1):
                    self._take_lower(rank + 1)
            elif short and after.capital and rank + 1 not in self.kept:
                self._take(rank + 1, FIRST_NAME if self._is_first(after) else NAME)

    def _lower_name(self, civility: Word, rank: int) -> bool:
        """After « mme » nearly any word is a name; after « madame », « monsieur », only one that is known for a name: « madame sonne » is a verb."""
        word = self.words[rank]
        if word.capital or word.plain in NOT_AFTER_CIVIL or rank in self.kept or civility.plain in {"maitre", "docteur", "docteure"}:
            return False
        if civility.plain in {"mme", "mlle", "melle", "mr", "m", "mdme"}:
            return len(word.plain) > 2 or word.plain in PARTICLES
        at = rank
        while word.plain in PARTICLES and at - rank < 2 and (later := self._word(at + 1)):
            at, word = at + 1, later
        return (word.plain in family_names() or self._is_first(word)) and word.plain not in _VERBS

    def _take_civil(self, rank: int) -> bool:
        """After « Mme », a place or an organisation is a name too: « Mme Paris »; not a function."""
        if self.words[rank].plain in NOT_AFTER_CIVIL and len(self.words[rank].plain) > 1:
            return False
        if self.words[rank].plain in {"untel", "unetelle"}:
            return True
        if rank in self.kept and not self.words[rank].shouted:
            self.kind[rank] = NAME
            return True
        return self._take(rank)

    def _take_lower(self, rank: int) -> None:
        at = rank
        while (word := self._word(at)) and word.plain in PARTICLES and at - rank < 2 and (later := self._word(at + 1)) and later.follows:
            at += 1
        if (word := self._word(at)) and len(word.plain) > 1 and (at == rank or word.plain not in NOT_AFTER_CIVIL):
            for place in range(rank, at + 1):
                self.kind[place] = NAME
            if self._is_first(word) and (later := self._word(at + 1)) and later.follows and later.plain in family_names() and later.plain not in PERSONAL:
                self.kind[at], self.kind[at + 1] = FIRST_NAME, NAME

    def _families(self) -> None:
        """« la famille Lambrechts », « chez les Dupont », « les époux Martin »."""
        for rank, word in enumerate(self.words[:-1]):
            after = self.words[rank + 1]
            group = word.plain in {"famille", "familles", "epoux", "couple", "fratrie", "clan", "parents", "freres", "soeurs", "enfants"}
            theirs = word.plain == "les" and rank and self.words[rank - 1].plain == "chez"
            known_family = word.plain == "les" and after.plain in family_names() and after.plain not in also_words()
            if (
                after.follows
                and (after.capital or after.plain not in _OF and self._capital_soon(rank + 1))
                and not word.shouted
                and (group or theirs or known_family)
            ):
                self._take(rank + 1)

    def _first_names(self) -> None:
        for rank, word in enumerate(self.words):
            if rank in self.kind or rank in self.kept and word.plain not in COUNTRIES or not self._is_first(word):
                continue
            ambiguous = word.plain in also_words() or word.plain in COUNTRIES or len(word.plain) < 3
            if word.capital:
                if word.shouted and len(word.text) < 4:
                    continue
                if rank and self.words[rank - 1].plain == "l" and word.before == "":
                    ambiguous = True
                if not ambiguous or self._stands_for_someone(rank):
                    self.kept.discard(rank)
                    self._take(rank, FIRST_NAME)
            elif not ambiguous and not (word.plain == "marie" and rank and self.words[rank - 1].plain in _NOT_MARRIES):
                self.kind[rank] = FIRST_NAME
                self._lower_family(rank + 1)

    def _lower_family(self, rank: int) -> None:
        """« karim benali », « madame el idrissi »."""
        at = rank
        while (word := self._word(at)) and word.follows and word.plain in PARTICLES and at - rank < 2:
            at += 1
        word = self._word(at)
        if word and word.follows and (word.plain in family_names() and word.plain not in also_words() or (word.capital and at > rank)) and at not in self.kept:
            for place in range(rank, at + 1):
                self.kind[place] = NAME

    def _stands_for_someone(self, rank: int) -> bool:
        """True when a capitalised word that is also an ordinary word, or a country, is used as a name."""
        word, before, after = self.words[rank], self._word(rank - 1), self._word(rank + 1)
        if (
            after
            and after.follows
            and after.capital
            and not after.opens
            and rank + 1 not in self.kept
            and (after.plain in family_names() or rank + 1 in self.kind or len(after.text) == 1 or self._is_first(after))
        ):
            return True
        if before and before.follows and before.capital and not before.opens and before.plain not in PARTICLES and rank - 1 not in self.kind:
            return False
        personal = bool(after and ((after.follows and after.plain in PERSONAL) or (after.before.strip() == "," and after.plain in _DETERMINERS)))
        if after and after.text == "à":
            personal = False
        if word.opens:
            return (
                personal
                and word.plain not in NOT_FIRST - {"victoire", "prudence", "patience", "grace", "france"}
                and not (after and after.plain in {"et", "ou"} and not self._someone(rank + 2))
            )
        if before and before.follows and before.plain in SMALL | KIN:
            return True
        if word.plain in COUNTRIES:
            return bool(before and before.plain in _BEFORE_A_PERSON - {"a", "de", "d", "est", "pour", "et", "par", "ou"}) or bool(
                before and before.plain == "a" and rank > 1 and self.words[rank - 2].plain.startswith("demand")
            )
        return not (before and before.follows and before.plain in _DETERMINERS - {"de", "d", "par", "pour", "sans"}) or personal

    def _someone(self, rank: int) -> bool:
        word = self._word(rank)
        return bool(word and word.capital and (rank in self.kind or self._is_first(word)))

    def _family_names(self) -> None:
        """« Lemmens a dit que… »: a frequent family name alone."""
        for rank, word in enumerate(self.words):
            if (
                word.capital
                and rank not in self.kind
                and rank not in self.kept
                and word.plain in family_names()
                and len(word.plain) > 3
                and not (word.shouted and len(word.text) < 5)
            ):
                before = self._word(rank - 1)
                if word.plain not in also_words() or (not word.opens and not (before and before.follows and before.plain in _DETERMINERS)):
                    self._take(rank)

    def _introduced(self) -> None:
        """« la petite Inaya », « elle s'appelle Louane », « son fils Gjon », « surnommé « Toto » »."""
        for rank, word in enumerate(self.words):
            if (
                rank == 0
                or rank in self.kind
                or rank in self.kept
                or not word.capital
                or word.shouted
                and len(word.text) > 1
                and word.plain not in first_names()
            ):
                continue
            before = self.words[rank - 1]
            quoted = word.before.strip() in ("«", '"', "“")
            if (
                (word.follows or quoted or word.before == " (")
                and self._introduces(rank - 1)
                and before.plain
                not in {"grand", "grande"} | ({"petit", "petite", "jeune", "vieux", "vieille"} if before.capital and not before.opens else set())
            ):
                self._take(rank, FIRST_NAME)
            elif word.follows and before.plain in KIN and not before.capital:
                self._take(rank, FIRST_NAME)
            elif (
                word.before.strip() == ","
                and (before.plain in KIN or rank > 2 and self.words[rank - 2].plain in KIN | SMALL)
                and self.text[word.end : word.end + 1] in (",", ".")
                and word.plain not in known()
            ):
                self._take(rank, FIRST_NAME)
            elif word.follows and before.plain == "suis" and rank > 1 and self.words[rank - 2].plain in {"je", "j", "moi"}:
                self._take(rank, FIRST_NAME)

    def _introduces(self, rank: int) -> bool:
        """« elle s'appelle … » introduces somebody, « le groupe s'appelle … » does not."""
        word = self.words[rank]
        if word.plain not in {"appelle", "appellent"}:
            return word.plain in SMALL
        subject, pronoun, name = self._word(rank - 2), self._word(rank - 1), self.words[rank + 1]
        return bool(subject and pronoun and pronoun.plain in {"s", "l", "m"} and subject.plain in {"il", "elle", "on", "je", "fils", "fille", "qu"}) and not (
            name.text in {"Le", "La", "Les", "L'"}
        )

    def _coordinated(self) -> None:
        """« Selma et Burak »: what is joined to a name is a name."""
        for rank, word in enumerate(self.words):
            if rank in self.kind or rank in self.kept or not word.capital or len(word.text) < 2 or word.shouted and len(word.text) < 5 or word.plain in CIVIL:
                continue
            before, joint = self._word(rank - 1), self._word(rank - 2)
            left = before and before.plain in {"et", "ou", "pis", "comme"} and word.follows and rank - 2 in self.kind and before.follows and joint
            listed = word.before.strip() == "," and rank - 1 in self.kind and not word.opens
            after = self._word(rank + 1)
            right = after and (after.plain in {"et", "ou", "pis"} and after.follows and rank + 2 in self.kind and self.words[rank + 2].follows)
            right = right or (after and after.before.strip() == "," and rank + 1 in self.kind and (word.opens or listed))
            if left or listed or right:
                self._take(rank, FIRST_NAME)

    def _initials(self) -> None:
        """« la maman de L. », « A. M. a été hospitalisée »."""
        for rank, word in enumerate(self.words):
            if len(word.text) != 1 or not word.capital or rank in self.kind or rank in self.kept:
                continue
            dotted = self.text[word.end : word.end + 1] == "."
            after, before = self._word(rank + 1), self._word(rank - 1)
            if before and before.plain in LETTERED or word.before not in (" ", "", " (", ", ") or word.before == "" and rank:
                continue
            if before and word.follows and (before.plain in (SMALL | KIN) - {"grand", "grande"} or rank - 1 in self.kind):
                self.kind[rank] = NAME
            elif dotted and word.text not in "ÀA" or dotted and after and len(after.text) == 1:
                if after and after.before in (" ", "") and len(after.text) == 1 and after.capital and self.text[after.end : after.end + 1] == ".":
                    third = self._word(rank + 2)
                    if third and len(third.text) == 1 and third.before == "" and third.capital:
                        continue
                    self.kind[rank] = self.kind[rank + 1] = NAME
                elif before and before.before == "" and len(before.text) == 1:
                    continue
                elif (after and not after.capital and after.before == " ") or (after and self.text[word.end + 1 : word.end + 2] == ","):
                    self.kind[rank] = NAME

    def _opinion(self) -> None:
        """A capital that nothing explains: the model is asked, and so are the words around it."""
        left = [rank for rank in range(len(self.words)) if self._unexplained(rank)]
        for rank in left:
            after, later = self._word(rank + 1), self._word(rank + 2)
            if after and later and after.plain == "et" and after.follows and later.follows and later.plain in _AND_ME:
                self._take(rank, FIRST_NAME)
        unexplained = [rank for rank in left if not self.words[rank].opens or self._personal_after(rank)]
        if not unexplained or self.opinion is None:
            return
        believed = self.opinion(self.text)
        for rank in unexplained:
            word = self.words[rank]
            if rank not in self.kind and any(start <= word.start and word.end <= end for start, end in believed):
                self._take(rank, FIRST_NAME)

    def _unexplained(self, rank: int) -> bool:
        word, before = self.words[rank], self._word(rank - 1)
        if not word.capital or word.shouted or len(word.text) < 3 or word.text.endswith(("'", "’")) or rank in self.kind or rank in self.kept:
            return False
        named = before is not None and word.follows and before.plain in _ARTICLES
        of = self._word(rank - 2)
        if before is not None and word.follows and before.plain in {"de", "d"} and not (of and of.plain in SOMEBODYS | KIN | SMALL):
            return False
        return word.plain not in CIVIL | CIVIL_SHORT | KIN and not (named and word.follows)

    def _personal_after(self, rank: int) -> bool:
        """True when what follows an unknown word at the start of a sentence is said of persons only."""
        after, later = self._word(rank + 1), self._word(rank + 2)
        if not after:
            return False
        if after.follows and after.plain in {"ne", "n", "et", "se", "s", "a", "est"}:
            joined = after.plain == "et" and later and later.capital and later.follows
            return bool(joined or (later and after.plain not in {"et", "a", "est"} and later.plain in SURELY_PERSONAL))
        return after.follows and after.plain in SURELY_PERSONAL or after.before.strip() == "," and after.plain in _POSSESSIVES

    def _again(self) -> None:
        """A name that was found once is hidden wherever it comes back; a first name also in lower case."""
        for rank, kind in self.kind.items():
            word = self.words[rank]
            if len(word.plain) > 2 and word.capital and word.plain not in also_words() | PARTICLES:
                self.names.add(word.plain, kind)
        for rank, word in enumerate(self.words):
            if rank not in self.kind and rank not in self.kept and len(word.plain) > 2 and (kind := self.names.kind(word.plain)):
                if word.capital or kind == FIRST_NAME:
                    self.kind[rank] = kind
