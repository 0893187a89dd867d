"""What passes for an access token, and what does not."""

import base64
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.tools.accounts.conftest import House
from tools.accounts import TokenSecrets
from tools.accounts.tokens import AUDIENCE, ISSUER, TYPE, kid
from tools.errors import Misconfigured, Unauthenticated

SECRET = "s" * 40


def encoded(part: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def forged(header: dict[str, Any], claims: dict[str, Any], secret: str = SECRET) -> str:
    """A token with this very header, signed by HMAC-SHA-256 whatever the header says."""
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    body = f"{encoded(header)}.{encoded(claims)}"
    signature = base64.urlsafe_b64encode(algorithm.sign(body.encode(), secret.encode())).rstrip(b"=").decode()
    return f"{body}.{signature}"


async def claims_of(house: House) -> dict[str, Any]:
    session, _ = await house.visitor()
    claims: dict[str, Any] = jwt.decode(session.token, options={"verify_signature": False})
    return claims


async def test_a_token_says_who_which_session_and_for_how_long(house: House) -> None:
    session, actor = await house.visitor()
    header, claims = (
        jwt.get_unverified_header(session.token),
        jwt.decode(session.token, options={"verify_signature": False}),
    )
    assert header == {"alg": "HS256", "typ": TYPE, "kid": kid(SECRET)}
    assert claims["exp"] - claims["iat"] == 900
    assert {claims["iss"], claims["aud"]} == {ISSUER, AUDIENCE}
    assert (claims["sub"], claims["sid"], claims["kind"]) == (actor.user_id, session.id, "visitor")
    assert (claims["tier"], claims["consents"]) == ("FREE", [])
    assert len(claims["jti"]) == 16
    other, _ = await house.visitor()
    assert jwt.decode(other.token, options={"verify_signature": False})["jti"] != claims["jti"]


GOOD = {"alg": "HS256", "typ": TYPE, "kid": kid(SECRET)}
CONFUSIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "no algorithm": ({**GOOD, "alg": "none"}, {}),
    "no algorithm, in capitals": ({**GOOD, "alg": "NONE"}, {}),
    "another algorithm": ({**GOOD, "alg": "HS512"}, {}),
    "an asymmetric algorithm over our secret": ({**GOOD, "alg": "RS256"}, {}),
    "an empty algorithm": ({**GOOD, "alg": ""}, {}),
    "a list of algorithms": ({**GOOD, "alg": ["HS256"]}, {}),
    "no key id": ({k: v for k, v in GOOD.items() if k != "kid"}, {}),
    "an unknown key id": ({**GOOD, "kid": "0" * 12}, {}),
    "a path as key id": ({**GOOD, "kid": "../../dev/null"}, {}),
    "a key id that is no text": ({**GOOD, "kid": {"$ne": ""}}, {}),
    "another type": ({**GOOD, "typ": "JWT"}, {}),
    "no type": ({k: v for k, v in GOOD.items() if k != "typ"}, {}),
    "a key of its own": ({**GOOD, "kid": "mine", "jwk": {"kty": "oct", "k": "c2VjcmV0"}}, {}),
    "a critical header": ({**GOOD, "crit": ["exp"]}, {}),
    "another issuer": (GOOD, {"iss": "pk_demo"}),
    "no issuer": (GOOD, {"iss": None}),
    "another audience": (GOOD, {"aud": "other"}),
    "no session": (GOOD, {"sid": None}),
    "a session that is no text": (GOOD, {"sid": ["s"]}),
    "an unknown session": (GOOD, {"sid": "s_unknown"}),
    "another person": (GOOD, {"sub": "u_other"}),
    "no expiry": (GOOD, {"exp": None}),
    "an expiry that is text": (GOOD, {"exp": "9999999999"}),
    "an expiry beyond time": (GOOD, {"exp": 10**30}),
    "an expiry in the past": (GOOD, {"exp": 1}),
}


async def test_a_forged_token_is_refused(house: House) -> None:
    good, accepted = await claims_of(house), []
    for confusion, (header, changed) in CONFUSIONS.items():
        claims = {k: v for k, v in {**good, **changed}.items() if v is not None}
        try:
            await house.accounts.directory.authenticate(forged(header, claims))
            accepted.append(confusion)
        except Unauthenticated:
            pass
    assert accepted == []


async def test_the_very_same_token_passes_unforged(house: House) -> None:
    claims = await claims_of(house)
    assert (await house.accounts.directory.authenticate(forged(GOOD, claims))).user_id == claims["sub"]


async def test_a_signature_is_needed_and_is_the_secrets(house: House) -> None:
    claims = await claims_of(house)
    whole = forged(GOOD, claims)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for token in (
        whole.rpartition(".")[0] + ".",
        whole.rpartition(".")[0],
        whole[:-2] + ("AA" if not whole.endswith("AA") else "BB"),
        forged(GOOD, claims, "t" * 40),
        jwt.encode(claims, key, "RS256", headers={"kid": kid(SECRET), "typ": TYPE}),
        f"{encoded(GOOD)}.{encoded({**claims, 'kind': 'account'})}.{whole.rpartition('.')[2]}",
        "a.b.c",
        "",
        "." * 2,
    ):
        with pytest.raises(Unauthenticated):
            await house.accounts.directory.authenticate(token)


async def test_claims_decide_nothing(house: House) -> None:
    claims = await claims_of(house)
    lying = {
        **claims,
        "kind": "account",
        "org": "org_other",
        "app": "app_other",
        "tier": "ENTERPRISE",
        "scopes": ["admin:read"],
    }
    actor = await house.accounts.directory.authenticate(forged(GOOD, lying))
    assert (actor.kind, actor.organisation_id, actor.app_id) == ("visitor", claims["org"], claims["app"])
    assert "admin:read" not in actor.scopes


async def test_secrets_rotate(house: House, build_house: Callable[..., House]) -> None:
    old, new = SECRET, "n" * 40
    session, actor = await house.visitor()
    rotated = build_house(secrets=TokenSecrets.parse(f" {new} , {old} "))
    assert (await rotated.actor(session)).user_id == actor.user_id
    renewed = await rotated.accounts.sessions.refresh(session.refresh_token)
    assert jwt.get_unverified_header(renewed.token)["kid"] == kid(new)
    after = build_house(secrets=TokenSecrets.parse(new))
    with pytest.raises(Unauthenticated):
        await after.actor(session)
    assert (await after.actor(renewed)).user_id == actor.user_id
    with pytest.raises(Misconfigured):
        TokenSecrets.parse(" , ")
