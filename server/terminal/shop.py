"""Shop: energy bought in the terminal, where an answer waits for it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from server import client as iris
from server.client import IrisApiError, IrisClient
from server.terminal.screen import Screen

NO = frozenset({"n", "non", "no"})
LEFT = (None, "/quit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A pack that covers what is missing; `amount` in cents."""

    id: str
    title: str
    points: int
    amount: int
    currency: str

    @property
    def price(self) -> str:
        """`2,99 EUR`."""
        return f"{self.amount // 100},{self.amount % 100:02} {self.currency}"


@dataclass(slots=True, kw_only=True)
class Shop:
    """Sells packs. `prompt` asks for a line; None: the input ended."""

    client: IrisClient
    screen: Screen
    words: Mapping[str, str]
    prompt: Callable[[str], Awaitable[str | None]]

    async def buy(self, offers: Sequence[Offer]) -> bool | None:
        """Whether what was missing is paid for; None when the person leaves. Raises IrisApiError."""
        for number, offer in enumerate(offers, 1):
            told = self.words["pack"].format(number=number, title=offer.title, points=offer.points, price=offer.price)
            self.screen.line(told)
        while (line := await self.prompt(self.words["which_pack"])) not in LEFT:
            if line and line.lower() in NO:
                return False
            if line and line.isdecimal() and 1 <= int(line) <= len(offers):
                return await self._pay(offers[int(line) - 1])
            self.screen.line(self.words["choose_pack"])
        return None

    async def _pay(self, offer: Offer) -> bool | None:
        payment = await self.client.purchase(offer.id)
        if payment.sandbox:
            self.screen.line(self.words["sandbox"], "yellow")
        self.screen.line(self.words["pay_at"].format(url=payment.url or ""))
        while (line := await self.prompt(self.words["paid"])) not in LEFT:
            if line and line.lower() in NO:
                return False
            try:
                await self.client.confirm_payment(payment.order.id)
            except IrisApiError as error:
                if error.code != "order_unpaid":
                    raise
                self.screen.line(self.words["unpaid"])
            else:
                return True
        return None


def offers_of(interrupt: iris.Interrupt) -> list[Offer]:
    """The packs that an interrupt names, none when it is about something else; what cannot be read is left out."""
    told = interrupt.metadata.get("iris")
    packs = told.get("packs") if isinstance(told, dict) else None
    offers: list[Offer] = []
    for pack in packs if isinstance(packs, list) else []:
        match pack:
            case {"id": str(id), "title": str(title), "points": int(points), "amount": int(amount)}:
                currency = str(pack.get("currency", "EUR"))
                offers.append(Offer(id=id, title=title, points=points, amount=amount, currency=currency))
    return offers
