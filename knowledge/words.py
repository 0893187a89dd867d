"""From a sentence to the words that are searched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

LONGEST_ACRONYM = 6
"""Characters; a longer word in capitals is a word shouted."""
LONGEST_WORD = 40
"""Characters kept of a word; the longest French word in use has 25."""

_CHUNK = re.compile(r"\w+(?:['’ʼ`´]\w+)*", re.UNICODE)
_APOSTROPHE = re.compile("['’ʼ`´]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE", "_": " "})
_ELIDED = frozenset("l d qu j s n c t m jusqu lorsqu puisqu quoiqu quelqu presqu entr".split())
_GLUABLE = ("qu", "l", "d", "j", "m", "t", "s", "n", "c")
_ONE_WORD = frozenset({"aujourd'hui", "prud'homme", "prud'hommes", "prud'homal", "prud'homale"})
_STEMMERS = {"fr": "french", "en": "english", "de": "german", "es": "spanish", "it": "italian", "pt": "portuguese"}

ACRONYMS = frozenset(
    """
    acre afpa agefiph apec are aref arce arpe ass atj bge bts caf cci cdd cdi cep cfa cif clea cnam cpf cpam cqp crp
    cse csp dares eirl esat fne ija opco opca pacea paje pcrp poe poei poec pmsmp ptp raep rdv rgpd rncp rome rqth
    rsa siae smic sst tpe urssaf vae vap
    """.split()
)
"""Words that are never stemmed, in capitals or not: "CPF", "cpf". Others are recognised by their capitals."""

_STOP_FR = frozenset(
    """
    a ai aie ait alors as au aucun aussi autre aux avais avait avant avec avez avk avoir avons bah bcp beaucoup ben
    bien bjr bon bonjour bonsoir bsr c ca car ce cela celle celui ces cest cet cetait cette ceux chaque chez chose
    choses chui ci combien comme comment coucou ct d dans de deja des dire dit dois doit donc dont ds du elle elles
    en encore es est et etaient etais etait etant etc ete etes etre eu eux existe exister faire fais fait faut fo
    fois font g genre gens hein ht il ils j jai jdois je jms jpeux jsais jsuis jveux ke ki koi l la le les leur
    leurs lui m ma mais me meme merci mes mm moi mon n ne ni non nos notre nous on ont ou ouais oui par pas peu peut
    peuvent peux pk plait plus possible pour pourquoi pourrais pourrait pq pr prk puis q qd qu quand que quel quelle
    quelles quels qui quoi s sa sais sait salut sans savoir se sera serait ses si sil sinon slt soit somme sommes
    son sont souhaite stp suis sur svp t ta te tel telle tes toi ton tous tout toute toutes tres trop truc trucs tt
    tu un une va vais vas veut veux voila voir vois vont vos votre voudrais voulais vouloir vous vrai vraiment vs y
    ya
    """.split()
)
_STOP_EN = frozenset(
    """
    a about am an and any are as at be been but by can could did do does for from get had has have he hello hi how i
    if in into is it its me my no not of on or our please she should so some than thank thanks that the their them
    then there these they this to us want was we were what when where which who why will with would you your
    """.split()
)
_STOPS = {"fr": _STOP_FR, "en": _STOP_EN}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as it was written, and the terms under which it is searched (one or two, best first).

    A French word has two when its stem depends on its accents ("formé" -> "form"; typed "forme" -> "forme"):
    both are indexed, so that a person who types no accents finds the same passages.
    """

    written: str
    terms: tuple[str, ...]

    @property
    def acronym(self) -> bool:
        """Whether it is written like one: two to six capitals."""
        return self.written.isupper() and 1 < len(self.written) <= LONGEST_ACRONYM


class Tokenizer:
    """Cuts texts of one locale into words: elisions opened, accents folded, stop words dropped, stems by Snowball.

    A locale without a Snowball stemmer here keeps its words whole. One instance serves one thread: the stemmer
    holds state during a call.
    """

    def __init__(self, locale: str) -> None:
        self.language = language = locale.partition("-")[0].lower()
        name = _STEMMERS.get(language)
        self._stemmer = snowballstemmer.stemmer(name) if name else None
        self._stops = _STOPS.get(language, frozenset())
        self._terms = lru_cache(maxsize=50_000)(self._compute_terms)

    def words(self, text: str) -> list[Word]:
        """The searched words of `text`, in order, repetitions kept; stop words and punctuation are left out."""
        # A message all in capitals says nothing about what is an acronym.
        found = []
        for written in split(text.lower() if text.isupper() else text):
            terms = self._terms(written)
            if terms:
                found.append(Word(written, terms))
        return found

    def _compute_terms(self, written: str) -> tuple[str, ...]:
        folded = fold(written)
        if not folded or folded in self._stops:
            return ()
        acronym = folded in ACRONYMS or (written.isupper() and 1 < len(written) <= LONGEST_ACRONYM)
        if acronym or self._stemmer is None or folded.isdigit():
            return (folded,)
        stems = (self._stemmer.stemWord(written.lower()), self._stemmer.stemWord(folded))
        return tuple(dict.fromkeys(term for stem in stems if (term := fold(stem))))


def split(text: str) -> Iterator[str]:
    """The words of `text` as written, at most `LONGEST_WORD` characters each, without elided articles ("l'", "qu'")."""
    for match in _CHUNK.finditer(unicodedata.normalize("NFC", text).translate(_LIGATURES)):
        chunk = match.group()
        whole = _APOSTROPHE.sub("'", chunk)
        if "'" not in whole:
            yield chunk[:LONGEST_WORD]
        elif whole.lower() in _ONE_WORD:
            yield whole.replace("'", "")[:LONGEST_WORD]
        else:
            for part in whole.split("'"):
                if part.lower() not in _ELIDED:
                    yield part[:LONGEST_WORD]


def unglued(folded: str) -> Iterator[tuple[str, ...]]:
    """What a word may run together: an elision without its apostrophe ("maider"), or two words ("capemploi")."""
    for article in _GLUABLE:
        rest = folded.removeprefix(article)
        if len(folded) > len(rest) > 2 and (rest[0] in "aeiouyh" or article == "j"):
            yield (rest,)
    for cut in range(3, len(folded) - 2):
        yield folded[:cut], folded[cut:]


def fold(text: str) -> str:
    """`text` in lower case without accents: "Élève" -> "eleve", "œuvre" -> "oeuvre"."""
    # Twice: a mathematical or full-width capital is a capital only once decomposed.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold())
    return "".join(char for char in plain if char.isalnum())
