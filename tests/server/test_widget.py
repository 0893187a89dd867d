"""The widget's files as they are served, and that the committed build is what its sources say. No Node is needed."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from server.routers.widget import BRIEFLY, DIST, FOR_EVER
from tests.fakes.iris import LiveIris

WIDGET = DIST.parent
MANIFEST = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
FILES: dict[str, dict[str, str | int]] = MANIFEST["files"]
MOST = 45_000
"""Bytes of the widget, compressed."""


def sources() -> list[Path]:
    """What the build is made from."""
    inside = [path for path in (WIDGET / "src").rglob("*") if path.is_file() and not path.name.endswith(".test.ts")]
    return [*inside, *(WIDGET / name for name in ("build.mjs", "package.json", "package-lock.json", "tsconfig.json"))]


def test_the_build_is_of_these_sources() -> None:
    digest = hashlib.sha256()
    for name, path in sorted((path.relative_to(WIDGET).as_posix(), path) for path in sources()):
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        digest.update(f"{name}\0{text}\0".encode())
    assert digest.hexdigest() == MANIFEST["source"], "run `make widget` and commit server/widget/dist"


@pytest.mark.parametrize("name", sorted(FILES))
def test_each_file_is_the_one_of_the_manifest(name: str) -> None:
    content, told = (DIST / name).read_bytes(), FILES[name]
    assert hashlib.sha256(content).hexdigest() == told["sha256"]
    assert told["integrity"] == "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
    stem, extension = name.split(".")
    assert told["address"] == f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{extension}"
    assert told["bytes"] == len(content)


def test_nothing_else_is_in_the_build() -> None:
    assert {path.name for path in DIST.iterdir()} == {*FILES, "manifest.json"}


def test_the_widget_is_small() -> None:
    assert len(gzip.compress((DIST / "iris-widget.js").read_bytes(), 9, mtime=0)) <= MOST


@pytest.mark.parametrize("name", ["iris-widget.js", "iris-cards.js"])
def test_the_code_asks_nobody_else_and_runs_no_text(name: str) -> None:
    code = (DIST / name).read_text(encoding="utf-8")
    for wrong in ("process.env", "eval(", "new Function", "sourceMappingURL", "/home/", "/work", "document.cookie"):
        assert wrong not in code, wrong
    # Namespaces of SVG and MathML, and Lit's page on its own warnings: none of them is ever asked for.
    addresses = set(re.findall(r"https?://[\w.-]+", code))
    assert addresses <= {"http://www.w3.org", "https://lit.dev"}


def test_the_script_has_a_short_life_and_a_tag(live: LiveIris) -> None:
    with live.client({}) as client:
        answer = client.get("/widget/v1.js")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"] == BRIEFLY
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.content == (DIST / "iris-widget.js").read_bytes()
        again = client.get("/widget/v1.js", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get("/widget/v1.js", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_by_its_address_lives_for_ever(live: LiveIris, name: str) -> None:
    with live.client({}) as client:
        fixed = client.get(f"/widget/{FILES[name]['address']}")
        plain = client.get(f"/widget/{name}")
    assert fixed.content == plain.content == (DIST / name).read_bytes()
    assert (fixed.headers["cache-control"], plain.headers["cache-control"]) == (FOR_EVER, BRIEFLY)


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [("gzip, deflate, br", "gzip"), ("gzip;q=0.5", "gzip"), ("br", None), ("gzip;q=0, br", None), ("identity", None)],
)
def test_what_is_sent_is_compressed_for_whoever_unpacks_it(live: LiveIris, accepted: str, sent: str | None) -> None:
    with live.client({"Accept-Encoding": accepted}) as client, client.stream("GET", "/widget/v1.js") as answer:
        arrived = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == sent
    assert "Accept-Encoding" in answer.headers["vary"]
    assert (gzip.decompress(arrived) if sent else arrived) == (DIST / "iris-widget.js").read_bytes()


@pytest.mark.parametrize("name", ["manifest.json", "..%2Fpackage.json", "iris-widget.00000000.js", "%2e%2e", "v2.js"])
def test_no_other_file_is_served(live: LiveIris, name: str) -> None:
    with live.client({}) as client:
        assert client.get(f"/widget/{name}").status_code == 404


def test_the_hosted_page_is_in_the_language_of_the_person(live: LiveIris) -> None:
    with live.client({}) as client:
        french = client.get("/", headers={"Accept-Language": "fr"})
        english = client.get("/", headers={"Accept-Language": "en-GB,en"})
        german = client.get("/", headers={"Accept-Language": "de"})
    assert '<html lang="fr">' in french.text
    assert "Changer de métier" in french.text
    assert '<html lang="en">' in english.text
    assert 'lang="de" app="pk_demo"' in german.text
    for page in (french, english):
        assert "'unsafe" not in page.headers["content-security-policy"]
        assert f"/widget/{FILES['iris-widget.js']['address']}" in page.text


@pytest.mark.parametrize("app", ['pk_"><script>', "sk_live", "pk_" + "a" * 61])
def test_an_app_s_key_that_is_none_is_refused(live: LiveIris, app: str) -> None:
    with live.client({}) as client:
        assert client.get("/", params={"app": app}).status_code == 422


def test_the_foreign_page_allows_the_widget_alone(live: LiveIris) -> None:
    with live.client({}) as client:
        page = client.get("/embed-demo")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src http://127.0.0.1:")
    assert "trusted-types lit-html" in policy
    assert f'integrity="{FILES["iris-widget.js"]["integrity"]}"' in page.text
