"""A Stripe on 127.0.0.1, for the real SDK."""

from tests.fakes.stripe.server import FakeStripe
from tests.fakes.stripe.webhooks import Attempt, Chaos, Door, Signed
from tests.fakes.stripe.wire import Obj, Refused

__all__ = ["Attempt", "Chaos", "Door", "FakeStripe", "Obj", "Refused", "Signed"]
