"""The billing operations: they offer, and never buy."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from tools.billing.house import Billing
from tools.billing.wording import described
from tools.operation import Annex, AnyOperation, Effect, ToolContext, operation

CARD_VERSION = 1


class ProposePack(BaseModel):
    """What to offer."""

    product: str = Field(
        min_length=1,
        max_length=64,
        description="The id of a pack or a plan of the price list.",
        json_schema_extra={"x-from": "catalogue"},
    )


class Proposed(BaseModel):
    """An offer that waits for the person, 30 minutes; `amount` in cents. Nothing is bought by it."""

    proposal_id: str
    product: str
    title: str
    amount: int
    currency: str
    points: int
    expires_at: datetime
    sandbox: bool
    text: str
    """The offer in words, in the person's language."""
    confirm: str
    """The words on the button."""


def cards(result: Proposed) -> Sequence[Annex]:
    """The offer as a card, which only the person can confirm."""
    path = f"/billing/proposals/{result.proposal_id}/confirm"
    action = {"id": "confirm", "label": result.confirm, "method": "POST", "path": path}
    card = {
        "id": result.proposal_id,
        "kind": "proposal",
        "version": CARD_VERSION,
        "data": result.model_dump(mode="json", exclude={"text", "confirm"}),
        "text": result.text,
        "actions": [{**action, "body": {"amount": result.amount}}],
    }
    return [Annex("iris.card", card)]


def billing_operations(billing: Billing) -> tuple[AnyOperation, ...]:
    """The operations that run against this billing."""

    @operation(scope="billing:write", effect=Effect.WRITE, shows=cards)
    async def propose_pack(context: ToolContext, arguments: ProposePack) -> Proposed:
        """Show the person the card of a pack or a plan of energy, with its price. Call it only when they ask to buy,
        ask what energy costs, or agree to see an offer; never press them, never call it twice for one wish. Say the
        price and what it gives, as the card does, and that nothing is bought until they confirm on the card
        themselves."""
        made = await billing.propose(context.actor, arguments.product, command=context.key)
        sandbox = billing.sandbox
        title = billing.title(made.product, context.locale)
        text, confirm = described(made, title, context.locale, sandbox=sandbox)
        return Proposed(
            proposal_id=made.id,
            product=made.product,
            title=title,
            amount=made.amount,
            currency=made.currency,
            points=made.points,
            expires_at=made.expires_at,
            sandbox=sandbox,
            text=text,
            confirm=confirm,
        )

    return (propose_pack,)
