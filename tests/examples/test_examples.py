"""Every example is run: by Node, by a shell, by Python, by a browser."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.client import SyncIrisClient
from tests.conftest import needs
from tests.e2e.conftest import node_modules
from tests.e2e.npm import NODE
from tests.fakes.iris import LiveIris, parse, text_of
from tests.server.test_site import FLAGS, Parts

__all__ = ["node_modules"]

EXAMPLES = Path(__file__).parents[2] / "examples"
LOCAL = "http://127.0.0.1:8003"
SAID = "Je suis aide-soignante et je veux changer de métier"


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, **more}  # noqa: TID251


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and logs nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def site(live: LiveIris, tmp_path: Path) -> Iterator[str]:
    """The page of the HTML example, on an origin of its own; its address."""
    page = (EXAMPLES / "html" / "index.html").read_text(encoding="utf-8").replace(LOCAL, live.url)
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    served = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_address[1]}/index.html"
    served.shutdown()
    served.server_close()


@pytest.mark.service
def test_the_html_page_has_the_widget(site: str, tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    needs(chromium is not None, "chromium")
    command = [str(chromium), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=5000"]
    done = subprocess.run([*command, "--dump-dom", site], capture_output=True, text=True, timeout=60)
    assert [each["lang"] for each in Parts(done.stdout).all("iris-chat")] == ["fr"]


def test_the_html_page_is_one_script_tag_away(live: LiveIris) -> None:
    page = Parts((EXAMPLES / "html" / "index.html").read_text(encoding="utf-8"))
    [script] = [each for each in page.all("script") if "src" in each]
    assert script["data-iris-app"] == "pk_demo"
    assert httpx.get(str(script["src"]).replace(LOCAL, live.url)).status_code == 200


@pytest.mark.service
def test_the_react_app_is_built_drawn_and_talks(live: LiveIris, node_modules: Path, tmp_path: Path) -> None:
    example = EXAMPLES / "react-ai-sdk"
    asked = {
        "example": str(example),
        "modules": str(node_modules),
        "folder": str(tmp_path),
        "url": live.url,
        "text": SAID,
    }
    script = Path(__file__).parent / "react.mjs"
    path = environment(PATH=f"{NODE.parent}:{os.environ['PATH']}")  # noqa: TID251
    done = subprocess.run([NODE, script, json.dumps(asked)], capture_output=True, text=True, timeout=60, env=path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert "aide-soignante" in told["answer"]
    assert 'role="log"' in told["drawn"]
    assert told["bytes"] > 100_000


def test_the_react_app_pins_what_the_tests_install() -> None:
    pinned = json.loads((EXAMPLES / "react-ai-sdk" / "package.json").read_text())
    installed = json.loads((EXAMPLES.parent / "tests" / "e2e" / "package.json").read_text())["dependencies"]
    wanted = {**pinned["dependencies"], **pinned["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert {name: installed[name] for name in wanted} == wanted


@pytest.mark.service
def test_the_node_backend_vouches_for_its_users(live: LiveIris) -> None:
    made = asyncio.run(live.runtime.directory.create_app("Site", organisation="Site"))
    keys = {"IRIS_APP": made.app.publishable_key, "IRIS_SIGNING_SECRET": made.signing_secret, "PORT": "0"}
    command = [NODE, EXAMPLES / "node-tokens" / "server.mjs"]
    with subprocess.Popen(command, env=environment(**keys), stdout=subprocess.PIPE, text=True) as backend:
        try:
            assert backend.stdout is not None
            with httpx.Client(base_url=backend.stdout.readline().strip()) as browser:
                assert browser.get("/iris-token").status_code == 401
                browser.post("/login").raise_for_status()
                tokens = [browser.get("/iris-token").raise_for_status().text for _ in range(2)]
        finally:
            backend.kill()
    with live.client({"Authorization": f"Bearer {tokens[0]}"}) as person:
        thread = person.post("/v1/chat", json={"message": SAID}).raise_for_status().headers["X-Iris-Thread-Id"]
    with live.client({"Authorization": f"Bearer {tokens[1]}"}) as person:
        assert [each["id"] for each in person.get("/v1/threads").json()["threads"]] == [thread]
    keyed = {"Authorization": f"Bearer {made.api_key}", "X-Iris-User": "client-1"}
    with live.client(keyed) as backend_itself:
        assert len(backend_itself.get("/v1/threads").json()["threads"]) == 1


def test_the_shell_script_talks_and_resumes_without_a_gap(live: LiveIris) -> None:
    script = EXAMPLES / "curl" / "talk.sh"
    talking = environment(IRIS_URL=live.url)
    done = subprocess.run(["sh", script, f'{SAID} "vite"'], env=talking, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    events = parse("".join(f"{piece}\n\n" for piece in done.stdout.split("\n\n") if "data:" in piece).encode())
    numbers = [event["seq"] for event in events]
    assert numbers == list(range(1, len(numbers) + 1))
    assert events[-1]["type"] == "RUN_FINISHED"
    assert "aide-soignante" in text_of(events)
    nowhere = environment(IRIS_URL=live.url, IRIS_APP="pk_unknown")
    assert subprocess.run(["sh", script], env=nowhere, capture_output=True, timeout=60).returncode != 0


def load(path: Path) -> Any:
    """A module of an example."""
    spec = spec_from_file_location(f"example_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_streamlit_page_shows_what_iris_says(live: LiveIris) -> None:
    """With what it needs Streamlit is 500 MB, and in no lock: the page is compiled, and what it shows is run."""
    folder, threads = EXAMPLES / "streamlit", list[str]()
    compile((folder / "app.py").read_text(encoding="utf-8"), "app.py", "exec")
    pieces = load(folder / "talk.py").pieces
    with SyncIrisClient(live.url, app="pk_demo") as iris:
        first = "".join(pieces(iris, SAID, None, threads.append))
        second = "".join(pieces(iris, "Qu’est-ce que le CPF ?", threads[0], threads.append))
    assert "aide-soignante" in first
    assert re.search(r"- \[.+\]\(https://", second)
    assert threads[0] == threads[1]


def test_every_example_is_in_the_list() -> None:
    listed = set(re.findall(r"^\| \[`([\w-]+)/", (EXAMPLES / "README.md").read_text(), re.MULTILINE))
    assert listed == {folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()}
