"""Names by what the words look like: first names, surnames and their order within a run of capitals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.guard.pii.found import Found, Gender
from agents.guard.pii.lexicon import Lexicon
from agents.guard.pii.words import AFTER_ORGANISATIONS, ORGANISATIONS, PARTICLES, Word, Words

_REACH = 48
_LONGEST = 5
"""Words of a name: two first names and a surname of three."""
_ARTICLES = frozenset("de du des d l la le les un une et a au aux".split())


def as_found(text: str, words: list[Word], score: float, lexicon: Lexicon, gender: Gender | None = None) -> Found:
    """A name of several words: which of them are first names follows from the lexicon, the order and the capitals."""
    start, end = words[0].start, words[-1].end
    split = _split(words)
    (first_from, first_to), (last_from, last_to) = split
    first = text[words[first_from].start : words[first_to - 1].end]
    # The particle belongs to the surname: it stands in the gap before its first word.
    last = text[words[last_from - 1].end if last_from else start : words[last_to - 1].end].strip()
    gender = gender or lexicon.gender(words[split[0][0]].fold)
    return Found(start=start, end=end, kind="PERSON", score=score, gender=gender, first_name=first, last_name=last)


def _split(words: list[Word]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Bounds of the first names, bounds of the surname."""
    count = len(words)
    uppers = [word.upper for word in words]
    if any(uppers) and not all(uppers):
        shift = uppers.index(False) if uppers[0] else uppers.index(True)
        ends = (shift, count), (0, shift)
        return ends if uppers[0] else (ends[1], ends[0])
    if words[0].look != "first" and words[-1].look == "first":
        return (count - 1, count), (0, count - 1)
    shift = 1
    while shift < count - 1 and words[shift].look == "first":
        shift += 1
    return (0, shift), (shift, count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names without any announcement: the lexicon decides, the neighbours object."""

    words: Words
    lexicon: Lexicon
    before_person: re.Pattern[str]
    after_person: re.Pattern[str]
    greeting: re.Pattern[str]
    joined: re.Pattern[str]
    no_person: re.Pattern[str]

    def find(self, text: str, folded: str) -> Iterator[Found]:
        """Every name in `text`; `folded` is its folded form."""
        joined = [match.span() for match in self.joined.finditer(folded)]
        for run in self.words.runs(text, folded):
            if any(start <= run[-1].end and run[0].start <= end for start, end in joined):
                run = [word for word in run if not any(start <= word.start < end for start, end in joined)]
            yield from self._in_run(text, folded, run)

    def _in_run(self, text: str, folded: str, run: list[Word]) -> Iterator[Found]:
        position = 0
        while position < len(run):
            skipped = self._phrase(run, position)
            if not skipped and self._stands_for_a_place(folded, run, position):
                skipped = self._organisation(run, position)
            if skipped:
                position += skipped
                continue
            taken = self._full_name(text, folded, run, position)
            if taken and self._followed_by_company(folded, run, position + taken):
                position += taken
            elif taken:
                yield as_found(text, run[position : position + taken], 0.9, self.lexicon)
                position += taken
            else:
                yield from self._alone(text, folded, run, position)
                position += 1

    def _phrase(self, run: list[Word], position: int) -> int:
        """How many words from here are a known phrase that is no person."""
        for phrase in self.lexicon.phrases.get(run[position].fold, ()):
            taken, rest = 0, list(phrase)
            for word in run[position:]:
                joint = word.joint.split() if taken else []
                if rest[: len(joint) + 1] != [*joint, word.fold]:
                    break
                rest = rest[len(joint) + 1 :]
                taken += 1
                if not rest:
                    return taken
        return 0

    def _organisation(self, run: list[Word], position: int) -> int:
        """Words of an organisation's name from here: all that are no common word."""
        taken = 1
        while (
            position + taken < len(run) and taken < _LONGEST and run[position + taken].look not in ("common", "regular")
        ):
            taken += 1
        return taken

    def _stands_for_a_place(self, folded: str, run: list[Word], position: int) -> bool:
        """Whether the word before says that an organisation or a place follows."""
        if position and not run[position].joint.strip():
            return run[position - 1].fold in ORGANISATIONS
        start = run[position].start
        before = re.findall(r"[a-z&]+", folded[max(0, start - _REACH) : start].rpartition("\n")[2])
        if re.search(r"[,.;:!?(\n]\s*\Z", folded[max(0, start - 4) : start]):
            return False
        while before and before[-1] in _ARTICLES:
            before.pop()
        return bool(before) and before[-1] in ORGANISATIONS

    def _followed_by_company(self, folded: str, run: list[Word], position: int) -> bool:
        if position < len(run):
            return run[position].fold in AFTER_ORGANISATIONS and not run[position].joint.strip()
        after = folded[run[-1].end : run[-1].end + 10]
        return bool(re.match(r" (?:&|et (?:fils|freres|associes|cie))", after))

    def _full_name(self, text: str, folded: str, run: list[Word], position: int) -> int:
        """How many words from here are a first and a last name together; 0 for none."""
        word = run[position]
        if word.fold in ORGANISATIONS:
            return 0
        taken = self._surname_after(run, position) if word.look == "first" else 0
        # "Le Petit" and "Can Yılmaz": a short word that is also a first name needs a surname that is nothing else.
        short = taken and len(word.fold) < 4 and word.fold in self.lexicon.common
        if short and (
            run[position + 1].fold in self.lexicon.common or run[position + 1].look not in ("first", "surname")
        ):
            return 0
        if taken:
            return taken
        if position + 1 >= len(run) or word.look not in ("first", "surname", "unknown"):
            return 0
        return self._pair(text, folded, run, position)

    def _surname_after(self, run: list[Word], position: int) -> int:
        taken = 1
        firsts = 1
        while position + taken < len(run) and taken < _LONGEST:
            word = run[position + taken]
            if self._phrase(run, position + taken) or not self._fits_surname(word, run[position + taken - 1]):
                break
            firsts += word.look == "first"
            taken += 1
        while taken > 2 and (
            run[position + taken - 1].look == "initial" or run[position + taken - 1].fold in _ARTICLES
        ):
            taken -= 1
        return taken if taken > 1 else 0

    def _fits_surname(self, word: Word, before: Word) -> bool:
        if word.look in ("surname", "first"):
            return word.upper == before.upper or word.upper or before.look != "surname"
        if word.look == "acronym":
            return False
        if word.look == "common":
            # "Marie Petit" and "Anne de La Tour", but not "Camille Responsable".
            return (
                word.fold in self.lexicon.surnames
                or (word.fold in PARTICLES and bool(word.joint.strip()))
                or before.fold in PARTICLES
            )
        return word.look in ("unknown", "regular", "initial")

    def _pair(self, text: str, folded: str, run: list[Word], position: int) -> int:
        """A surname in front, or two words that nothing but their signs or their neighbours make a name."""
        word, after = run[position], run[position + 1]
        if after.look not in ("first", "surname", "unknown"):
            return 0
        size = 2
        while position + size < len(run) and size < 4 and run[position + size].look in ("first", "surname", "unknown"):
            size += 1
        begins = self._begins_sentence(folded, word.start)
        if after.look == "first":
            reversed_name = word.look == "surname" or (word.upper and len(word.fold) > 3) or not begins
            trailing = position + 2 < len(run) and run[position + 2].look in ("surname", "unknown")
            return 2 if reversed_name and not (trailing and begins and word.look == "unknown") else 0
        if after.look == "surname" and after.fold not in self.lexicon.common and (word.look == "surname" or not begins):
            return size
        if word.foreign or after.foreign or (word.look == "surname" and after.upper != word.upper):
            return size
        last = run[position + size - 1]
        if self.before_person.search(folded, max(0, word.start - _REACH), word.start):
            return size
        return size if self.after_person.match(folded, last.end) else 0

    def _begins_sentence(self, folded: str, start: int) -> bool:
        before = folded[max(0, start - 4) : start].rstrip(' \t•*-–—«"')
        return not before or before[-1] in ".!?:\n"

    def _alone(self, text: str, folded: str, run: list[Word], position: int) -> Iterator[Found]:
        word = run[position]
        if self.no_person.match(folded, word.end):
            return
        near = (position and run[position - 1].look not in ("common", "regular")) or (
            position + 1 < len(run) and run[position + 1].look in ("unknown", "brand", "acronym")
        )
        greeted = bool(self.greeting.search(folded, max(0, word.start - 16), word.start))
        if greeted and word.look in ("first", "unknown", "surname") and not near:
            gender = self.lexicon.gender(word.fold)
            yield Found(
                start=word.start,
                end=word.end,
                kind="FIRST_NAME",
                score=0.8,
                gender=gender,
                first_name=text[word.start : word.end],
            )
        elif word.look == "first" and not near and self._sure_alone(word):
            gender = self.lexicon.gender(word.fold)
            yield Found(
                start=word.start,
                end=word.end,
                kind="FIRST_NAME",
                score=0.7,
                gender=gender,
                first_name=text[word.start : word.end],
            )

    def _sure_alone(self, word: Word) -> bool:
        plain = word.fold
        known = self.lexicon
        if word.upper and len(plain) < 5:
            return False
        if plain in known.ambiguous or plain in known.brands or plain in known.common or len(plain) < 3:
            return False
        return len(plain) > 4 or known.gender(plain) is not None


def build_names(words: Words, lexicon: Lexicon) -> Names:
    """Names with its patterns compiled; they are matched against folded text."""
    joined = [
        " ".join(phrase) for found in lexicon.phrases.values() for phrase in found if "&" in phrase or "et" in phrase
    ]
    return Names(
        words=words,
        lexicon=lexicon,
        before_person=re.compile(
            r"\b(?:avec|par|remplace|rencontre|contacte[rz]?|succede a|forme|encadre|epaule|remercie"
            r"|connais|recommandee? par|merci a"
            r"|cotes de|part de|signe|candidature de|dossier de|profil de|cv de|lettre de|echange[rz]? "
            r"avec|bonjour|bonsoir|salut|hello"
            r"|coucou|chere?|dear|grace a|confie a|adresse a|parle[rz]? a|parle de|joindre|with|by|from"
            r"|contact)(?: de| d'| a)? \Z"
        ),
        after_person=re.compile(
            r"(?:,)? (?:m'a\b|m'ont|nous a\b|m'avait|est (?:mon|ma|notre)\b|(?:mon|ma|notre) (?:ancien"
            r"|chef|respons|manag|coll)|qui (?:m|nous)"
            r"|me (?:dit|dema|propo|conse|suit|form)|pourra (?:vous|conf|temo)|peut (?:vous|conf|temo)|et moi\b)"
        ),
        greeting=re.compile(r"\b(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|chere?|dear|merci) \Z"),
        # What makes a shop or a tree of it: "Paul (la boulangerie)", "Olivier, pommier".
        no_person=re.compile(
            r" \((?:la |le |l'|une? )?(?:boulangerie|marque|enseigne|magasin|boutique|chaine|societe|entreprise)"
            r"|, (?:pommier|cerisier|poirier|figuier|amandier|chene|citronnier|oranger|prunier|vigne)"
        ),
        joined=re.compile(r"(?<!\w)(?:" + "|".join(re.escape(phrase) for phrase in joined) + r")(?!\w)"),
    )
