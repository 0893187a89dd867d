"""The widget: its size, how soon its launcher is painted, what keeps the page busy with 200 messages."""

import json
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright

from tests.bench import processes

DIST = processes.ROOT / "server" / "widget" / "dist"
OTHERS_KB = {"deep-chat": 111, "Flowise": 284, "Chainlit": 2496}
"""Of the same kind, compressed; measured in November 2026."""
PHONE: ViewportSize = {"width": 390, "height": 844}
RUNS = 10
MESSAGES = 200
SLOWER = 4
"""A phone, as Chromium plays it: this many times slower than this machine."""

PAINTED = """() => new Promise(done => { (function look() {
  const chat = document.querySelector('iris-chat');
  if (!chat?.shadowRoot?.querySelector('.launcher')) { requestAnimationFrame(look); return; }
  // This frame is painted once its callbacks are done.
  setTimeout(() => {
    const script = performance.getEntriesByType('resource').find(each => each.name.includes('/widget/'));
    done(performance.now() - script.responseEnd);
  });
})() })"""
SAY = """async count => { const chat = document.querySelector('iris-chat');
  for (let index = 0; index < count; index++) {
    const body = { message: `message ${index}`, ...(chat.chat.threadId ? { thread_id: chat.chat.threadId } : {}) };
    await (await chat.http.send('/v1/chat', { body })).text();
  } }"""
WATCH = """() => { window.long = []; new PerformanceObserver(list => window.long.push(
  ...list.getEntries().map(each => Math.round(each.duration)))).observe({ type: 'longtask' }) }"""
IDLE = "() => !document.querySelector('iris-chat').chat.busy"


def bench() -> dict[str, Any]:
    """All of it; needs Chromium."""
    files = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))["files"]
    sizes = {name: round(each["gzip"] / 1000, 1) for name, each in files.items() if name.endswith(".js")}
    results: dict[str, Any] = {"gzip_kb": sizes, "others_gzip_kb": OTHERS_KB}
    with tempfile.TemporaryDirectory() as home, processes.iris(Path(home)) as iris, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, rate in (("here", 1), ("four_times_slower", SLOWER)):
            painted = [_painted(browser, iris.url, rate) for _ in range(RUNS)]
            results[f"launcher_ms_{name}"] = {"median": round(statistics.median(painted)), "most": round(max(painted))}
        results["long_tasks_ms"] = _long_tasks(browser, iris.url)
        browser.close()
    return {"widget": results}


def _painted(browser: Browser, url: str, rate: int) -> float:
    """Milliseconds from the script's arrival to the frame that holds its launcher; nothing cached."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    page = context.new_page()
    _slow(page, rate)
    page.goto(f"{url}/embed-demo", wait_until="commit")
    painted = float(page.evaluate(PAINTED))
    context.close()
    return painted


def _long_tasks(browser: Browser, url: str) -> dict[str, list[int]]:
    """Tasks of more than 50 ms with 200 messages: while one scrolls up to the first, and while an answer streams."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{url}/?view=alone")
    page.locator(".notice .main").click()
    page.locator("textarea").fill("Bonjour")
    page.locator("textarea").press("Enter")
    page.wait_for_timeout(200)
    page.wait_for_function(IDLE)
    page.evaluate(SAY, MESSAGES // 2 - 1)
    page.reload()
    page.wait_for_function("() => document.querySelector('iris-chat')?.chat?.history.length >= 200")
    page.wait_for_timeout(500)
    page.evaluate(WATCH)
    page.mouse.move(200, 400)
    earlier = page.get_by_role("button", name="Afficher les messages précédents")
    while earlier.count():
        for _ in range(8):
            page.mouse.wheel(0, -500)
            page.wait_for_timeout(30)
        earlier.click()
        page.wait_for_timeout(50)
    scrolling = list(page.evaluate("() => window.long.splice(0)"))
    page.locator(".latest").click()
    page.locator("textarea").fill("Encore")
    page.locator("textarea").press("Enter")
    page.wait_for_timeout(200)
    page.wait_for_function(IDLE)
    streaming = list(page.evaluate("() => window.long"))
    context.close()
    return {"scrolling": scrolling, "streaming": streaming}


def _slow(page: Page, rate: int) -> None:
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
