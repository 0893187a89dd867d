"""What the detector finds and misses, printed: `python -m tests.agents.guard.pii.report [--misses]`."""

import os
import sys
from pathlib import Path

from agents.guard.pii import Detector, build_detector
from agents.guard.pii.lexicon import fold
from tests.agents.guard.pii.measures import (
    KINDS,
    NAMES,
    SAME_DIGITS,
    covered,
    cpu,
    false_hits,
    message_of_2_kb,
    passages,
    recall,
)
from tests.agents.guard.pii.offers import offers, rome_texts
from tests.agents.guard.pii.samples import (
    GROUPS,
    NAME_TEMPLATES,
    Sample,
    birth_samples,
    name_samples,
    url_samples,
    value_samples,
)

COUNT = 300
PACKS = Path(__file__).parents[4] / "knowledge" / "packs"


def main(misses: bool) -> None:
    """Print everything; with `misses`, also what was not found and what was found wrongly."""
    detector = build_detector()
    print("The same hand wrote the detector, the sentences around the values and the job offers: real ones are more")
    print(
        "varied, and these figures are upper bounds. The values are Faker's, seeded. The lists of names were written\n"
        "from memory and not taken from it, but common names are in both: `unlisted` counts those they do not hold.\n"
    )
    _values(detector, misses)
    _names(detector, misses)
    _false(detector, misses)
    text = message_of_2_kb()
    print(f"\n2 KB message ({len(text.encode())} bytes), {len(detector.find(text))} items found: ", end="")
    print(f"CPU median {cpu(lambda: detector.find(text), 400):.2f} ms; building {cpu(build_detector, 3):.0f} ms")


def _values(detector: Detector, misses: bool) -> None:
    print(f"recall by kind, {COUNT} values each")
    samples = {kind: list(value_samples(kind, COUNT)) for kind in KINDS}
    samples |= {"URL": list(url_samples(COUNT)), "DATE_OF_BIRTH": list(birth_samples(COUNT))}
    for kind, found in samples.items():
        allowed = SAME_DIGITS.get(kind, {kind})
        print(
            f"  {kind:14} {recall(detector, found, allowed)[0]:7.1%}   as that kind "
            f"{recall(detector, found, {kind})[0]:.1%}"
        )
        if misses:
            for sample in found:
                if not covered(sample, detector.find(sample.text), allowed):
                    print("      missed", repr(sample.text))


def _names(detector: Detector, misses: bool) -> None:
    print(f"\nrecall of names, {COUNT} names a group, each in all {len(NAME_TEMPLATES)} templates")
    print(f"  {'':28}{'mix':>8}{'announced':>11}{'free':>8}{'unlisted':>10}")
    tables = {}
    for group in GROUPS:
        samples = list(name_samples(group, COUNT, len(NAME_TEMPLATES)))
        total, by_template = recall(detector, samples, NAMES)
        tables[group] = by_template
        free = [share for template, share in by_template.items() if template.startswith("free")]
        told = [share for template, share in by_template.items() if not template.startswith("free")]
        print(f"  {group:28}{total:8.1%}{sum(told) / len(told):11.1%}{sum(free) / len(free):8.1%}", end="")
        strange = [sample for sample in samples if _unlisted(detector, sample)]
        print(
            f"{recall(detector, strange, NAMES)[0]:10.1%} ({len(strange) / len(samples):.0%} of them)"
            if strange
            else ""
        )
        if misses:
            for sample in samples[:600]:
                if not covered(sample, detector.find(sample.text), NAMES):
                    print("      missed", sample.template, sample.values)
    print("  by template, groups in the order above")
    for template in NAME_TEMPLATES:
        print(f"  {template:28}" + "".join(f"{tables[group][template]:8.1%}" for group in GROUPS))


def _unlisted(detector: Detector, sample: Sample) -> bool:
    """Whether no part of the name is on the lists of the detector: what remains is context and shape."""
    known = detector.lexicon
    words = [fold(value) for value in sample.values]
    return not any(known.is_first_name(word) or word in known.surnames for word in words)


def _false(detector: Detector, misses: bool) -> None:
    print("\nfalse hits per 1,000 words (the offers are synthetic: ROME titles and skills, prose of our own)")
    corpora = {"75 passages of advice": passages(PACKS)}
    reference = os.environ.get("IRIS_REFERENCE_DATA")  # noqa: TID251
    if reference:
        folder = Path(reference)
        corpora |= {"150 job offers": list(offers(folder)), "ROME v3.47 texts": rome_texts(folder)}
    for title, texts in corpora.items():
        rate, hits = false_hits(detector, texts)
        print(f"  {title:24}{rate:6.2f}  ({len(hits)} in {sum(len(text.split()) for text in texts)} words)")
        if misses:
            for hit in sorted(set(hits)):
                print("      ", hit)


if __name__ == "__main__":
    main("--misses" in sys.argv)
