"""Asking: what a call would cost is said before it runs, and the person decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from langgraph.types import interrupt

from agents.orchestration.state import CallState, House
from agents.runs.turn import Turn
from tools.energy import Catalogue, Pack
from tools.errors import Forbidden
from tools.metering import Quote
from tools.operation import AnyOperation, Effect, ToolContext

Reason = Literal["confirmation", "iris:payment", "iris:energy"]


class Declined(Forbidden):
    """The person was asked, and said no."""

    code = "declined"
    advice = "Respect the choice and offer something else."


@dataclass(frozen=True, slots=True)
class Question:
    """What the person is asked before a call runs: why, in words, and `metadata.iris` for the card."""

    reason: Reason
    message: str
    iris: Mapping[str, object]


def agreed_to(turn: Turn, call_id: str) -> int | None:
    """The points that the person has agreed to for this call; None when they were not asked. Raises Declined.

    LangGraph runs a node that was interrupted again from its start, and gives answers in the order of the questions:
    all of them are taken first, so that a « no » counts whatever has changed since.
    """
    asked = turn.resume.asked.get(call_id, ()) if turn.resume is not None else ()
    for _ in asked:
        _approve(interrupt(None), call_id)
    return max(asked, default=None)


def ask(question: Question, state: CallState) -> None:
    """Pause the execution until the person answers."""
    interrupt(
        {
            "reason": question.reason,
            "message": question.message,
            "toolCallId": state["call_id"],
            "responseSchema": {
                "type": "object",
                "properties": {"approved": {"type": "boolean"}},
                "required": ["approved"],
            },
            "metadata": {
                "iris": {"operation": state["name"], "arguments": state["arguments"], **question.iris},
            },
        }
    )


def offers(operation: AnyOperation) -> bool:
    """Whether a call shows something to buy."""
    return operation.scope == "billing:write"


def is_counted(operation: AnyOperation) -> bool:
    """Whether a call counts as an attempt to spend, to pay or to sell."""
    return operation.effect in (Effect.SPEND, Effect.PAY) or offers(operation)


async def question_of(
    operation: AnyOperation, context: ToolContext, house: House, agreed: int | None, unasked: int
) -> Question | None:
    """What is left to ask before the call runs, the person having agreed to so many points, and so many having been
    spent in this execution without asking."""
    if operation.action is None:
        if agreed is not None or not operation.asks_first(context.taint):
            return None
        reason: Reason = "iris:payment" if operation.effect is Effect.PAY else "confirmation"
        return Question(reason, house.voice.say("confirm.operation", context.locale), {"cost": 0})
    quote = await context.meter.quote(context.actor, operation.action)
    if quote.shortfall:
        return _short_of(quote, context.locale, house)
    little_by_little = quote.charge > 0 and unasked + quote.charge >= house.prices.confirm_from
    first = operation.asks_first(context.taint) or quote.asks_first or little_by_little
    if not first or (agreed is not None and quote.charge <= agreed):
        return None
    return _confirm(quote, context.locale, house)


def packs_for(prices: Catalogue, shortfall: int) -> list[Pack]:
    """The packs that cover so many points, cheapest first; the largest one when none does."""
    packs = sorted(prices.packs.values(), key=lambda pack: (pack.amount, pack.points))
    largest = sorted(packs, key=lambda pack: pack.points)[-1:]
    return [pack for pack in packs if pack.points >= shortfall] or largest


def _short_of(quote: Quote, locale: str, house: House) -> Question:
    prices, missing = house.prices, quote.shortfall
    packs = packs_for(prices, missing)
    iris: dict[str, object] = {
        "action": quote.action,
        "cost": quote.charge,
        "energy_required": quote.charge,
        "energy_available": quote.available,
        "shortfall": missing,
        "packs": [
            {
                "id": pack.id,
                "title": _title(pack.title, locale),
                "points": pack.points,
                "amount": pack.amount,
                "currency": prices.currency,
            }
            for pack in packs
        ],
        "plans": [
            {"id": plan.id, "title": _title(plan.title, locale), "amount": plan.amount, "currency": prices.currency}
            for plan in prices.plans.values()
            if prices.tiers[plan.tier].all_included
        ],
        "required_pack": packs[0].id if packs else None,
    }
    if quote.debt:
        iris["debt"] = quote.debt
    if house.sandbox:
        iris["sandbox"] = True
    message = house.voice.say(
        "energy.frozen" if quote.debt else "energy.short",
        locale,
        action=_name(quote, locale, prices),
        cost=quote.charge,
        available=quote.available,
        shortfall=missing,
        debt=quote.debt,
    )
    return Question("iris:energy", message, iris)


def _confirm(quote: Quote, locale: str, house: House) -> Question:
    left = quote.available - quote.charge
    message = house.voice.say(
        "confirm.spend" if quote.charge else "confirm.included",
        locale,
        action=_name(quote, locale, house.prices),
        cost=quote.charge,
        available=quote.available,
        left=left,
    )
    iris = {"action": quote.action, "cost": quote.charge, "available": quote.available, "balance_after": left}
    return Question("confirmation", message, iris)


def _name(quote: Quote, locale: str, prices: Catalogue) -> str:
    action = prices.actions.get(quote.action)
    return quote.action if action is None else _title(action.title, locale)


def _title(titles: Mapping[str, str], locale: str) -> str:
    return titles.get(locale) or titles["fr"]


def _approve(answer: Mapping[str, object], call_id: str) -> None:
    payload = answer.get("payload")
    if answer.get("status") != "resolved" or not isinstance(payload, dict) or payload.get("approved") is not True:
        raise Declined(f"call {call_id} was declined")
