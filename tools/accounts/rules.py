"""Pure rules of identity: ids, secrets and tokens. No I/O, no clock."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

import jwt

from tools.accounts.models import ACCESS_LIFE, PERSON_SCOPES, SIGNED_LIFE, Token
from tools.actor import Actor, AppId, OrganisationId, UserId
from tools.errors import Unauthenticated

ISSUER = "iris"
AUDIENCE = "iris"
ALGORITHM = "HS256"


def new_id(prefix: str) -> str:
    """A fresh identifier (`u_8f3k2…`): 96 random bits, safe in a URL."""
    return f"{prefix}_{secrets.token_hex(12)}"


def digest(secret: str) -> bytes:
    """What is stored of a secret with enough entropy of its own: its SHA-256."""
    return hashlib.sha256(secret.encode()).digest()


def issue(actor: Actor, secret: str, now: datetime) -> Token:
    """A signed access token that says who the person is for an hour."""
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": actor.user_id,
        "org": actor.organisation_id,
        "app": actor.app_id,
        "kind": actor.kind,
        "iat": int(now.timestamp()),
        "exp": int((now + ACCESS_LIFE).timestamp()),
        "jti": secrets.token_hex(8),
    }
    return Token(jwt.encode(claims, secret, algorithm=ALGORITHM))


def read_issuer(token: str) -> str:
    """Who says that they signed the token, unchecked: it only tells which secret to check it with."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError) as error:
        raise Unauthenticated("unreadable token") from error
    issuer = str(claims.get("iss", ""))
    return issuer if issuer.isascii() else ""


def read(token: str, secret: str, now: datetime) -> tuple[Actor, float]:
    """The actor of an access token that Iris issued, and its expiry in Unix seconds; raises Unauthenticated."""
    claims = _claims(token, secret, now, issuer=ISSUER)
    try:
        actor = Actor(
            user_id=UserId(claims["sub"]),
            organisation_id=OrganisationId(claims["org"]),
            app_id=AppId(claims["app"]),
            kind=claims["kind"],
            scopes=PERSON_SCOPES,
        )
        return actor, float(claims["exp"])
    except KeyError as error:
        raise Unauthenticated(f"the token lacks {error}") from error


def read_signed(token: str, secret: str, now: datetime, *, issuer: str) -> str:
    """The person's reference in a token that an app's backend signed; raises Unauthenticated.

    It lives at most ten minutes, counted from now: a token that claims more is refused.
    """
    claims = _claims(token, secret, now, issuer=issuer)
    if not str(claims["sub"]).isprintable():
        raise Unauthenticated("the subject of the token is not text")
    if float(claims["exp"]) > (now + SIGNED_LIFE).timestamp() + 30:
        raise Unauthenticated("a signed user token lives ten minutes at most")
    return str(claims["sub"])


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
