"""Idempotency-Key: the same request, sent twice, happens once."""

import secrets
from typing import Annotated

from fastapi import Depends, Header, Request

from tools.accounts.rules import digest


async def command_of(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=200,
            description="Repeated with the same body, the request happens once and is answered alike. Without it, each "
            "request is a new one.",
        ),
    ] = None,
) -> str:
    """What the nouns key the request by: the Idempotency-Key within its route and app, or what nobody else has.

    It comes after the rule that tells the app.
    """
    if idempotency_key is None:
        return f"rest:{secrets.token_hex(16)}"
    # Hashed: the key of a hold is in paths and events, and a header may hold anything.
    hashed = digest("\0".join((request.state.app_id, request.scope["route"].path, idempotency_key)))
    return f"rest:{hashed.hex()[:32]}"


Command = Annotated[str, Depends(command_of)]
