"""Aube over the starter set, and assessments made of answers."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from knowledge.occupations import Atlas, load_catalogue
from tools.aube import Aube
from tools.aube.models import JOB, WHICH, Answer, Assessment, Depth
from tools.aube.wording import Wording, wording_of

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)

Make = Callable[..., Assessment]


@pytest.fixture(scope="session")
def aube() -> Aube:
    """The assessor over the starter set."""
    return Aube(Atlas(load_catalogue(None)))


@pytest.fixture(scope="session")
def french() -> Wording:
    return wording_of("fr")


@pytest.fixture(scope="session")
def assessed() -> Make:
    """An assessment of somebody who comes from an occupation, with answers: options by item."""

    def make(job: str = "", depth: Depth = 2, /, **options: tuple[str, ...]) -> Assessment:
        answers = {item: Answer(item=item, options=chosen, at=NOW) for item, chosen in options.items()}
        if job:
            answers = {
                JOB: Answer(item=JOB, text="mon métier", at=NOW),
                WHICH: Answer(item=WHICH, options=(job,), at=NOW),
                **answers,
            }
        return Assessment(id="as_1", depth=depth, started_at=NOW, answers=answers)

    return make
