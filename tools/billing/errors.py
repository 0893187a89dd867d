"""The refusals of billing."""

from tools.errors import BadRequest, Conflict, Gone, Unavailable


class SignatureRefused(BadRequest):
    """A webhook that nobody signed with our secret, or too long ago, or in the future."""

    code = "signature_refused"
    advice = "Check the webhook's signing secret and the clock."


class ProposalExpired(Gone):
    """The proposal waited too long."""

    code = "proposal_expired"
    advice = "Ask for a new one."


class ProposalConfirmed(Conflict):
    """The proposal became an order already: `details["order_id"]`, and the `url` of its page while it can be paid."""

    code = "proposal_confirmed"
    advice = "Go on with the order that was made."


class PriceChanged(Conflict):
    """The price is not the one that was shown: `proposed` and `current`, in cents."""

    code = "price_changed"
    advice = "Show the new price and ask again."


class SubscriptionActive(Conflict):
    """A plan of the person goes on already, or is being paid at this moment: `product`."""

    code = "subscription_active"
    advice = "Cancel the present plan first."


class OrderUnpaid(Conflict):
    """The payment has not been made, or is not known yet."""

    code = "order_unpaid"
    advice = "Pay first, or wait a moment: a bank may take its time."


class EventParked(Unavailable):
    """An event of the provider that cannot be worked on yet; it is kept, and the provider sends it again."""

    code = "event_parked"


class PaymentUnavailable(Unavailable):
    """The payment provider does not answer, or none is connected; nothing was charged."""

    code = "payment_unavailable"
    advice = "Try again in a moment: nothing was charged."
