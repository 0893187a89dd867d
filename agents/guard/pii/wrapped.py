"""Numbers cut in two by one line break: a wrapped line of a PDF, a phone's keyboard."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from agents.guard.pii.found import Found

_BLANK = "[ \\t\u00a0\u202f]{0,2}"
_LONGEST = 80
"""Characters of the longest number, its separators included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """The compiled pattern of this file."""

    near: re.Pattern[str]
    cut: re.Pattern[str]

    def find(self, text: str, whole: list[Found], search: Callable[[str], Iterable[Found]]) -> Iterator[Found]:
        """What `search` finds across a single line break between digits; `whole` is what it found in the lines.

        Two lines that each hold a complete number stay two: what lies across is kept where neither line has one, or
        where its check digits (or the fixed form of a French telephone number) hold and only one line has one.
        """
        if not self.near.search(text):
            return
        cuts = [match.span() for match in self.cut.finditer(text)]
        lines = sorted(whole, key=lambda each: each.start)
        begins = [each.start for each in lines]
        shifts = [0, *accumulate(end - start - 1 for start, end in cuts)]
        starts = [start - shift + 1 for (start, _), shift in zip(cuts, shifts, strict=False)]
        for found in search(self.cut.sub(" ", text)):
            first, last = bisect_right(starts, found.start), bisect_right(starts, found.end - 1)
            if first == last:
                continue
            across = replace(found, start=found.start + shifts[first], end=found.end + shifts[last])
            near = lines[bisect_left(begins, across.start - _LONGEST) : bisect_left(begins, across.end)]
            within = [each for each in near if across.start < each.end]
            above = any(each.end <= cuts[first][0] for each in within)
            complete = above and any(each.start >= cuts[first][1] for each in within)
            if not within or (found.score == 1 and not complete):
                yield across


def build_wrapped() -> Wrapped:
    """Wrapped with its pattern compiled."""
    return Wrapped(
        near=re.compile(rf"\n(?<=[\d .\-\t]\n){_BLANK}\d"),
        cut=re.compile(rf"(?<=\d)[ .\-\t]{{0,2}}\n{_BLANK}(?=\d)"),
    )
