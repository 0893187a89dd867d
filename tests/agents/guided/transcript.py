"""Transcripts: conversations kept as text, to be read aloud.

`python -m tests.agents.guided.transcript` writes them again, after a change that was meant.

The first line says who speaks, in which language, in which form: `aube fr vous`. A line that begins with `— ` is what
the person writes, one with `· ` an operation that is called; the rest is the answer, under the name of who gives it.
"""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.agents.guided.talk import Talk

FOLDER = Path(__file__).parent / "transcripts"


def transcripts() -> list[Path]:
    """Every transcript, by name."""
    return sorted(FOLDER.glob("*.txt"))


def said_by_person(text: str) -> list[str]:
    """What the person writes, message by message; following `— ` lines are one message."""
    messages: list[str] = []
    before = ""
    for line in text.splitlines():
        if line.startswith("— "):
            said = line.removeprefix("— ")
            if before.startswith("— "):
                messages[-1] += "\n" + said
            else:
                messages.append(said)
        before = line
    return messages


async def play(text: str) -> str:
    """The transcript that the person's messages give today."""
    agent, locale, address = text.splitlines()[0].split()
    talk = Talk(agent=agent, locale=locale, address=address)
    parts = [f"{agent} {locale} {address}\n"]
    for message in said_by_person(text):
        done = len(talk.calls)
        answer = await talk.say(message)
        asked = "\n".join(f"— {line}" for line in message.split("\n"))
        calls = "".join(f"· {name} {_shown(arguments)}\n" for name, arguments in talk.calls[done:])
        parts.append(f"{asked}\n\n{calls}[{talk.agent}]\n{answer}\n")
    return "\n".join(parts)


def _shown(arguments: Mapping[str, Any]) -> str:
    return " | ".join(str(value) for value in arguments.values())


async def _record() -> None:
    for path in transcripts():
        path.write_text(await play(path.read_text(encoding="utf-8")), encoding="utf-8")
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    asyncio.run(_record())
