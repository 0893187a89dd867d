"""Words with a capital, what each looks like, and the runs they stand in."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agents.guard.pii.lexicon import FOREIGN, Lexicon

Look = Literal["first", "surname", "unknown", "common", "regular", "brand", "acronym", "initial"]
"""A common word is listed; a regular one only ends like one, and may well be a name."""

PARTICLES = frozenset(
    "de du des d' da das do dos di del della delle van von der den ter ten zu zur la le el al ben bin ibn "
    "bint abu abou ould ait y e st "
    "de la|de le|de los|de las|van der|van den|van de|von der|al -|da da".replace("|", " ").split()
)
_WIDEST_GAP = 10

ORGANISATIONS = frozenset(
    """
    chez societe entreprise groupe group lycee college ecole universite institut hopital hopitaux clinique chu
    chru cabinet agence boutique
    magasin restaurant hotel rue avenue boulevard place quai allee impasse square pont gare station quartier
    centre fondation association
    theatre stade musee salle residence ehpad maison prix loi aeroport tour campus cite parc zone espace
    laboratoire laboratoires
    etablissements ets sarl sas sa eurl marque enseigne logiciel outil methode test echelle label parfumerie
    brasserie boulangerie
    patisserie garage pharmacie librairie chateau domaine cave caves concession transports editions galerie
    galeries studio studios
    saint sainte st ste port ville fort mont cap ile iles bois promotion lot batiment amphi batisse usine site
    barreau chaine banque caisse
    mutuelle atelier ateliers fonds crous creche foyer bibliotheque mediatheque conservatoire gymnase piscine
    chapelle basilique cathedrale eglise rer metro route chemin
    """.split()
)
AFTER_ORGANISATIONS = frozenset(
    """
    sa sas sarl group groupe france industries consulting conseil services solutions freres fils associes &
    logistics logistique transports
    international europe holding assurances immobilier interim paris lyon technologies technology systems
    software energies avocats cie
    """.split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text; `joint` is what stands between it and the word before, when they belong to one run."""

    start: int
    end: int
    fold: str
    look: Look
    upper: bool
    foreign: bool
    joint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The compiled patterns of this file."""

    capital: re.Pattern[str]
    any: re.Pattern[str]
    lexicon: Lexicon

    def word(self, text: str, folded: str, start: int, end: int, joint: str = "") -> Word:
        """The word at `start`..`end`, with its look."""
        plain = folded[start:end]
        written = text[start:end]
        upper = written.isupper() and end - start > 1
        foreign = not FOREIGN.isdisjoint(written.lower())
        return Word(start, end, plain, self._look(plain, upper, foreign), upper, foreign, joint)

    def _look(self, plain: str, upper: bool, foreign: bool) -> Look:
        lexicon = self.lexicon
        if len(plain) == 1:
            return "initial"
        if lexicon.is_first_name(plain):
            return "first"
        if lexicon.is_surname(plain):
            return "surname"
        if plain in lexicon.brands:
            return "brand"
        if foreign:
            return "unknown"
        if plain in lexicon.common or ("-" in plain and not lexicon.common.isdisjoint(plain.split("-"))):
            return "common"
        if lexicon.is_regular(plain):
            return "regular"
        if upper and len(plain) <= 3:
            return "acronym"
        return "unknown"

    def is_elided(self, text: str, word: Word) -> bool:
        """Whether an apostrophe joins two words that are no name: "J'utilise", "D'accord"."""
        if word.fold[1:2] != "'" or not text[word.start + 2 : word.start + 3].islower():
            return False
        return word.fold[0] in "jlsc" or self.lexicon.is_common(word.fold[2:])

    def runs(self, text: str, folded: str) -> Iterator[list[Word]]:
        """Runs of words with a capital: nothing but a space or a particle between them."""
        run: list[Word] = []
        for match in self.capital.finditer(text):
            start, end = match.span()
            # "L'Oréal" is an article and a name; "D'Angelo" and "N'Diaye" are one name.
            if end - start > 2 and folded[start + 1] == "'" and folded[start] in "ljsc":
                start += 2
            # "J'utilise" and "D'accord" are no names; "D'angelo" and "N'diaye" are.
            elif folded[start + 1 : start + 2] == "'" and self.lexicon.is_common(folded[start + 2 : end]):
                continue
            if not text[start].isupper():
                continue
            while end > start and folded[end - 1] in "'-":
                end -= 1
            if folded.endswith("'s", start, end):
                end -= 2
            if end <= start or any(map(str.isdigit, text[start:end])):
                continue
            joint = self._joint(text, folded, run[-1].end, start) if run else None
            if run and joint is None:
                yield run
                run = []
            run.append(self.word(text, folded, start, end, joint or ""))
        if run:
            yield run

    def _joint(self, text: str, folded: str, end: int, start: int) -> str | None:
        """What joins two words, or None when they stand apart."""
        gap = folded[end:start]
        if len(gap) > _WIDEST_GAP or not gap:
            return None
        if gap in (" ", "\u00a0", "\u202f", "  "):
            return " "
        if gap in (". ", ".") and end > 0 and (end < 2 or not folded[end - 2].isalnum()):
            return " "
        if gap[0] != " " or "\n" in gap or not (gap[-1] == " " or gap[-1] == "'"):
            return None
        parts = gap.split()
        return gap if parts and all(part in PARTICLES for part in parts) else None


def build_words(lexicon: Lexicon) -> Words:
    """Words with its patterns compiled."""
    capitals = "".join(chr(point) for point in range(0x41, 0x1F00) if point < sys.maxunicode and _latin_capital(point))
    return Words(
        capital=re.compile(rf"(?<!\w)[{capitals}][\w'’\-]{{0,60}}"),
        any=re.compile(r"[^\W\d_][\w'’\-]{0,60}"),
        lexicon=lexicon,
    )


def _latin_capital(point: int) -> bool:
    return (point < 0x250 or point >= 0x1E00) and chr(point).isupper()
