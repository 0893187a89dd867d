"""Screen: what the person sees of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rich.console import Console

from server import client as iris
from server.client import IrisApiError
from server.terminal.words import FRENCH

# Escape sequences could rewrite the screen, and overrides of direction could disguise a link.
_UNSAFE = dict.fromkeys({*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)} - {9, 10})


@dataclass(slots=True)
class Screen:
    """What the person sees: plain text in the order of the events, nothing is redrawn."""

    console: Console
    words: Mapping[str, str]
    titles: dict[str, str] = field(default_factory=dict)
    _agent: str = ""
    _mode: str = ""
    _inside_line: bool = False

    def text(self, text: str, style: str | None = None) -> None:
        """Text as it comes, without what could command the terminal."""
        clean = text.translate(_UNSAFE)
        if clean:
            self.console.out(clean, end="", style=style, highlight=False)
            self.console.file.flush()
            self._inside_line = not clean.endswith("\n")

    def line(self, text: str, style: str | None = None) -> None:
        """Text on lines of its own."""
        self.begin_line()
        self.text(f"{text}\n", style)

    def begin_line(self) -> None:
        """End the line that is begun, if any."""
        if self._inside_line:
            self.text("\n")

    def entered(self) -> None:
        """The person typed a line: the next text begins another."""
        self._inside_line = False

    def refusal(self, error: IrisApiError) -> None:
        """Why Iris refused."""
        self.line(self.words["failed"].format(message=error.detail or error.status, code=error.code), "red")

    def speaker(self, agent: str) -> None:
        """Who speaks, when it is somebody else than before."""
        if agent != self._agent:
            self._agent = agent
            self.line(f"— {self.titles.get(agent, agent)}", "bold magenta")

    def show(self, event: iris.Event) -> None:
        """One event of a run."""
        match event:
            case iris.TextDelta(text=text):
                self.text(text)
            case iris.TextStart() | iris.TextEnd():
                self.begin_line()
            case iris.AgentSpeaks(agent=agent):
                self.speaker(agent)
            case iris.ModeChanged():
                self._show_mode(event)
            case iris.Card(text=text):
                self.line(f"┌\n{text}\n└", "cyan")
            case iris.Sources(items=items):
                self._show_sources(items)
            case iris.EnergyChanged(available=available):
                self.line(self.words["energy"].format(available=available), "dim")
            case iris.RunFinished() | iris.RunFailed() | iris.Recovered():
                self._show_end(event)

    def _show_mode(self, event: iris.ModeChanged) -> None:
        mode = self.words["guided"] if event.mode == "guided" else self.words["model"].format(model=event.model or "")
        if mode != self._mode:
            self._mode = mode
            self.line(f"({mode})", "dim")

    def _show_sources(self, items: tuple[iris.Source, ...]) -> None:
        self.line(self.words["sources"], "dim")
        for number, item in enumerate(items, 1):
            checked = self.words["checked"].format(date=self._day(item.checked_on)) if item.checked_on else ""
            told = ", ".join(part for part in (item.source, checked) if part)
            self.line(f"{number}. {item.title}" + (f" ({told})" if told else ""), "dim")
            if item.url:
                self.line(f"   {item.url}", "dim")

    def _day(self, iso: str) -> str:
        try:
            day = date.fromisoformat(iso)
        except ValueError:
            return iso
        return f"{day:%d/%m/%Y}" if self.words is FRENCH else day.isoformat()

    def _show_end(self, event: iris.Event) -> None:
        self.begin_line()
        match event:
            case iris.RunFinished(outcome="cancelled"):
                self.line(self.words["stopped"], "dim")
            case iris.RunFailed(code=code, message=message):
                self.line(self.words["failed"].format(message=message, code=code), "red")
            case iris.Recovered(messages=messages):
                self.line(self.words["recovered"], "dim")
                for said in messages:
                    self.line(said.content)
