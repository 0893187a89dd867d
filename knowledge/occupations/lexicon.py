"""Every word that points to an occupation: titles, what people say, places and gestures, what one does there."""

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from knowledge.occupations.heads import Heads
from knowledge.occupations.models import Catalogue, Occupation, Title
from knowledge.occupations.phrases import Evidence, Phrase, PhraseIndex, TextIndex
from knowledge.occupations.starter import load_starter
from knowledge.occupations.vocabulary import START, STARTS, STEM, Reading, Vocabulary
from knowledge.words import fold, split

TITLE, NAMED, LONGER, LONGEST = 0.8, 0.84, 0.04, 0.92
"""What a whole title is worth (0..1), one of the list of common words, what each further word adds, and the most."""
VAGUE = 0.45
"""What a status is worth: « fonctionnaire », « auto-entrepreneur »."""
TITLE_PART, SAID_PART, CUE_PART, ALL = 0.55, 0.45, 0.7, 0.999
"""The part of a phrase, in weight of words, that must be there: of a title, a sentence, a cue of 3 words, else."""
SAID = 0.75
"""What a whole sentence of the starter set is worth."""
CUES = (0.5, 0.7, 0.82)
"""What a cue is worth by its number of words: 1, 2, 3 and more."""
HINT, VAGUER = 0.25, 0.35
"""What a hint is worth, and a cue left with one word once its ordinary ones are out.

A cue or a hint that several occupations share is worth that, divided by the root of their number.
"""
TALK_SATURATION, TALK_LENGTH = 0.8, 0.5
TEXT_SATURATION, TEXT_LENGTH = 1.2, 0.5
"""BM25's k1 and b over what people say, and over summaries and skills."""
OWN, TITLED = 0.8, 0.3
"""How much a word counts that stands in a skill of the starter set, and in a title, beside one that people say."""
KNOWN, LISTED, BROAD, BROADEST = 0.25, 0.25, 0.06, 30
"""How much more an occupation counts in the starter set, in the list of common ones, with up to 30 titles."""

_BRACKETED = re.compile(r"\s*[(–-]\s?([A-Z][A-Z0-9]{1,7})\s?[)–-]")


Rows = Mapping[str, Mapping[str, str]]
"""By code: `names`, `vague`, `cues` and `hints`, each with commas."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is searched. Places are positions in `codes`: those of the catalogue first, then other common ones."""

    codes: Sequence[str]
    vocabulary: Vocabulary
    ordinary: frozenset[str]
    phrases: PhraseIndex
    heads: Heads
    talk: TextIndex
    texts: TextIndex
    usual: frozenset[str]
    """The codes of the starter set and of the list of common occupations."""
    commonness: Sequence[float]
    """What multiplies an occupation's evidence before a word is heard: a usual one passes before a rare one."""


def build_lexicon(catalogue: Catalogue) -> Lexicon:
    """Read the words' files and index them with the catalogue's own."""
    listed, foreign, reading = (_read(f"finding_{name}.toml") for name in ("words", "foreign", "reading"))
    codes = [*catalogue.occupations, *sorted({*listed["occupations"]} - {*catalogue.occupations})]
    ordinary = reading["ordinary"]["words"].split()
    vocabulary = Vocabulary(
        Reading(
            silent=reading["silent"]["words"].split(),
            ordinary=ordinary,
            ambiguous=reading["ambiguous"]["abbreviations"].split(),
            short=reading["short"],
            together=reading["together"],
            verbs={verb: forms.split() for verb, forms in reading["verbs"].items()},
        )
    )
    builder = _Builder(catalogue, vocabulary, {code: place for place, code in enumerate(codes)})
    phrases = [*builder.titles(listed["occupations"], foreign), *builder.said(), *builder.cues(listed["occupations"])]
    commonness = [_commonness(catalogue.occupations.get(code), code in listed["occupations"]) for code in codes]
    return Lexicon(
        codes=codes,
        vocabulary=vocabulary,
        ordinary=frozenset(map(fold, ordinary)),
        phrases=PhraseIndex(phrases, len(codes)),
        heads=Heads(phrases, codes, commonness, least=TITLE),
        talk=TextIndex(builder.spoken(phrases), saturation=TALK_SATURATION, length=TALK_LENGTH),
        texts=TextIndex([*builder.texts()], saturation=TEXT_SATURATION, length=TEXT_LENGTH),
        usual=frozenset(listed["occupations"]) | {code for code, each in catalogue.occupations.items() if each.said},
        commonness=commonness,
    )


@dataclass(frozen=True, slots=True)
class _Builder:
    catalogue: Catalogue
    vocabulary: Vocabulary
    places: Mapping[str, int]

    def titles(self, listed: Rows, foreign: Mapping[str, Mapping[str, str]]) -> Iterator[Phrase]:
        """Official titles, names of the lists, and foreign ones."""
        known = {code: _titles(each) for code, each in self.catalogue.occupations.items()}
        for title in (title for each in known.values() for title in each):
            self.vocabulary.learn(title)
        for row in listed.values():
            self.vocabulary.learn_abbreviations(row.get("names", ""))
        official = ((self.places[code], form) for code, each in known.items() for title in each for form in title.forms)
        yield from self._titled(official, TITLE)
        for key, worth in (("names", NAMED), ("vague", VAGUE)):
            named = ((self.places[code], name) for code, row in listed.items() for name in _listed(row.get(key, "")))
            yield from self._titled(named, worth)
        for table in foreign.values():
            rows = ((self.places[code], names) for code, names in table.items() if code in self.places)
            yield from self._titled(((place, name) for place, names in rows for name in _listed(names)), TITLE)

    def _titled(self, titles: Iterable[tuple[int, str]], worth: float) -> Iterator[Phrase]:
        """Titles, each abbreviation in brackets apart: « Agent de service hospitalier (ASH) » is also « ASH »."""
        seen: set[tuple[int, frozenset[str]]] = set()
        for place, title in titles:
            for text in (_BRACKETED.sub(" ", title), *_abbreviations(title)):
                words = self.vocabulary.add_title(text)
                terms = frozenset(words)
                if terms and (place, terms) not in seen:
                    seen.add((place, terms))
                    strength = min(worth + LONGER * (len(terms) - 1), LONGEST)
                    yield Phrase(place, terms, "title", strength, needed=TITLE_PART, head=words[0])

    def said(self) -> Iterator[Phrase]:
        """The sentences of the starter set."""
        for code, occupation in self.catalogue.occupations.items():
            for said in occupation.said:
                terms, _ = self.vocabulary.add_phrase(said)
                if len(terms) > 1:
                    yield Phrase(self.places[code], terms, "spoken", SAID, needed=SAID_PART, steep=1.5)

    def cues(self, listed: Rows) -> Iterator[Phrase]:
        """Cues and hints of the lists."""
        for key in ("cues", "hints"):
            found: defaultdict[tuple[frozenset[str], bool], list[int]] = defaultdict(list)
            for code, row in listed.items():
                for text in _listed(row.get(key, "")):
                    terms, shortened = self.vocabulary.add_phrase(text)
                    if terms:
                        found[terms, shortened and len(terms) == 1].append(self.places[code])
            for (terms, shortened), places in found.items():
                worth = HINT if key == "hints" else VAGUER if shortened else CUES[min(len(terms), len(CUES)) - 1]
                kind: Evidence = "workplace" if key == "hints" else "spoken"
                needed = CUE_PART if len(terms) > 2 else ALL
                for place in dict.fromkeys(places):
                    yield Phrase(place, terms, kind, worth / math.sqrt(len(places)), needed=needed, steep=3.0)

    def spoken(self, phrases: Iterable[Phrase]) -> list[Mapping[str, float]]:
        """The words that people use of each occupation, with how often."""
        found: list[defaultdict[str, float]] = [defaultdict(float) for _ in self.places]
        for phrase in phrases:
            _count(found[phrase.place], phrase.terms, 1.0 if phrase.kind != "title" else TITLED, phrase.kind != "title")
        # The catalogue of the full ROME has other skills; these are in everyday words.
        for code, starter in load_starter().items():
            for text in starter.skills if code in self.places else ():
                _count(found[self.places[code]], self.vocabulary.add_phrase(text)[0], OWN, True)
        return [*found]

    def texts(self) -> Iterator[Mapping[str, float]]:
        """The words of each occupation's summary and skills."""
        skills = {id: self.vocabulary.add_text(each.label) for id, each in self.catalogue.skills.items()}
        for occupation in self.catalogue.occupations.values():
            counts = Counter(self.vocabulary.add_text(occupation.summary))
            for id in occupation.skills:
                counts.update(skills.get(id, ()))
            yield counts


def _count(counts: defaultdict[str, float], terms: Iterable[str], weight: float, whole: bool) -> None:
    for term in terms:
        if whole:
            counts[term] += weight
        counts[START + term.removeprefix(STEM)[:STARTS]] += weight


def _commonness(occupation: Occupation | None, listed: bool) -> float:
    titles = len(occupation.titles) if occupation else 0
    known = bool(occupation and occupation.said)
    return 1 + KNOWN * known + LISTED * listed + BROAD * min(math.log1p(titles) / math.log1p(BROADEST), 1.0)


def _titles(occupation: Occupation) -> tuple[Title, ...]:
    return tuple(dict.fromkeys((occupation.title, *occupation.titles)))


def _abbreviations(title: str) -> list[str]:
    """Those in brackets whose letters begin words of the title, in order: ASH, not BTP, which is where one works."""
    bracketed = _BRACKETED.findall(title)
    initials = [word[0] for word in map(fold, split(_BRACKETED.sub(" ", title))) if word] if bracketed else []
    found = []
    for letters in bracketed:
        left = iter(initials)
        if all(letter in left for letter in letters.lower()):
            found.append(letters)
    return found


def _listed(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("knowledge.occupations") / name).read_text(encoding="utf-8"))
