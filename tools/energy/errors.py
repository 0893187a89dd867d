"""The refusals of energy."""

from tools.errors import Conflict, InvalidArguments, PaymentRequired


class UnknownAction(InvalidArguments):
    """The catalogue has no such action; `details["known"]` lists those that it has."""

    code = "unknown_action"
    advice = "Use one of the actions of the price list."


class UnknownPack(InvalidArguments):
    """The catalogue has no such pack or plan; `details["known"]` lists those that it has."""

    code = "unknown_pack"
    advice = "Use one of the packs that GET /billing/packs lists."


class InsufficientEnergy(PaymentRequired):
    """Too few points: `energy_required`, `energy_available`, `required_pack` (the cheapest that is enough)."""

    code = "insufficient_energy"
    advice = "Say how many points are missing and which pack covers them; nothing was spent."


class WalletFrozen(PaymentRequired):
    """Points that were spent were given back by the bank: what is owed comes first. `details["debt"]` is in points."""

    code = "wallet_frozen"
    advice = "Say that a payment was taken back, and that buying energy settles it."


class OperationInProgress(Conflict):
    """The same request is being worked on."""

    code = "operation_in_progress"
    advice = "Wait, then send the same request with the same Idempotency-Key."


class NotRefundable(Conflict):
    """This transaction cannot be refunded: it was refunded already, or nothing was spent."""

    code = "not_refundable"
    advice = "Look at the transactions: a spend is refunded once."


class HoldEnded(Conflict):
    """The hold was captured or released already."""

    code = "hold_ended"
    advice = "Nothing is to be done: it ends once."
