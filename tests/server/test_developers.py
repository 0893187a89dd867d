"""The developers' page: all of the API, from its own description, under a policy without exceptions."""

import json
import re
import shlex
from html import unescape
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.reference import read_reference
from server.routers.widget import SCRIPT, build
from tests.fakes.iris import LiveIris
from tests.server.test_site import Parts


@pytest.fixture
def page(live: LiveIris) -> httpx.Response:
    return httpx.get(f"{live.url}/developers", headers={"Accept-Language": "en"})


def test_every_route_is_there_with_a_line_to_try(live: LiveIris, page: httpx.Response) -> None:
    shown = re.findall(r'<span class="method">(\w+)</span> <code>([^<]+)</code>', page.text)
    described = live.app.openapi()["paths"]
    assert sorted(shown) == sorted((method.upper(), path) for path, all in described.items() for method in all)
    assert page.text.count("<code>curl") == len(shown)
    assert f"<code>curl {live.url}/health</code>" in page.text


def test_the_embed_line_has_the_digest_of_the_script(live: LiveIris, page: httpx.Response) -> None:
    built = build()[SCRIPT]
    assert f"{live.url}/widget/{built.address}" in page.text
    assert f"integrity=&#34;{built.integrity}&#34;" in page.text or f'integrity="{built.integrity}"' in page.text
    assert httpx.get(f"{live.url}/widget/{built.address}").status_code == 200


@pytest.mark.parametrize(("asked", "lang"), [("fr", "fr"), ("en", "en"), ("de", "en")])
def test_the_opening_speaks_the_readers_language(live: LiveIris, asked: str, lang: str) -> None:
    answer = httpx.get(f"{live.url}/developers", headers={"Accept-Language": asked})
    assert (answer.status_code, answer.headers["content-language"]) == (200, lang)
    assert {"Accept-Language", "Origin"} <= set(answer.headers["vary"].split(", "))
    assert Parts(answer.text).all("html") == [{"lang": lang}]
    opening = answer.text.partition('<div lang="en">')[0].partition("<main")[2]
    text = re.sub(r"(?s)<pre>.*?</pre>|<[^>]+>", "", opening)
    if lang == "fr":
        assert "Intégrer en une ligne" in text
        assert not re.search(r"'| [;!?»:] ", text)


def test_the_page_needs_no_script_and_nothing_from_elsewhere(live: LiveIris) -> None:
    nonces = set()
    for _ in range(2):
        answer = httpx.get(f"{live.url}/developers")
        [nonce] = re.findall(r"'nonce-([\w-]+)'", answer.headers["content-security-policy"].split("style-src")[1])
        parts = Parts(answer.text)
        assert parts.all("script") == []
        assert [each["nonce"] for each in parts.all("style")] == [nonce]
        attributes = [name for _, given in parts.tags for name in given]
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src")]
        nonces.add(nonce)
    assert len(nonces) == 2


def test_every_link_has_its_place_and_every_name_is_once(page: httpx.Response) -> None:
    parts = Parts(page.text)
    names = [given["id"] for _, given in parts.tags if "id" in given]
    assert len(names) == len(set(names))
    targets = {str(each["href"])[1:] for each in parts.all("a") if str(each["href"]).startswith("#")}
    assert targets <= set(names)
    assert {given["aria-labelledby"] for given in parts.all("section")} <= set(names)
    headings = [int(tag[1]) for tag, _ in parts.tags if re.fullmatch(r"h[1-6]", tag)]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert {given.get("scope") for given in parts.all("th")} == {"row"}


def test_a_line_has_a_bearer_where_one_is_needed(live: LiveIris, page: httpx.Response) -> None:
    curls = [shlex.split(unescape(line)) for line in re.findall(r"<code>(curl[^<]*)</code>", page.text)]
    bearer = {argument: "Authorization: Bearer $TOKEN" in line for line in curls for argument in line}
    for path, needed in (("/health", False), ("/v1/visitors", False), ("/auth/login", False), ("/v1/chat", True)):
        assert bearer[f"{live.url}{path}"] is needed, path


SCHEMAS = st.recursive(
    st.sampled_from([{"type": "string", "maxLength": 3}, {"$ref": "#/components/schemas/A"}, {"const": "'"}, {}]),
    lambda inner: st.one_of(
        st.builds(lambda each: {"type": "array", "items": each, "minItems": 1}, inner),
        st.builds(lambda each: {"anyOf": [each, {"type": "null"}]}, inner),
        st.builds(lambda each: {"type": "object", "properties": {"x": each}, "required": ["x", "y"]}, inner),
    ),
    max_leaves=6,
)


@given(SCHEMAS, SCHEMAS)
def test_any_description_is_read_also_one_that_names_itself(one: dict[str, Any], two: dict[str, Any]) -> None:
    document = {
        "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema": one}}}}}},
        "components": {"schemas": {"A": {"type": "object", "properties": {"a": two}, "required": ["a"]}}},
    }
    reference = read_reference(document, unguarded=frozenset(), origin="https://iris.example")
    [operation] = reference.groups["other"]
    line = shlex.split(operation.curl)
    assert line[:4] == ["curl", "https://iris.example/a", "-H", "Authorization: Bearer $TOKEN"]
    assert json.loads(line[-1]) is not None
