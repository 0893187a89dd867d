"""Titles by their first word: whether a job is said with it, and among how many occupations it leaves the choice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from knowledge.occupations.hearing import Heard
from knowledge.occupations.phrases import Phrase

MANY, FEWER = 7, 5
"""Occupations whose titles begin with a word, from which it may say too little; the same when more is said of them."""
SHARE, DOMAIN_SHARE = 1 / 3, 1 / 2
"""The part of these titles that one occupation has when it is plainly meant; its domain, when more is said of them."""
SPREAD = 9
"""Domains (three characters of ROME) in which a word is used, from which it is a place like any other (« usine »)."""
COMMON = 6
"""How much more the titles of usual occupations count for who comes first: commonness (1 and more) to this power."""
DOMAIN = 3
"""Characters of a code."""


class Heads:
    """Built once, never changed. Places are positions in `codes`, as everywhere in the lexicon."""

    def __init__(
        self, phrases: Iterable[Phrase], codes: Sequence[str], commonness: Sequence[float], *, least: float
    ) -> None:
        """`commonness`, by place: 1 and more; `least`: the strength from which a title is more than a status."""
        self._weights = [common**COMMON for common in commonness]
        self._domains = [code[:DOMAIN] for code in codes]
        self._titles: defaultdict[str, list[Phrase]] = defaultdict(list)
        self._holding: defaultdict[str, set[int]] = defaultdict(set)
        self._statuses: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for phrase in phrases:
            if phrase.kind == "title" and phrase.strength >= least:
                self._titles[phrase.head].append(phrase)
            elif phrase.kind == "title" and len(phrase.terms) == 1:
                self._statuses[phrase.head][phrase.place] += 1
            for term in phrase.terms:
                self._holding[term].add(phrase.place)
        self._broad = {head for head, titles in self._titles.items() if len({each.place for each in titles}) >= MANY}
        self._anywhere = {
            term for term, places in self._holding.items() if len({self._domains[place] for place in places}) >= SPREAD
        }

    def begins(self, terms: Iterable[tuple[str, float]]) -> bool:
        """Whether a title begins with the word of these terms."""
        return any(term in self._titles for term, _ in terms)

    def broad(self, word: Heard) -> str:
        """The term of a status, or with which titles of many occupations begin; nothing for any other word."""
        return min(
            (term for term, _ in word.terms if term in self._broad or term in self._statuses),
            key=lambda term: term not in self._broad,
            default="",
        )

    def anywhere(self, word: Heard) -> bool:
        """Whether trades of every kind are told with the word: a place, an hour (« usine », « nuit »)."""
        return any(term in self._anywhere for term, _ in word.terms)

    def left(self, words: Sequence[Heard], first: int | None) -> list[int]:
        """The occupations among which `words` leave the choice, `first` before the others; none when they say enough.

        A broad word heads the titles of many occupations, of which `first` has a small part. What else is said leaves
        those of these titles that hold it too, unless it is a place where trades of every kind work.
        """
        head = next((word for word in words if word.standing == "named" and self.broad(word)), None)
        if head is None:
            return []
        if self.broad(head) not in self._broad:
            return self._ordered(self._statuses[self.broad(head)], first) if len(words) == 1 else []
        titles, narrowed = self._titles[self.broad(head)], False
        there: set[int] = set()
        for terms in ({term for term, _ in word.terms} for word in words if word.terms != head.terms):
            held = [title for title in titles if terms & title.terms]
            if held and (first is None or any(title.place == first for title in held)):
                titles, narrowed = held, True
            elif not terms & self._anywhere:
                return []
            else:
                there |= set[int]().union(*(self._holding[term] for term in terms if term in self._holding))
        counts = Counter(title.place for title in titles)
        own = sum(count for place, count in counts.items() if first is not None and self._alike(place, first))
        plain = counts[-1 if first is None else first] >= SHARE * counts.total()
        if len(counts) < (FEWER if narrowed else MANY) or plain or (narrowed and own >= DOMAIN_SHARE * counts.total()):
            return []
        kept = Counter({place: count for place, count in counts.items() if place in there})
        return self._ordered(kept if len(kept) > 1 else counts, first)

    def _alike(self, place: int, other: int) -> bool:
        return self._domains[place] == self._domains[other]

    def _ordered(self, counts: Counter[int], first: int | None) -> list[int]:
        """The usual ones with the most titles, and soon one of another domain: its turns are weighed by its titles."""
        weights = {place: count * self._weights[place] for place, count in counts.items()}
        total: defaultdict[str, float] = defaultdict(float)
        for place, weight in weights.items():
            total[self._domains[place]] += weight
        turns: Counter[str] = Counter()
        ranked = []
        for place in sorted(counts, key=lambda each: (each != first, -weights[each], each)):
            domain = self._domains[place]
            turns[domain] += 1
            ranked.append((place != first, -total[domain] / turns[domain] ** 2, place))
        return [place for _, _, place in sorted(ranked)]
