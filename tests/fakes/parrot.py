"""A Gemini that says back what the person just told it, as far as it can see it."""

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.fakes.gemini import FakeGemini
from tests.fakes.replies import Reply, says

_FACTS = re.compile(r"<facts>\n(.*)\n</facts>", re.DOTALL)


class ParrotGemini(FakeGemini):
    """Answers with the last words of the person, placeholders included; an empty reading to the extractor."""

    def __init__(self) -> None:
        super().__init__()
        self._heard = ""

    async def _call(self, request: Request) -> Response:
        body = await request.json()
        self._heard = last_words(body)
        return await super()._call(request)

    def next_reply(self) -> Reply:
        return says("J’ai noté : ", *_cut(self._heard)) if self._heard else says("{}")


def last_words(body: dict[str, Any]) -> str:
    """The last text of the person in a request; empty when it asks for JSON."""
    if body.get("generationConfig", {}).get("responseMimeType") == "application/json" or "toolConfig" in body:
        return ""
    texts = [
        part["text"] for turn in body["contents"] if turn["role"] == "user" for part in turn["parts"] if "text" in part
    ]
    return _plain(texts[-1]) if texts else ""


def _plain(text: str) -> str:
    """What the facts of a brief say, one after the other; any other text as it is."""
    found = _FACTS.fullmatch(text.strip())
    if found is None:
        return text
    return " ".join(value for value in json.loads(found[1]).values() if isinstance(value, str))


def _cut(text: str) -> list[str]:
    # As a provider streams: pieces that cut placeholders anywhere.
    return [text[at : at + 7] for at in range(0, len(text), 7)]
