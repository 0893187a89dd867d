"""Pure scores of a classifier: accuracy with its interval, recall and precision, confusion. No I/O, no clock."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

ERROR = "error"  # the label of a case that got no label


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of proportions, 0..1, both ends included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelScore:
    """How one label did: `expected` cases should have got it, `got` did, `right` are both."""

    label: str
    expected: int
    got: int
    right: int

    @property
    def recall(self) -> float | None:
        """Of the cases that should have got the label, the share that did (0..1); None without such a case."""
        return self.right / self.expected if self.expected else None

    @property
    def precision(self) -> float | None:
        """Of the cases that got the label, the share that should have (0..1); None when none got it."""
        return self.right / self.got if self.got else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The scores of a set of cases.

    `labels` holds every label expected or got, by name (ERROR apart); `confusion` counts cases by (expected, got).
    """

    n: int
    right: int
    labels: tuple[LabelScore, ...]
    confusion: Mapping[tuple[str, str], int]

    @property
    def accuracy(self) -> float:
        """The share of right answers, 0..1."""
        return self.right / self.n

    @property
    def interval(self) -> Interval:
        """The 95 % Wilson interval of the accuracy."""
        return wilson(self.right, self.n)

    @property
    def errors(self) -> int:
        """The number of cases that got no label."""
        return sum(count for (_, got), count in self.confusion.items() if got == ERROR)


def wilson(right: int, n: int, *, confidence: float = 0.95) -> Interval:
    """Return the Wilson score interval of the proportion `right / n`, without continuity correction.

    It stays within 0..1 and holds for small n, where the usual p +- 1.96 s does not (E. B. Wilson, "Probable inference,
    the law of succession, and statistical inference", JASA 22, 1927; Brown, Cai and DasGupta, Stat. Science 16, 2001).

    Raises ValueError unless 0 <= right <= n, n >= 1 and 0 < confidence < 1.
    """
    if not (n >= 1 and 0 <= right <= n and 0 < confidence < 1):
        raise ValueError(f"no interval for {right!r} of {n!r} at {confidence!r}")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    p = right / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # Exact at the ends, where rounding would leave 1e-17 instead of 0.
    return Interval(0.0 if right == 0 else centre - half, 1.0 if right == n else centre + half)


def score(pairs: Iterable[tuple[str, str]]) -> Score:
    """Return the scores of (expected, got) pairs; `got` is ERROR where there was no answer.

    Raises ValueError without one pair.
    """
    confusion = Counter(pairs)
    if not confusion:
        raise ValueError("nothing to score")
    expected: Counter[str] = Counter()
    got: Counter[str] = Counter()
    for (wanted, answered), count in confusion.items():
        expected[wanted] += count
        got[answered] += count
    return Score(
        n=confusion.total(),
        right=sum(count for (wanted, answered), count in confusion.items() if wanted == answered),
        labels=tuple(
            LabelScore(label=label, expected=expected[label], got=got[label], right=confusion[label, label])
            for label in sorted({*expected, *got} - {ERROR})
        ),
        confusion=dict(confusion),
    )
