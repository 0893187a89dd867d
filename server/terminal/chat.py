"""Chat: the conversation in the terminal."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from server import client as iris
from server.client import IrisApiError, IrisClient, IrisClientError, Unreachable
from server.terminal.screen import Screen
from server.terminal.shop import NO, Offer, Shop, offers_of
from server.terminal.typed import Typed

YES = frozenset({"o", "oui", "y", "yes"})
SUGGESTIONS = 3


@dataclass(slots=True)
class Chat:
    """The conversation: what is typed goes to Iris, what Iris says goes to the screen."""

    client: IrisClient
    screen: Screen
    typed: Typed
    words: Mapping[str, str]
    thread_id: str | None = None
    code: int = 0
    _left: bool = False
    _run: iris.Run | None = None
    _stopping: asyncio.Task[None] | None = None
    _main: asyncio.Task[object] | None = None

    async def run(self) -> int:
        """Talk until the person leaves; raises IrisClientError when Iris is not there from the start."""
        self._main = asyncio.current_task()
        agents, topics = await self.client.agents(), await self.client.topics()
        self.screen.titles = {agent.name: agent.title for agent in agents}
        self.screen.line(self.words["welcome"], "bold")
        if topics:
            self.screen.line(self.words["topics"], "dim")
        for topic in topics[:SUGGESTIONS]:
            self.screen.line(f"  {topic.message}", "dim")
        self.typed.start()
        while not self._left and (line := await self._prompt()) not in (None, "/quit"):
            if line:
                await self._take(line)
        self.screen.line(self.words["bye"])
        return self.code

    def ctrl_c(self) -> None:
        """Stop the answer; without one, or the second time, leave."""
        if self._run is not None and self._stopping is None:
            self._stopping = asyncio.create_task(self._stop(self._run))
        elif self._main is not None:
            self._main.cancel()

    async def _prompt(self, question: str = "›") -> str | None:
        self.screen.begin_line()
        if self.typed.by_hand:
            self.screen.text(f"{question} ", "bold")
            line = await self.typed.next()
            self.screen.entered()
            return line
        line = await self.typed.next()
        if line:
            self.screen.line(f"{question} {line}")
        return line

    async def _take(self, line: str) -> None:
        try:
            if line.startswith("/"):
                await self._command(line)
            else:
                await self._send(self.client.chat(line, thread_id=self.thread_id))
        except Unreachable as error:
            self.code = 1
            self.screen.line(self.words["lost"].format(why=error), "red")
        except IrisApiError as error:
            self.code = 1
            self.screen.refusal(error)

    async def _send(self, run: iris.Run) -> None:
        following: iris.Run | None = run
        while following is not None:
            waiting = await self._follow(following)
            answers = await self._answers(waiting)
            resumed = following.run_id if answers else None
            following = self.client.resume(resumed, answers) if resumed else None

    async def _follow(self, run: iris.Run) -> tuple[iris.Interrupt, ...]:
        waiting: tuple[iris.Interrupt, ...] = ()
        self._run, self._stopping = run, None
        listening = asyncio.create_task(self._listen(run))
        try:
            async for event in run:
                self.screen.show(event)
                self.code = int(isinstance(event, iris.RunFailed))
                if isinstance(event, iris.Interrupted):
                    waiting = event.interrupts
        finally:
            self._run = None
            self.thread_id = run.thread_id or self.thread_id
            listening.cancel()
            await run.aclose()
        return waiting

    async def _listen(self, run: iris.Run) -> None:
        await self.typed.heard("/stop")
        await self._stop(run)

    async def _stop(self, run: iris.Run) -> None:
        # A stop that does not get there leaves the answer going: the person sees it, and may try again.
        with suppress(IrisClientError):
            await run.stop()

    async def _answers(self, waiting: tuple[iris.Interrupt, ...]) -> list[iris.Answer]:
        answers: list[iris.Answer] = []
        for interrupt in waiting:
            self.screen.line(interrupt.message or self.words["confirm"], "yellow")
            offers = offers_of(interrupt)
            approved = await (self._buy(offers) if offers else self._yes_or_no())
            if approved is None:
                self._left = True
                return []
            answers.append(_answer(interrupt, approved))
        return answers

    async def _yes_or_no(self) -> bool | None:
        while (line := await self._prompt(self.words["choice"])) not in (None, "/quit"):
            if line and line.lower() in YES | NO:
                return line.lower() in YES
            self.screen.line(self.words["yes_or_no"])
        return None

    async def _buy(self, offers: Sequence[Offer]) -> bool | None:
        shop = Shop(client=self.client, screen=self.screen, words=self.words, prompt=self._prompt)
        return await shop.buy(offers)

    async def _command(self, line: str) -> None:
        command, _, argument = line.partition(" ")
        match command:
            case "/help":
                self.screen.line(self.words["help"])
            case "/new":
                self.thread_id = None
                self.screen.line(self.words["new"])
            case "/stop":
                self.screen.line(self.words["nothing_to_stop"])
            case "/energy":
                balance = await self.client.balance()
                self.screen.line(self.words["energy"].format(available=balance.available))
            case "/threads":
                await self._list_threads()
            case "/history":
                await self._read_again(argument.strip())
            case _:
                self.screen.line(self.words["unknown"].format(command=command))

    async def _list_threads(self) -> None:
        threads = await self.client.threads()
        for number, thread in enumerate(threads, 1):
            self.screen.line(f"{'*' if thread.id == self.thread_id else ' '} {number}. {thread.title}")
        if not threads:
            self.screen.line(self.words["no_threads"])

    async def _read_again(self, number: str) -> None:
        if number:
            threads = await self.client.threads()
            if not number.isdecimal() or not 1 <= int(number) <= len(threads):
                self.screen.line(self.words["no_such_thread"].format(number=number))
                return
            self.thread_id = threads[int(number) - 1].id
        messages = await self.client.history(self.thread_id) if self.thread_id else []
        for message in messages:
            who = self.words["you"] if message.role == "user" else self.screen.titles.get(message.agent or "", "Iris")
            self.screen.line(self.words["said"].format(who=who, text=message.content))
        if not messages:
            self.screen.line(self.words["no_history"])


def _answer(interrupt: iris.Interrupt, approved: bool) -> iris.Answer:
    properties = interrupt.schema.get("properties")
    if isinstance(properties, dict) and "approved" in properties:
        return iris.Answer(interrupt_id=interrupt.id, payload={"approved": approved})
    return iris.Answer(interrupt_id=interrupt.id, status="resolved" if approved else "cancelled")
