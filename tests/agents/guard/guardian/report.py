"""`python -m tests.agents.guard.guardian.report`: the guardian's rates on texts that it was not trained on."""

import os  # The path of the reference data is a setting of the tests, not of Iris.
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from agents.guard.guardian import Guardian, build_guardian
from agents.guard.guardian.train import read_examples
from agents.guard.guardian.views import words
from tests.agents.guard.guardian.measure import (
    by,
    cpu_seconds,
    everyday_lines,
    held_back,
    rate,
    reference_attacks,
    two_kilobytes,
    unlike,
)

THRESHOLDS: Final = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
ALIKE: Final = 0.3


def lines(guardian: Guardian, reference: Path | None) -> Iterator[str]:
    """The report, line by line. `reference` is the folder of reference data, where there is one."""
    yield "The same hand wrote the detector, its examples and this held-back set: read the rates as optimistic."
    for kind in ("attacks", "benign", "awkward"):
        cases = held_back(kind)
        yield f"\nHeld back, {kind}: restricted or blocked"
        for (family, lang), measured in by(guardian, cases).items():
            yield f"  {family:14} {lang}  {measured}"
        for lang in ("fr", "en"):
            yield f"  {'all':14} {lang}  {rate(guardian, (case.text for case in cases if case.lang == lang))}"
        yield f"  {'all':14}     {rate(guardian, (case.text for case in cases))}"
    known = [frozenset(words(example.folded)) for example in read_examples()]
    for kind in ("attacks", "benign"):
        far = unlike(held_back(kind), known, ALIKE)
        yield f"  {kind} that share less than {ALIKE:.0%} of their words with any example: " + str(
            rate(guardian, (case.text for case in far))
        )
    yield f"\nThreshold in use {guardian.classifier.threshold}. At others: attacks, benign"
    scores = {kind: [guardian.judge(case.text).score for case in held_back(kind)] for kind in ("attacks", "benign")}
    for threshold in THRESHOLDS:
        shares = (sum(score >= threshold for score in found) / len(found) for found in scores.values())
        yield f"  {threshold:.2f}  " + "  ".join(f"{share:6.1%}" for share in shares)
    yield f"\nGuided transcripts and routing dev messages, benign: {rate(guardian, everyday_lines())}"
    if reference is not None:
        yield "\nReference strings used while developing"
        for name, texts in reference_attacks(reference / "attacks_dev"):
            yield f"  {name:40} {rate(guardian, texts)}"
    yield f"\nProcessor time for 2 KB: {cpu_seconds(guardian, two_kilobytes(), 30) * 1000:.2f} ms"


if __name__ == "__main__":
    named = os.environ.get("IRIS_REFERENCE_DATA")  # noqa: TID251
    for line in lines(build_guardian(), Path(named) if named else None):
        sys.stdout.write(line + "\n")
