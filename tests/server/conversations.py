"""What tests of a real server wait for in a conversation, and what they pay in it."""

import time
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.fakes.iris import LiveIris


def buy(live: LiveIris, headers: dict[str, str]) -> None:
    """Buy a pack in the sandbox."""
    with live.client(headers) as client:
        bought = client.post("/luna/energy/purchase", json={"pack_id": "cafe_luna"}).raise_for_status().json()
        assert client.post(f"{urlsplit(bought['url']).path}/pay").status_code == 303


def wait_for_words(live: LiveIris, headers: dict[str, str], thread: str) -> str:
    """The run that is active in the thread, once it has said something."""
    with httpx.Client(base_url=live.url, headers=headers, timeout=30) as client:
        while (active := client.get(f"/v1/threads/{thread}/active-run")).status_code != 200:
            time.sleep(0.02)
        run = str(active.json()["run_id"])
        with client.stream("GET", f"/v1/runs/{run}/events") as events:
            for line in events.iter_lines():
                if "TEXT_MESSAGE_CONTENT" in line:
                    break
    return run


def stop_what_speaks(live: LiveIris, headers: dict[str, str], thread: str) -> None:
    """Cancel the thread's run once it has said something."""
    run = wait_for_words(live, headers, thread)
    with live.client(headers) as client:
        client.post(f"/v1/runs/{run}/cancel").raise_for_status()


def idle(live: LiveIris, headers: dict[str, str], thread: str) -> Any:
    """The thread's messages once no run is active in it."""
    with httpx.Client(base_url=live.url, headers=headers) as client:
        while client.get(f"/v1/threads/{thread}/active-run").status_code != 204:
            time.sleep(0.02)
        return client.get(f"/v1/threads/{thread}/messages").json()
