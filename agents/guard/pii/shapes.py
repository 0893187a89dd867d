"""Names told by their place alone: fields side by side, a message that is nothing else, letters apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.guard.pii.found import Found
from agents.guard.pii.lexicon import Lexicon
from agents.guard.pii.names import as_found
from agents.guard.pii.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """The compiled patterns of this file."""

    words: Words
    lexicon: Lexicon
    both_fields: re.Pattern[str]
    table: re.Pattern[str]
    two_words: re.Pattern[str]
    letters: re.Pattern[str]

    def find(self, text: str, folded: str) -> Iterator[Found]:
        """Every name of this file in `text`; `folded` is its folded form."""
        for pattern in (self.both_fields, self.table) if "prenom" in folded else ():
            for match in pattern.finditer(folded):
                yield _alone(text, *match.span("last"), False)
                yield _alone(text, *match.span("first"), True)
        yield from self._nothing_else(text, folded)
        yield from self._spaced_capitals(text, folded)

    def _nothing_else(self, text: str, folded: str) -> Iterator[Found]:
        """A message that is two words and looks like a name: "bintou sissoko"."""
        match = self.two_words.fullmatch(text)
        if match is None:
            return
        words = [self.words.word(text, folded, *match.span(group), " ") for group in (1, 2)]
        known = [word.look == "first" and word.fold not in self.lexicon.ambiguous for word in words]
        ordinary = any(
            word.fold in self.lexicon.common or word.look == "regular" or self.words.is_elided(text, word)
            for word in words
        )
        strange = any(word.look in ("brand", "acronym", "initial") for word in words)
        strange |= tuple(word.fold for word in words) in self.lexicon.phrases.get(words[0].fold, ())
        if any(known) and not ordinary and not strange:
            yield as_found(text, words, 0.8, self.lexicon)

    def _spaced_capitals(self, text: str, folded: str) -> Iterator[Found]:
        """ "A G N I E S Z K A": a name of the lists, letter by letter."""
        for match in self.letters.finditer(text):
            plain = folded[match.start() : match.end()].replace(" ", "")
            if self.lexicon.is_first_name(plain) or plain in self.lexicon.surnames:
                yield _alone(text, *match.span(), self.lexicon.is_first_name(plain))


def _alone(text: str, start: int, end: int, is_first: bool) -> Found:
    """A first name or a surname by itself."""
    written = text[start:end]
    if is_first:
        return Found(start=start, end=end, kind="FIRST_NAME", score=0.9, first_name=written)
    return Found(start=start, end=end, kind="LAST_NAME", score=0.9, last_name=written)


def build_shapes(words: Words, lexicon: Lexicon) -> Shapes:
    """Shapes with its patterns compiled."""
    cell = r"[^\W\d_][\w'\-]{1,30}"
    return Shapes(
        words=words,
        lexicon=lexicon,
        both_fields=re.compile(
            rf"(?<!\w)nom[ :]{{1,3}}(?!prenom)(?P<last>{cell}(?: {cell}){{0,2}}?)[ ,;/|\-]{{1,3}}"
            rf"prenoms?[ :]{{1,3}}(?P<first>{cell})"
        ),
        table=re.compile(
            rf"(?<!\w)nom[ ]?[|;\t][ ]?prenom[^\n]{{0,120}}\n(?:[|:\- ]{{3,120}}\n)?[| ]{{0,3}}"
            rf"(?P<last>{cell}(?: {cell}){{0,2}})[ ]?[|;\t][ ]?(?P<first>{cell})"
        ),
        two_words=re.compile(
            r"\s{0,4}(?!(?i:j?suis|cdl?t|slt|bjr|bsr|cc|je|moi)\b)"
            r"([^\W\d_][\w'’\-]{1,30}) ([^\W\d_][\w'’\-]{1,30})\s{0,4}"
        ),
        letters=re.compile(r"[A-ZÀ-ÖØ-Þ] (?<!\w..)(?:[A-ZÀ-ÖØ-Þ] ){2,15}[A-ZÀ-ÖØ-Þ](?!\w)"),
    )
