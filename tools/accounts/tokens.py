"""Pure rules of tokens: what Iris signs, what it accepts. No I/O, no clock."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import jwt

from tools.accounts.models import ACCESS_LIFE, SIGNED_LIFE, Hints, Token
from tools.actor import Actor
from tools.errors import Misconfigured, Unauthenticated

ISSUER = "iris"
AUDIENCE = "iris"
ALGORITHM = "HS256"
TYPE = "at+jwt"
"""The type of an access token (RFC 9068): no other JWT passes for one."""


@dataclass(frozen=True, slots=True)
class TokenSecrets:
    """The secrets that verify tokens, by key id; `current` signs."""

    by_kid: Mapping[str, str] = field(repr=False)
    current: str

    @classmethod
    def parse(cls, text: str) -> "TokenSecrets":
        """From secrets with commas between them, the one that signs first; raises Misconfigured when there is none."""
        every = [each.strip() for each in text.split(",") if each.strip()]
        if not every:
            raise Misconfigured("IRIS_TOKEN_SECRET is empty")
        return cls({kid(each): each for each in every}, kid(every[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a valid access token is believed for: which session, until when (Unix seconds). The rest is hints."""

    session_id: str
    user_id: str
    expires_at: float


def kid(secret: str) -> str:
    """The name of a secret in the header of what it signs."""
    return hashlib.sha256(b"kid\0" + secret.encode()).hexdigest()[:12]


def issue(actor: Actor, hints: Hints, keys: TokenSecrets, now: datetime) -> Token:
    """A signed access token for the actor's session, for 15 minutes."""
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": actor.user_id,
        "sid": actor.session_id,
        "org": actor.organisation_id,
        "app": actor.app_id,
        "kind": actor.kind,
        "tier": hints.tier,
        "consents": list(hints.consents),
        "iat": int(now.timestamp()),
        "exp": int((now + ACCESS_LIFE).timestamp()),
        "jti": secrets.token_hex(8),
    }
    headers = {"kid": keys.current, "typ": TYPE}
    return Token(jwt.encode(claims, keys.by_kid[keys.current], algorithm=ALGORITHM, headers=headers))


def read_issuer(token: str) -> str:
    """Who says that they signed the token, unchecked: it only tells which secret to check it with."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError) as error:
        raise Unauthenticated("unreadable token") from error
    issuer = str(claims.get("iss", ""))
    return issuer if issuer.isascii() else ""


def read(token: str, keys: TokenSecrets, now: datetime) -> Claims:
    """The claims of an access token that Iris issued; raises Unauthenticated."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError) as error:
        raise Unauthenticated("unreadable token") from error
    secret = keys.by_kid.get(str(header.get("kid")))
    if secret is None or header.get("typ") != TYPE:
        raise Unauthenticated("no access token of this server")
    claims = _claims(token, secret, now, issuer=ISSUER)
    session_id, user_id = claims.get("sid"), claims["sub"]
    if not isinstance(session_id, str) or not isinstance(user_id, str) or "jti" not in claims:
        raise Unauthenticated("the token names no session")
    return Claims(session_id=session_id, user_id=user_id, expires_at=float(claims["exp"]))


def read_signed(token: str, accepted: Sequence[str], now: datetime, *, issuer: str, origin: str | None = None) -> str:
    """The person's reference in a token that an app's backend signed; raises Unauthenticated.

    `accepted`: the app's signing secrets, today's first. The token lives at most ten minutes, counted from now: one
    that claims more is refused. One that names an `origin` is good for the pages of that origin only.
    """
    secret = next((each for each in accepted if _signed_with(token, each)), accepted[0])
    claims = _claims(token, secret, now, issuer=issuer)
    if not str(claims["sub"]).isprintable():
        raise Unauthenticated("the subject of the token is not text")
    if "origin" in claims and claims["origin"] != origin:
        raise Unauthenticated("the token is for the pages of another origin")
    if float(claims["exp"]) > (now + SIGNED_LIFE).timestamp() + 30:
        raise Unauthenticated("a signed user token lives ten minutes at most")
    return str(claims["sub"])


def _signed_with(token: str, secret: str) -> bool:
    try:
        jwt.api_jws.decode(token, secret, algorithms=[ALGORITHM])
    except (jwt.PyJWTError, ValueError, TypeError):
        return False
    return True


def _claims(token: str, secret: str, now: datetime, *, issuer: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            secret,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=issuer,
            # The expiry is checked below, against the clock that is asked for.
            options={"require": ["exp", "sub", "aud", "iss"], "verify_exp": False, "verify_iat": False},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise Unauthenticated(f"refused token: {type(error).__name__}") from error
    # NaN compares as neither early nor late: an expiry is a whole number of seconds.
    if type(claims["exp"]) is not int or abs(claims["exp"]) > 10**11:
        raise Unauthenticated("the expiry is not a number of seconds")
    if claims["exp"] <= now.timestamp():
        raise Unauthenticated("expired token", expired=True)
    return claims
