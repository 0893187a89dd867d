"""The widget in a real Chromium, on a real server."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from knowledge import MemoryIndex
from tests.conftest import needs
from tests.e2e.widget.screen import Screen
from tests.fakes.iris import LiveIris

CHROMIUM = shutil.which("chromium")
SHOTS = os.environ.get("IRIS_SCREENSHOTS")  # noqa: TID251
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="package")
def browser(migrated: Path, packs: MemoryIndex) -> Iterator[Browser]:
    """Debian's Chromium, once for the tests of this folder.

    Playwright holds the event loop of the thread: what needs one is made before, and it is closed before other tests.
    """
    needs(CHROMIUM is not None, "chromium")
    with sync_playwright() as driver:
        # As root, Chromium needs to be told that there is no sandbox.
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A device: its own storage, French, a phone unless told otherwise."""
    made: list[BrowserContext] = []

    def make(**given: Any) -> BrowserContext:
        context = browser.new_context(**{"locale": "fr-FR", "viewport": PHONE, "reduced_motion": "reduce", **given})
        context.set_default_timeout(15_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext], live: LiveIris) -> Iterator[Callable[..., Screen]]:
    """Open the hosted page, or another path of Iris; what the page complains of fails the test."""
    faults: list[str] = []

    def make(path: str = "/?view=alone", *, context: BrowserContext | None = None, **given: Any) -> Screen:
        page: Page = (context or new_context(**given)).new_page()
        page.on("pageerror", lambda error: faults.append(f"{path}: {error}"))
        page.goto(live.url + path)
        return Screen(page)

    yield make
    assert faults == []


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots are kept: IRIS_SCREENSHOTS, or pytest's folder of this session."""
    folder = Path(SHOTS) if SHOTS else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
