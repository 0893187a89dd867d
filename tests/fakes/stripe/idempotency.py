"""What Stripe does with the header Idempotency-Key: https://docs.stripe.com/api/idempotent_requests."""

import hashlib
import json
from dataclasses import dataclass

from tests.fakes.stripe.wire import Obj, Refused

KEPT_S = 24 * 3600


@dataclass(slots=True)
class Kept:
    """A key, the request that came with it, and its answer once there is one."""

    fingerprint: str
    at: int
    status: int | None = None
    body: Obj | None = None


class Keys:
    """The keys of the last 24 hours."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def claim(self, key: str, request: str, params: Obj, now: int) -> Kept:
        """What is known under a key. Raises Refused: it belongs to other parameters, or to a request that runs."""
        if len(key) > 255:
            raise Refused("Idempotency keys are limited to 255 characters.", kind="idempotency_error")
        fingerprint = hashlib.sha256(json.dumps([request, params], sort_keys=True).encode()).hexdigest()
        found = self._kept.get(key)
        if found is None or found.at + KEPT_S <= now:
            self._kept[key] = Kept(fingerprint, now)
            return self._kept[key]
        if found.fingerprint != fingerprint:
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with."
            )
            raise Refused(message, kind="idempotency_error")
        if found.status is None:
            message = "There is currently another in-progress request using this Idempotent Key."
            raise Refused(message, status=409, kind="idempotency_error", code="idempotency_key_in_use")
        return found

    def forget(self, key: str) -> None:
        """Nothing had begun: the key is free again."""
        del self._kept[key]
