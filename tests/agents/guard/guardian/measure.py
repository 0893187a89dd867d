"""What the guardian does with the held-back set and with other texts: aggregates only, never a line."""

import csv
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agents.guard.guardian import Guardian
from agents.guard.guardian.views import fold, words
from agents.guard.normalise import normalise
from tests.agents.guard.guardian.disguise import DISGUISES
from tests.agents.guided.transcript import said_by_person, transcripts

HELD_BACK: Final = Path(__file__).parent / "held_back"
ROOT: Final = Path(__file__).parents[4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A line of the held-back set, as it is sent: disguised where its form says so."""

    lang: str
    family: str
    text: str
    vocabulary: frozenset[str]
    """The folded words of the plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many of so many texts were not allowed."""

    stopped: int
    of: int

    @property
    def share(self) -> float:
        """0..1."""
        return self.stopped / self.of

    def __str__(self) -> str:
        return f"{self.share:6.1%}  ({self.stopped}/{self.of})"


def held_back(kind: str) -> list[Case]:
    """The lines of held_back/<kind>.csv: kind is `attacks`, `benign` or `awkward` (ordinary, but easily mistaken)."""
    with (HELD_BACK / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return [
            Case(
                lang=row["lang"],
                family=row["family"],
                text=DISGUISES[row.get("form", "")](row["text"]),
                vocabulary=vocabulary(row["text"]),
            )
            for row in csv.DictReader(file)
        ]


def vocabulary(text: str) -> frozenset[str]:
    """The folded words of a text."""
    return frozenset(words(fold(normalise(text).text)))


def unlike(cases: list[Case], known: list[frozenset[str]], most: float) -> list[Case]:
    """The cases that share less than `most` (0..1, Jaccard) of their words with every known vocabulary."""
    return [case for case in cases if all(_shared(case.vocabulary, other) < most for other in known)]


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def rate(guardian: Guardian, texts: Iterable[str]) -> Rate:
    """How many of the texts the guardian does not allow."""
    decisions = [guardian.judge(text).decision != "allow" for text in texts]
    return Rate(stopped=sum(decisions), of=len(decisions))


def by(guardian: Guardian, cases: list[Case]) -> dict[tuple[str, str], Rate]:
    """Rates by (family, language), sorted."""
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for case in cases:
        grouped[case.family, case.lang].append(case.text)
    return {key: rate(guardian, grouped[key]) for key in sorted(grouped)}


def everyday_lines() -> list[str]:
    """What people say in the guided transcripts, and the routing suite's messages whose part is `dev`."""
    said = [message for path in transcripts() for message in said_by_person(path.read_text(encoding="utf-8"))]
    with (ROOT / "evals/suites/routing/cases.csv").open(encoding="utf-8", newline="") as file:
        said += [row["message"] for row in csv.DictReader(file) if row["part"] == "dev"]
    return list(dict.fromkeys(said))


def reference_attacks(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Each file of the reference data's attacks_dev: its name and its texts. Files named benign* hold benign texts."""
    for path in sorted(folder.rglob("*.txt")):
        yield path.stem, [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for path in sorted(folder.rglob("*.json")):
        rows: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
        yield path.stem, [row.get("text") or row["prompt"] for row in rows]


def cpu_seconds(guardian: Guardian, text: str, times: int) -> float:
    """Processor time of judging the text once: the least of so many runs."""
    least = float("inf")
    for _ in range(times):
        start = time.process_time()
        guardian.judge(text)
        least = min(least, time.process_time() - start)
    return least


def two_kilobytes() -> str:
    """About 2,000 bytes of benign French: lines of the held-back set, one after the other."""
    return (
        " ".join(case.text for case in held_back("benign") if case.lang == "fr").encode()[:2000].decode(errors="ignore")
    )
