from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge import Index, IngestReport, ingest
from knowledge.passages import fingerprint, passage_from_json, passage_to_json
from tests.knowledge.samples import pack_of, passage, small_pack


async def test_a_second_ingestion_changes_nothing(index: Index) -> None:
    assert await ingest([small_pack()], index) == IngestReport(added=3, updated=0, removed=0, unchanged=0)
    assert await ingest([small_pack()], index) == IngestReport(added=0, updated=0, removed=0, unchanged=3)


async def test_only_what_changed_is_written(index: Index) -> None:
    cpf, vae, demission = small_pack().passages
    await ingest([small_pack()], index)
    later = pack_of(cpf, replace(vae, text="Une VAE réformée."), passage("ptp", "Le projet de transition."))
    assert await ingest([later], index) == IngestReport(added=1, updated=1, removed=1, unchanged=1)
    assert set(await index.fingerprints()) == {cpf.id, vae.id, "droits/ptp"}
    assert demission.id not in await index.fingerprints()


async def test_a_new_date_of_check_is_a_change(index: Index) -> None:
    (cpf, *_) = small_pack().passages
    await ingest([pack_of(cpf)], index)
    checked = replace(cpf, checked_on=cpf.checked_on.replace(year=2027))
    assert (await ingest([pack_of(checked)], index)).updated == 1
    assert (await index.search("CPF"))[0].passage.checked_on.year == 2027


async def test_two_packs_of_one_name_are_refused(index: Index) -> None:
    with pytest.raises(ValueError, match="two packs named 'droits'"):
        await ingest([small_pack(), small_pack()], index)


def test_a_passage_survives_json() -> None:
    (cpf, *_) = small_pack().passages
    dated = replace(cpf, in_force_since=cpf.checked_on, questions=("Quoi ?",))
    assert passage_from_json(passage_to_json(dated)) == dated
    assert fingerprint(dated) != fingerprint(cpf)
