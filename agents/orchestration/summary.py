"""The running summary: what has left the window is kept in a few lines, written after the turn."""

from dataclasses import dataclass

from agents.models import Models, ModelWriter
from agents.runs.history import WINDOW
from agents.runs.threads import Threads
from agents.runs.turn import Outcome, Turn
from tools.writing import Brief

KEPT = WINDOW // 2
"""Messages that stay in the window when the others are folded into the summary."""
LONGEST = 1_500
"""Characters of a summary."""

_INSTRUCTIONS = """Summarise this conversation between a person who is changing careers and Iris, for Iris to go on
with. Keep what the person said of themselves, what they want, what was decided and what is open, in the person's
words where possible. At most 150 words, in the language of the conversation, no advice, nothing that was not said."""

_DIGEST = """{%- if before %}{{ before }}
{% endif %}{% for line in said %}- {{ line }}
{% endfor %}"""


@dataclass(frozen=True, slots=True)
class Summariser:
    """Keeps each thread's summary up to date."""

    threads: Threads
    models: Models

    async def __call__(self, turn: Turn, outcome: Outcome) -> None:
        """Fold what has left the window into the summary, when enough has."""
        user_id, thread = turn.actor.user_id, turn.thread
        if len(turn.window) < WINDOW - 2:
            return
        recent = await self.threads.history(user_id, thread.id, after=thread.summarised_to)
        leaving = recent[: len(recent) - KEPT]
        said = [
            f"{'Personne' if m.role == 'user' else 'Iris'} : {_line(m.masked)}"
            for m in leaving
            if m.masked and not (m.suspect and m.role == "user")
        ]
        brief = Brief(
            instructions=_INSTRUCTIONS,
            template=_DIGEST,
            facts={"before": thread.summary[-LONGEST // 2 :], "said": said},
            locale=turn.locale,
        )
        extractor = self.models.chain("extractor", turn.meter, guided=turn.instead is not None)
        summary = await ModelWriter(writer=extractor, extractor=extractor).write(brief)
        await self.threads.summarise(user_id, thread.id, summary[-LONGEST:], leaving[-1].position)


def _line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 160 else words[:160].rsplit(" ", 1)[0] + "…"
