"""Tokens and keys that are nearly good, and must open nothing."""

import base64
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from agents.runtime import Runtime
from tests.server.samples import Somebody
from tools.accounts import DEMO_KEY, Hints, NewApp
from tools.accounts.closing import revoke_app
from tools.accounts.models import KEY_SCOPES
from tools.accounts.tokens import issue


def signed(header: dict[str, Any], claims: dict[str, Any], key: bytes, digest: str = "sha256") -> str:
    """A JWT with an HMAC, made by hand: libraries refuse to sign with what is no proper key."""
    text = ".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
    return f"{text}.{_encoded(hmac.new(key, text.encode(), digest).digest())}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def forged(good: str, secret: str) -> dict[str, str]:
    """What is nearly the good token, by what is wrong with it."""
    header, claims, right = (
        jwt.get_unverified_header(good),
        jwt.decode(good, options={"verify_signature": False}),
        secret.encode(),
    )
    head, payload, signature = good.split(".")
    pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = pair.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    asymmetric = f"{_encoded(json.dumps({**header, 'alg': 'RS256', 'jwk': {'kty': 'RSA'}}).encode())}.{payload}"
    by_pair = pair.sign(asymmetric.encode(), padding.PKCS1v15(), hashes.SHA256())
    unsigned = {"alg": "none", "typ": header["typ"], "kid": header["kid"]}
    without = {name: {key: value for key, value in claims.items() if key != name} for name in claims}
    assert jwt.decode(signed(header, claims, right), secret, ["HS256"], audience="iris") == claims
    return {
        "a changed signature": f"{head}.{payload}.{signature[:-6]}{'A' * 6}",
        "no signature": f"{head}.{payload}.",
        "alg none": f"{signed(unsigned, claims, b'').rpartition('.')[0]}.",
        "alg None": f"{signed({**unsigned, 'alg': 'None'}, claims, b'').rpartition('.')[0]}.",
        "alg none, signed": signed(unsigned, claims, right),
        "RS256 with a key of its own": f"{asymmetric}.{_encoded(by_pair)}",
        "HS256 with a public key": signed(header, claims, public),
        "HS256 with the key id": signed(header, claims, header["kid"].encode()),
        "HS256 with nothing": signed(header, claims, b""),
        "HS256 with the key of apps": signed(header, claims, DEMO_KEY.encode()),
        "HS512 with the right secret": signed({**header, "alg": "HS512"}, claims, right, "sha512"),
        "another issuer": signed(header, {**claims, "iss": "elsewhere"}, right),
        "an app as issuer": signed(header, {**claims, "iss": DEMO_KEY}, right),
        "another audience": signed(header, {**claims, "aud": "elsewhere"}, right),
        "an unknown key": signed({**header, "kid": "0" * 12}, claims, right),
        "a key that is a path": signed({**header, "kid": "../../tokens.key"}, claims, right),
        "no key id": signed({"alg": "HS256", "typ": header["typ"]}, claims, right),
        "no access token": signed({**header, "typ": "JWT"}, claims, right),
        "critical extensions": signed({**header, "crit": ["exp"], "b64": False}, claims, right),
        **{f"no {name}": signed(header, without[name], right) for name in ("iss", "aud", "exp", "sub", "sid", "jti")},
        "an unknown session": signed(header, {**claims, "sid": "s_0"}, right),
        "another person in the session": signed(header, {**claims, "sub": "u_0"}, right),
    }


async def wrong_bearers(iris: Runtime, owner: Somebody) -> dict[str, str]:
    """Tokens and keys that are none, by what is wrong with them."""
    now, secrets = iris.clock.now(), iris.accounts.sessions.secrets
    actor = await iris.directory.authenticate(owner.token)
    gone = await iris.directory.visit(DEMO_KEY)
    await iris.accounts.sessions.revoke(gone.user_id, gone.id)
    one, two = [await iris.directory.create_app(name, organisation=name) for name in ("Un", "Deux")]
    closed = await iris.directory.create_app("Fermée", organisation="Fermée")
    visiting = await iris.directory.visit(closed.app.publishable_key)
    await revoke_app(iris.database, closed.app.publishable_key, now)
    keys = iris.accounts.api_keys
    revoked, ended = await keys.create(DEMO_KEY, name="x", scopes=KEY_SCOPES)
    await keys.revoke(revoked.id)
    _, late = await keys.create(DEMO_KEY, name="y", scopes=KEY_SCOPES, expires_days=-1)
    return {
        "garbage": "abc.def.ghi",
        "not even dots": "abc",
        "a huge token": "a" * 30_000,
        "no letters": "\x7f.\x7f.\x7f",
        **forged(owner.token, secrets.by_kid[secrets.current]),
        "expired": issue(actor, Hints(), secrets, now - timedelta(minutes=15, seconds=1)),
        "a refresh token": owner.refresh_token,
        "a closed session": gone.token,
        "a closed app": visiting.token,
        "a key of a closed app": closed.api_key,
        "a key of nobody": "sk_nobody",
        "a revoked key": ended,
        "a late key": late,
        "a publishable key": DEMO_KEY,
        "a signing secret": one.signing_secret,
        "signed by another app": by_app(one, now, key=two.signing_secret),
        "signed by an app, too late": by_app(one, now - timedelta(minutes=6)),
        "signed by an app, for too long": by_app(one, now + timedelta(hours=1)),
        "signed by an app for others": by_app(one, now, aud="elsewhere"),
        "signed by an unknown app": by_app(one, now, iss="pk_unknown"),
        "signed by a closed app": by_app(closed, now),
    }


def by_app(made: NewApp, now: datetime, *, key: str | None = None, **more: Any) -> str:
    """A user token signed by an app's backend, for five minutes from now."""
    exp = int((now + timedelta(minutes=5)).timestamp())
    claims = {"iss": made.app.publishable_key, "aud": "iris", "sub": "client-1", "exp": exp, **more}
    return signed({"alg": "HS256", "typ": "JWT"}, claims, (key or made.signing_secret).encode())
