"""What the `iris billing` command does: the payment provider against the ledger, and what waits for an operator."""

from datetime import timedelta

from agents.runtime import Runtime
from server.privacy_commands import OPERATOR, opened
from tools.billing import PaymentUnavailable, Reconciliation
from tools.billing.waiting import Waiting
from tools.events import Audit


async def reconcile(days: int | None) -> tuple[bool, str]:
    """Compare; whether both agree, and the report. `days`: how far back, instead of from the last comparison on."""
    async with opened() as iris:
        try:
            since = None if days is None else iris.clock.now() - timedelta(days=days)
            outcome = await iris.billing.reconcile(since)
        finally:
            await iris.commerce.close()
    return not outcome.differences, report(outcome)


async def parked() -> str:
    """What waits: events by id, type, object, reason and attempts; then what differs."""
    async with opened() as iris:
        matters = await _waiting(iris).list()
    lines = [
        f"{each.since:%Y-%m-%d %H:%M}  {each.id}  {each.what}  {each.why}"
        + (f"  ({each.attempts} attempts)" if each.attempts else "")
        for each in matters
    ]
    return "\n".join(lines) or "nothing waits"


async def replay(event_id: str) -> tuple[bool, str]:
    """Try an event that waits now; whether it is done with. Raises NotFound, PaymentUnavailable."""
    async with opened() as iris:
        if iris.billing.gateway is None:
            raise PaymentUnavailable("no payment provider is connected")
        waiting = _waiting(iris)
        try:
            await waiting.replay(event_id, actor=OPERATOR)
            await iris.billing.work()
        finally:
            await iris.commerce.close()
        state = await waiting.state(event_id)
    return state.startswith("handled"), f"{event_id} is {state}"


async def dismiss(id: str) -> str:
    """Let an event, or an object that differs, be as it is. Raises NotFound."""
    async with opened() as iris:
        await _waiting(iris).dismiss(id, actor=OPERATOR)
    return f"{id} is dismissed"


def _waiting(iris: Runtime) -> Waiting:
    return Waiting(database=iris.database, clock=iris.clock, audit=Audit(iris.billing.events))


def report(outcome: Reconciliation) -> str:
    """The outcome in lines: what was compared, then each difference by its ids."""
    lines = [
        f"from {outcome.since:%Y-%m-%d %H:%M} to {outcome.until:%Y-%m-%d %H:%M} UTC: {outcome.payments} payments and "
        f"months at the provider, {outcome.fulfilments} fulfilments here, {outcome.picked_up} events picked up"
    ]
    for each in outcome.differences:
        order = f", order {each.order_id}" if each.order_id else ""
        detail = f": {each.detail}" if each.detail else ""
        lines.append(f"{each.kind}: {each.object_id}{order}{detail}")
    lines.append(f"{len(outcome.differences)} differences" if outcome.differences else "they agree")
    return "\n".join(lines)
