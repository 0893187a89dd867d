"""The page that letters open: it is what the policy allows, in two languages, and the secret leaves the address bar."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from server.routers.site import WORDS
from tests.conftest import needs
from tests.fakes.iris import LiveIris
from tools.accounts.links import FRAGMENT

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")


class Parts(HTMLParser):
    """The tags of a page, each with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every tag of a name."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize(("asked", "lang"), [("fr-FR,fr;q=0.9", "fr"), ("en", "en"), ("de", "en"), ("", "fr")])
def test_the_page_speaks_the_persons_language(live: LiveIris, asked: str, lang: str) -> None:
    answer = httpx.get(f"{live.url}/compte", headers={"Accept-Language": asked})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert (answer.headers["content-language"], answer.headers["vary"]) == (lang, "Accept-Language, Origin")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    page = Parts(answer.text)
    assert page.all("html") == [{"lang": lang}]
    assert WORDS[lang]["verify_title"] in answer.text
    assert "$" not in answer.text


def test_the_page_holds_to_a_policy_without_exceptions(live: LiveIris) -> None:
    pages = [httpx.get(f"{live.url}/compte") for _ in range(2)]
    nonces = set()
    for answer in pages:
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        [nonce] = set(re.findall(r"'nonce-([\w-]+)'", policy))
        nonces.add(nonce)
        page = Parts(answer.text)
        assert [each.get("nonce") for each in (*page.all("script"), *page.all("style"))] == [nonce, nonce]
        attributes = [name for _, given in page.tags for name in given]
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src")]
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|https?://", answer.text)
    assert len(nonces) == 2


def test_every_field_has_its_label_and_every_form_its_word(live: LiveIris) -> None:
    page = Parts(httpx.get(f"{live.url}/compte").text)
    fields = page.all("input")
    assert [field["id"] for field in fields] == [label["for"] for label in page.all("label")]
    assert {field["type"] for field in fields} == {"password"}
    assert {field["autocomplete"] for field in fields} == {"current-password", "new-password"}
    assert [form["id"] for form in page.all("form")] == list(FRAGMENT.values())
    assert all({*form} >= {"hidden"} for form in page.all("form"))
    assert [each["id"] for each in page.all("p") if each.get("role") == "alert"] == ["said"]


def test_both_languages_say_the_same_with_their_typography() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()
    french = " ".join(WORDS["fr"].values())
    assert "'" not in french
    assert not any(f" {sign}" in french for sign in ":;!?»")


@pytest.fixture
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    needs(found is not None, "chromium")
    return str(found)


@pytest.fixture
def address_bar(chromium: str, live: LiveIris, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where a browser is that was sent to the page with a secret, once it has loaded: address and title."""
    profile = tmp_path / "profile"
    command = [chromium, *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-port=0"]
    url = f"{live.url}/compte#{FRAGMENT['register']}=a-secret"
    with subprocess.Popen([*command, url], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as browser:
        try:
            yield place(profile / "DevToolsActivePort", f"{live.url}/compte")
        finally:
            browser.kill()


def place(told: Path, awaited: str) -> tuple[str, str]:
    """The page's address, when it is the awaited one or after twenty seconds."""
    url, title = "", ""
    for _ in range(200):
        time.sleep(0.1)
        if told.exists() and (port := told.read_text().partition("\n")[0]):
            tabs = httpx.get(f"http://127.0.0.1:{port}/json/list").json()
            url, title = next(((tab["url"], tab["title"]) for tab in tabs if tab["type"] == "page"), ("", ""))
            if url == awaited:
                break
    return url, title


def test_the_secret_leaves_the_address_bar(live: LiveIris, address_bar: tuple[str, str]) -> None:
    url, title = address_bar
    assert url == f"{live.url}/compte"
    assert title in {words["title"] for words in WORDS.values()}


@pytest.mark.parametrize("shown", [*FRAGMENT.values(), "none"])
def test_a_browser_shows_what_the_link_is_for(chromium: str, live: LiveIris, tmp_path: Path, shown: str) -> None:
    url = f"{live.url}/compte" if shown == "none" else f"{live.url}/compte#{shown}=a-secret"
    command = [chromium, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=2000", "--dump-dom"]
    done = subprocess.run([*command, url], capture_output=True, text=True, timeout=60)
    page = Parts(done.stdout)
    parts = [*page.all("form"), *(each for each in page.all("section"))]
    assert [each["id"] for each in parts if "hidden" not in each] == [shown]
    assert "a-secret" not in done.stdout
