"""The pages: everything of the register is in them, in good French, with blanks for what the operator knows."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.tools.privacy.conftest import House
from tools.privacy import PrivacySettings, impact_assessment, receipt_text, record_of_processing
from tools.privacy.pages import day, readme

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_documents_tell_every_store(house: House, locale: str) -> None:
    settings = PrivacySettings(controller="Iris SAS, Paris", visitors_kept_days=150)
    record = record_of_processing(house.register, settings, locale, AT)
    assessment = impact_assessment(house.register, settings, locale, AT)
    export = readme(house.register, locale, AT)
    for store in house.register.stores:
        for page in (record, assessment, export):
            assert store.holds.of(locale) in page
            assert store.kept_for.words.of(locale) in page
        assert all(table in record for table in store.tables)
        assert f"\n{store.name}/\n" in export
    assert "Iris SAS, Paris" in record
    assert "Iris SAS, Paris" in assessment
    assert "150" in record
    assert ("à compléter" if locale == "fr" else "to be completed") in record
    assert day(AT, locale) in record


async def test_the_receipt_says_what_stays_and_until_when(house: House) -> None:
    me = await house.person("u_me")
    receipt = await house.erasure().erase(me)
    french, english = receipt_text(receipt, "fr"), receipt_text(receipt, "de")
    for text in (french, english):
        assert receipt.id in text
    for kept in receipt.kept:
        assert kept.what.fr in french
        assert kept.why.en in english
    assert day(receipt.asked_at + timedelta(days=30), "fr") in french
    assert "Your encryption key is destroyed" in english
    assert ("journal interne" in french) == (house.database.dialect == "postgresql")


async def test_the_french_is_set_as_french_is(house: House) -> None:
    me = await house.person("u_me")
    receipt = await house.erasure().erase(me)
    settings = PrivacySettings()
    for page in (
        readme(house.register, "fr", AT),
        receipt_text(receipt, "fr"),
        record_of_processing(house.register, settings, "fr", AT),
        impact_assessment(house.register, settings, "fr", AT),
    ):
        assert "'" not in page
        assert re.findall(r" [:;!?»]", page.replace("| ", "|")) == []


def test_days_are_in_words() -> None:
    assert day(AT, "fr") == "1er décembre 2026"
    assert day(AT, "en") == "1 December 2026"
