"""One message of the model on its way to the person: watched, its links judged, its values put back."""

from agents.guard.links import LinkFilter, LinkPolicy
from agents.guard.restore import HIDDEN_WORD, Restorer
from agents.guard.tripwire import Tripwire
from agents.guard.vault import Vault


class Speech:
    """The tripwire, then the link policy, then the values, on a text that comes in pieces.

    What `hear` and `finish` return joins to the same text however the message was cut. Two differences are left between
    it and `canonical`, the pass over everything at the end: a URL that an operation gave after the words with its link
    were said, and a value that the vault learnt after its placeholder was.
    """

    def __init__(
        self, vault: Vault, links: LinkPolicy, tripwire: Tripwire | None = None, hidden_word: str = HIDDEN_WORD
    ) -> None:
        self.canonical = ""
        """After `finish`: the message as the person should read it."""
        self.refusals: tuple[str, ...] = ()
        """After `finish`: the rules that kept a value or a link back."""
        self._vault = vault
        self._policy = links
        self._tripwire = tripwire
        self._hidden_word = hidden_word
        self._heard: list[str] = []
        self._links = LinkFilter(links)
        self._restorer = Restorer(vault, hidden_word)

    @property
    def raw(self) -> str:
        """What the model said, with placeholders."""
        return "".join(self._heard)

    @property
    def touched(self) -> bool:
        """Whether the text holds a placeholder, a link, an image or HTML, or lost one."""
        return self._links.touched or self._restorer.seen

    def hear(self, text: str) -> str:
        """What may be said now; raises Tripped."""
        if self._tripwire:
            self._tripwire.hear(text)
        self._heard.append(text)
        return self._restorer.hear(self._links.hear(text))

    def finish(self) -> str:
        """The rest; raises Tripped."""
        if self._tripwire:
            self._tripwire.finish()
        rest = self._restorer.hear(self._links.finish()) + self._restorer.finish()
        if not self.touched:
            # Plain prose, as most messages are, needs no second reading.
            self.canonical = self.raw
            return rest
        again = Restorer(self._vault, self._hidden_word)
        links = LinkFilter(self._policy)
        self.canonical = again.hear(links.whole(self.raw)) + again.finish()
        self.refusals = (*links.refused, *again.refused)
        return rest
