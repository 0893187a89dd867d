"""What a person does with the widget, and what they see."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

IDLE = "() => { const e = document.querySelector('iris-chat'); return e && e.chat && !e.chat.busy }"


@dataclass(frozen=True, slots=True)
class Screen:
    """A page with the widget; Playwright looks through its shadow root."""

    page: Page

    def open(self) -> None:
        """Open the panel by its launcher."""
        self.page.locator(".launcher").click()
        expect(self.page.locator(".panel")).to_be_visible()

    def agree(self) -> None:
        """Read the notice, and go on."""
        self.page.locator(".notice .main").click()
        expect(self.page.locator(".notice")).to_have_count(0)

    def write(self, text: str) -> None:
        """Type a message and send it; the answer is not waited for."""
        self.page.locator("textarea").fill(text)
        self.page.locator("textarea").press("Enter")
        expect(self.page.locator("textarea")).to_have_value("")

    def say(self, text: str) -> str:
        """Say something and wait for the end of the answer; gives its words."""
        self.write(text)
        self.rest()
        return self.last()

    def tap(self, label: str) -> None:
        """Tap a button by its label, and wait for what it brings."""
        self.page.get_by_role("button", name=label).last.click()
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is being answered."""
        self.page.wait_for_timeout(60)
        self.page.wait_for_function(IDLE, timeout=30_000)

    @property
    def said(self) -> Locator:
        """The messages of Iris."""
        return self.page.locator(".message.assistant")

    @property
    def asked(self) -> Locator:
        """The messages of the person."""
        return self.page.locator(".message.user .bubble")

    @property
    def choices(self) -> Locator:
        """The buttons of an open question."""
        return self.page.locator(".card.choices .action")

    def last(self) -> str:
        """The words of Iris's last message, if there is one."""
        return self.said.last.inner_text() if self.said.count() else ""

    def texts(self) -> list[str]:
        """Every bubble, in order; what is out of sight has text, and no layout."""
        return [" ".join(text.split()) for text in self.page.locator(".bubble").all_text_contents()]

    def of(self, expression: str) -> Any:
        """What an expression on the element gives: `of("chat.threadId")`."""
        return self.page.evaluate(f"() => document.querySelector('iris-chat').{expression}")
