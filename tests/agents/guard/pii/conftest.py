"""One detector for all tests: it is frozen."""

import pytest

from agents.guard.pii import Detector, build_detector


@pytest.fixture(scope="session")
def detector() -> Detector:
    return build_detector()
