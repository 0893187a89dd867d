"""JSON Resume: what is written is valid and read again as the same; what is wrong is named by its path."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft7Validator

from tests.tools.profile.making import EXAMPLES, TODAY, holding
from tools.errors import InvalidArguments
from tools.profile import ItemTooLong, read_resume, write_resume
from tools.profile.resume import OURS

REFERENCE = os.environ.get("IRIS_REFERENCE_DATA")  # noqa: TID251


def reference(name: str) -> Any:
    path = Path(REFERENCE or "nowhere") / "resume" / name
    if not path.is_file():
        pytest.skip("IRIS_REFERENCE_DATA names no folder with resume/")
    return json.loads(path.read_text(encoding="utf-8"))


def test_what_is_written_is_a_valid_json_resume() -> None:
    schema = reference("jsonresume_schema.json")
    written = write_resume(holding(*EXAMPLES.items()), {"name": "Nolwenn Le Goff", "email": "n@exemple.fr"})
    Draft7Validator(schema, validate_formats=True).validate(json.loads(json.dumps(written)))
    Draft7Validator(schema).validate(write_resume(holding()))
    assert set(written) - {"$schema", "basics", "meta"} <= set(schema["properties"])
    for section in set(written) - {"$schema", "basics", "meta"}:
        known = schema["properties"][section]["items"]["properties"]
        assert {name for entry in written[section] for name in entry} <= set(known), section


def test_the_sample_of_json_resume_is_read() -> None:
    imported = read_resume(reference("jsonresume_sample.json"), TODAY)
    assert [row.path for row in imported.rows if row.item.section == "work"] == ["work.0"]
    left = {each.path: each.why for each in imported.left_out}
    assert left["basics.name"] == left["awards"] == left["references"] == "not_in_profile"
    assert "basics.image" not in left, "an empty field says nothing"


def test_what_json_resume_has_no_place_for_is_under_meta() -> None:
    written = write_resume(holding(*EXAMPLES.items()))
    assert set(OURS) < set(written["meta"]["iris"])
    assert "rome" not in written["work"][0]
    assert written["meta"]["iris"]["items"][0]["rome"] == "H2913"
    assert written["basics"] == {"label": "formatrice en soudage"}
    assert written["meta"]["lastModified"] == "2026-11-20T09:12:00"


def test_private_notes_are_never_written() -> None:
    known = holding(("skills", {"name": "tri"}), ("private_notes", {"matter": "age", "note": "45 ans"}))
    assert [item.values.plain()["note"] for item in known.private_notes] == ["45 ans"]
    assert "45" not in json.dumps(write_resume(known)["skills"]) + json.dumps(write_resume(known)["meta"]["iris"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(list(EXAMPLES.items())), max_size=12))
def test_what_is_written_is_read_again_as_the_same(items: list[tuple[str, dict[str, Any]]]) -> None:
    known = holding(*items)
    imported = read_resume(json.loads(json.dumps(write_resume(known))), TODAY)
    again = holding(*((row.item.section, row.item.values.plain()) for row in imported.rows))
    by_section = sorted(known.items, key=lambda item: list(EXAMPLES).index(item.section))
    assert [item.values for item in again.items] == [item.values for item in by_section]
    assert {each.path for each in imported.left_out} <= {"basics.label"}


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ([], "resume"),
        ("resume", "resume"),
        (None, "resume"),
        ({"work": {}}, "work"),
        ({"work": "soudeuse"}, "work"),
        ({"work": [1]}, "work.0"),
        ({"work": [{"position": "a"}, {"startDate": "2014"}]}, "work.1.position"),
        ({"work": [{"position": "a", "startDate": "03/2014"}]}, "work.0.startDate"),
        ({"work": [{"position": "a", "startDate": "2014-13"}]}, "work.0.startDate"),
        ({"work": [{"position": "a", "startDate": "2014-02-30"}]}, "work.0.startDate"),
        ({"work": [{"position": "a", "startDate": "0214"}]}, "work.0.startDate"),
        ({"work": [{"position": "a", "startDate": "2060"}]}, "work.0.startDate"),
        ({"work": [{"position": 12}]}, "work.0.position"),
        ({"work": [{"position": "a", "highlights": "x"}]}, "work.0.highlights"),
        ({"work": [{"position": "a", "highlights": ["x", 3]}]}, "work.0.highlights.1"),
        ({"work": [{"position": "a", "url": "javascript:alert(1)"}]}, "work.0.url"),
        ({"work": [{"position": "a\u0000b"}]}, "work.0.position"),
        ({"work": [{"position": "a\ud800"}]}, "work.0"),
        ({"meta": {"iris": {"mobility": [{"radius_km": "30"}]}}}, "meta.iris.mobility.0.radius_km"),
        ({"meta": {"iris": [1]}}, "meta.iris"),
        ({"meta": 3}, "meta"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(document: object, path: str) -> None:
    with pytest.raises(InvalidArguments) as refused:
        read_resume(document, TODAY)
    assert refused.value.details["field"] == path


def test_an_entry_that_is_too_long_is_refused() -> None:
    with pytest.raises(ItemTooLong) as refused:
        read_resume({"skills": [{"name": "tri", "keywords": ["k" * 190] * 30}]}, TODAY)
    assert refused.value.details == {"limit": 4000, "field": "skills.0"}


def test_what_is_not_linked_to_the_job_is_left_out_and_listed() -> None:
    imported = read_resume(
        {
            "basics": {"image": "https://x.example/me.jpg", "name": "N"},
            "work": [{"position": "soudeuse", "summary": "j’ai 45 ans, mariée", "birthDate": "1980", "mood": "bon"}],
            "certificates": [{"name": "RQTH"}],
            "nationality": "française",
            "x-theme": "blue",
            "volunteer": None,
        },
        TODAY,
    )
    assert [row.item.values.plain() for row in imported.rows] == [{"position": "soudeuse"}]
    assert {each.path: each.what or each.why for each in imported.left_out} == {
        "basics.image": "photo",
        "basics.name": "not_in_profile",
        "nationality": "nationality",
        "x-theme": "not_in_profile",
        "work.0.summary": "age",
        "work.0.birthDate": "age",
        "work.0.mood": "not_in_profile",
        "certificates.0.name": "health",
    }
    for each in imported.left_out:
        assert ("l’emploi" in each.told("fr")) == (each.why == "private_matter") == ("the job" in each.told("de"))
