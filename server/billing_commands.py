"""What the `iris billing` command does: the payment provider against the ledger."""

from datetime import timedelta

from server.privacy_commands import opened
from tools.billing import Reconciliation


async def reconcile(days: int | None) -> tuple[bool, str]:
    """Compare; whether both agree, and the report. `days`: how far back, instead of from the last comparison on."""
    async with opened() as iris:
        try:
            since = None if days is None else iris.clock.now() - timedelta(days=days)
            outcome = await iris.billing.reconcile(since)
        finally:
            await iris.commerce.close()
    return not outcome.differences, report(outcome)


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
