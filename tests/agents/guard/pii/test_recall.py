"""What is found of Faker's values. The same hand wrote the detector and the sentences: see the report."""

import pytest

from agents.guard.pii import Detector
from tests.agents.guard.pii.measures import NAMES, SAME_DIGITS, recall
from tests.agents.guard.pii.samples import (
    ASSERTED,
    NAME_TEMPLATES,
    birth_samples,
    name_samples,
    url_samples,
    value_samples,
)


@pytest.mark.parametrize("kind", ["EMAIL", "PHONE", "IBAN", "NIR", "SIRET", "CARD"])
def test_numbers_and_mails_are_found_in_99_of_100(detector: Detector, kind: str) -> None:
    assert recall(detector, value_samples(kind, 300), SAME_DIGITS.get(kind, {kind}))[0] >= 0.99


def test_addresses_are_found_in_9_of_10(detector: Detector) -> None:
    assert recall(detector, value_samples("ADDRESS", 300), {"ADDRESS"})[0] >= 0.90


def test_personal_links_and_dates_of_birth_are_found(detector: Detector) -> None:
    assert recall(detector, url_samples(300), {"URL"})[0] >= 0.99
    assert recall(detector, birth_samples(300), {"DATE_OF_BIRTH"})[0] >= 0.99


@pytest.mark.parametrize("group", ASSERTED)
def test_names_are_found_in_9_of_10_whatever_their_origin(detector: Detector, group: str) -> None:
    # Five templates a name, changing: every template sees at least ninety names of each group.
    total, by_template = recall(detector, name_samples(group, 300, 5), NAMES)
    assert total >= 0.90
    assert set(by_template) == set(NAME_TEMPLATES)
    assert min(share for template, share in by_template.items() if not template.startswith("free")) >= 0.85


def test_a_typographic_apostrophe_hides_nobody(detector: Detector) -> None:
    # Phones and word processors write ’ where this file writes '.
    for template in NAME_TEMPLATES.values():
        told = template.format(
            name="Antoinette Zerlonvillet",
            lower="antoinette zerlonvillet",
            first="Antoinette",
            last="Zerlonvillet",
            FIRST="ANTOINETTE",
            LAST="ZERLONVILLET",
        )
        plain, curly = detector.find(told.replace("’", "'")), detector.find(told.replace("'", "’"))
        assert [(each.kind, each.start, each.end) for each in curly] == [
            (each.kind, each.start, each.end) for each in plain
        ]
