"""Plans of four people, over the starter set or the whole ROME."""

import os
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from knowledge.occupations import Atlas, import_files, load_catalogue
from tools.aube.beliefs import WEIGHTS
from tools.aube.models import OwnedSkill
from tools.aube.trajectory.models import Facts, Plan, Situation
from tools.aube.trajectory.planning import facts_of, plan_of

TODAY = date(2026, 11, 21)

PEOPLE = {
    "cashier": ("D1505", "M1609"),
    "nurse": ("J1501", "J1506"),
    "developer": ("N1110", "M1855"),
    "refrigeration": ("D1102", "I1306"),
}
"""Where four people come from and where they go, by ROME code."""


@cache
def starter() -> Atlas:
    return Atlas(load_catalogue(None))


@cache
def whole() -> Atlas:
    """The ROME v3 and 4.0, imported once for each worker; skips where the files are not."""
    named = os.environ.get("IRIS_REFERENCE_DATA")  # noqa: TID251
    if not named:
        pytest.skip("IRIS_REFERENCE_DATA is not set: the ROME files are not here")
    folder = Path(mkdtemp()) / "occupations"
    for part in ("rome_v347", "rome_v460", "crosswalks", "exposure"):
        import_files(Path(named) / part, folder, today=TODAY)
    return Atlas(load_catalogue(folder))


def usual(atlas: Atlas, code: str) -> list[OwnedSkill]:
    """The skills of an occupation, as of somebody who said nothing more."""
    occupation, labels = atlas.catalogue.occupations.get(code), atlas.catalogue.skills
    return [
        OwnedSkill(id=one, label=labels[one].label, evidence="usual", weight=WEIGHTS["usual"])
        for one in (occupation.skills if occupation else ())
    ]


def facts(who: str, atlas: Atlas | None = None, situation: Situation | None = None, *, keep_job: bool = False) -> Facts:
    known, (origin, target) = atlas or starter(), PEOPLE[who]
    return facts_of(
        known,
        origin=origin,
        target=target,
        owned=usual(known, origin),
        situation=situation,
        longest=None,
        keep_job=keep_job,
    )


def plan(who: str, atlas: Atlas | None = None, situation: Situation | None = None) -> Plan:
    return plan_of("tr_1", facts(who, atlas, situation), TODAY)
