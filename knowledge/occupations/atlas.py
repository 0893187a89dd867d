"""Everything that is computed from a catalogue, made when it is first asked and then kept."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock

from knowledge.occupations.building import load_catalogue
from knowledge.occupations.errors import OccupationsError
from knowledge.occupations.exposure import exposure_of
from knowledge.occupations.finding import Finder
from knowledge.occupations.models import Catalogue, Level, Occupation, SourceKind
from knowledge.occupations.shelf import MANIFEST
from knowledge.occupations.similarity import Similarity
from knowledge.words import Tokenizer

log = logging.getLogger(__name__)

TOLD = 0.5
"""Share of the words of a skill's label that a story must hold to tell it."""


@dataclass(frozen=True, repr=False)
class Atlas:
    """One loaded catalogue with its finder and its similarity."""

    catalogue: Catalogue

    @cached_property
    def finder(self) -> Finder:
        """Occupations by what a person says."""
        return Finder(self.catalogue)

    @cached_property
    def similarity(self) -> Similarity:
        """Occupations by what they ask."""
        return Similarity(self.catalogue)

    @cached_property
    def bands(self) -> Mapping[str, Level]:
        """Exposure to generative AI by code, where it is known."""
        # The band is that of the ISCO group, which several occupations share.
        one = {occupation.isco: code for code, occupation in self.catalogue.occupations.items()}
        axes = {isco: exposure_of(self.catalogue, code).ai for isco, code in one.items()}
        bands = {isco: axis.band for isco, axis in axes.items() if axis is not None}
        return {code: bands[each.isco] for code, each in self.catalogue.occupations.items() if each.isco in bands}

    def make(self) -> None:
        """Make all of it now, rather than when it is first asked."""
        _ = self.finder, self.similarity, self.bands

    @property
    def origin(self) -> SourceKind:
        """Where occupations come from."""
        official: tuple[SourceKind, ...] = ("rome_v4", "rome_v3")
        sources = self.catalogue.sources
        return next((kind for kind in official if kind in sources and sources[kind].loaded), "starter")

    def learnt(self, occupation: Occupation) -> tuple[str, ...]:
        """The skills of an occupation that one learns: work settings are left out."""
        return tuple(one for one in occupation.skills if self.catalogue.skills[one].kind != "setting")

    def askers(self, skill_id: str) -> int:
        """How many occupations of different skills ask it."""
        return self._askers.get(skill_id, 0)

    def told(self, text: str, skills: Iterable[str]) -> tuple[str, ...]:
        """The skills that a story tells, by the words of their labels."""
        tokenizer = Tokenizer("fr")
        theirs = {term for word in tokenizer.words(text) for term in word.terms}
        found = []
        for one in skills:
            words = [word.terms for word in tokenizer.words(self.catalogue.skills[one].label)]
            if words and sum(bool(theirs & set(terms)) for terms in words) >= TOLD * len(words):
                found.append(one)
        return tuple(found)

    @cached_property
    def _askers(self) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for skills in {occupation.skills for occupation in self.catalogue.occupations.values()}:
            for one in skills:
                counts[one] = counts.get(one, 0) + 1
        return counts


_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Atlases:
    """The atlas of what is loaded now: an import is seen by the next who asks."""

    folder: Path | None

    def current(self) -> Atlas:
        """The atlas, made whole; the first call after an import takes some seconds: not on an event loop."""
        with _LOCK:
            stamp = _stamp(self.folder)
            try:
                return _atlas(None if stamp is None else self.folder, stamp)
            except OccupationsError:
                # People go on with what is written by hand; `iris occupations status` says what is wrong.
                log.exception("occupations: what was imported cannot be read, the starter set is used")
                return _atlas(None, None)


@lru_cache(maxsize=2)
def _atlas(folder: Path | None, stamp: int | None) -> Atlas:
    """One for the process: nothing in it is anybody's."""
    atlas = Atlas(load_catalogue(folder))
    atlas.make()
    return atlas


def _stamp(folder: Path | None) -> int | None:
    """What changes with every import; None when nothing was imported."""
    try:
        return None if folder is None else (folder / MANIFEST).stat().st_mtime_ns
    except FileNotFoundError:
        return None
