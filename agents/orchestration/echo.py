"""The loop guard: the same answer twice in a row is held back before anybody reads it."""

import unicodedata
from dataclasses import dataclass, field


def normalised(text: str) -> str:
    """Letters and digits only, without case or accents: what makes two answers the same to a reader."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in folded if c.isalnum())


@dataclass(slots=True)
class EchoGuard:
    """Holds words back while they repeat the previous answer from its first letter; a difference frees them."""

    previous: str
    """The previous answer, normalised; empty: nothing is ever held."""
    _heard: str = ""
    _held: list[str] = field(default_factory=list)
    _free: bool = False

    def hear(self, text: str) -> str:
        """Take words in; returns what may be said now."""
        if self._free or not self.previous:
            return text
        self._held.append(text)
        self._heard += normalised(text)
        if self.previous.startswith(self._heard):
            return ""
        self._free = True
        return self._release()

    def finish(self) -> str:
        """The answer is whole: what was held is freed, unless it is the previous answer again."""
        return "" if self.repeated else self._release()

    @property
    def repeated(self) -> bool:
        """Whether everything heard is exactly the previous answer."""
        return not self._free and bool(self.previous) and self._heard == self.previous

    def _release(self) -> str:
        held, self._held = "".join(self._held), []
        return held
