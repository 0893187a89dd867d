"""`iris chat`: a conversation in the terminal, on the Python client."""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TextIO

from rich.console import Console

from server.client import IrisApiError, IrisClient, IrisClientError, Patience, Unreachable
from server.terminal.chat import Chat
from server.terminal.screen import Screen
from server.terminal.typed import Typed
from server.terminal.words import ENGLISH, FRENCH

__all__ = ["run_chat"]

INTERRUPTED = 130
"""The exit code of a program that Ctrl-C ended."""


def run_chat(
    base_url: str,
    app_key: str,
    locale: str = "fr",
    *,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    patience: Patience | None = None,
) -> int:
    """Talk with Iris as a visitor of an app, until /quit or the end of the input, which need not be a terminal.

    Returns the exit code: 0, 1 when Iris cannot be reached or the last message failed, 130 after Ctrl-C.
    """
    words = ENGLISH if locale.startswith("en") else FRENCH
    shown = stdout or sys.stdout
    if isinstance(shown, TextIOWrapper):
        # A terminal that lacks a character shows another one; the conversation goes on.
        shown.reconfigure(errors="replace")
    screen = Screen(Console(file=shown, highlight=False), words)
    try:
        client = IrisClient(base_url, app=app_key, locale=locale, patience=patience)
    except ValueError as error:
        screen.line(str(error), "red")
        return 1
    try:
        return asyncio.run(_talk(Chat(client, screen, Typed(stdin or sys.stdin), words), base_url))
    except KeyboardInterrupt:
        return INTERRUPTED


async def _talk(chat: Chat, base_url: str) -> int:
    screen, words = chat.screen, chat.words
    async with chat.client:
        with _on_interrupt(chat.ctrl_c):
            try:
                return await chat.run()
            except asyncio.CancelledError:
                screen.line(words["bye"])
                return INTERRUPTED
            except Unreachable:
                screen.line(words["unreachable"].format(url=base_url), "red")
            except IrisApiError as error:
                screen.refusal(error)
            except IrisClientError as error:
                screen.line(words["not_iris"].format(url=base_url, why=error), "red")
    return 1


@contextmanager
def _on_interrupt(call: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    # On Windows, or in another thread, there is no such handler: Ctrl-C then ends the program.
    with suppress(NotImplementedError, ValueError, RuntimeError):
        loop.add_signal_handler(signal.SIGINT, call)
    try:
        yield
    finally:
        with suppress(NotImplementedError, ValueError, RuntimeError):
            loop.remove_signal_handler(signal.SIGINT)
