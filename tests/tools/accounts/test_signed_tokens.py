"""Tokens that an app's backend signs: what is refused, and a secret that is rotated."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.server.forgeries import signed
from tests.tools.accounts.conftest import House
from tools.accounts import DEMO_KEY, NewApp
from tools.accounts.closing import revoke_app
from tools.errors import InvalidArguments, NotFound, Unauthenticated

GRACE = timedelta(minutes=15)
HEADER = {"alg": "HS256", "typ": "JWT"}


@pytest.fixture
async def partner(house: House) -> NewApp:
    return await house.accounts.directory.create_app("Partenaire", organisation="Partenaire")


def claims_of(house: House, partner: NewApp, **changed: Any) -> dict[str, Any]:
    exp = int(house.clock.now().timestamp()) + 300
    claims = {"iss": partner.app.publishable_key, "aud": "iris", "sub": "client-1", "exp": exp, **changed}
    return {name: value for name, value in claims.items() if value is not None}


def token(house: House, partner: NewApp, secret: str | None = None, **changed: Any) -> str:
    return signed(HEADER, claims_of(house, partner, **changed), (secret or partner.signing_secret).encode())


async def test_a_token_of_the_backend_is_its_user(house: House, partner: NewApp) -> None:
    directory = house.accounts.directory
    first = await directory.authenticate(token(house, partner))
    again = await directory.authenticate(token(house, partner, exp=int(house.clock.now().timestamp()) + 600))
    assert (first.user_id, first.kind, first.app_id) == (again.user_id, "user", partner.app.id)
    other = await directory.authenticate(token(house, partner, sub="client-2"))
    assert other.user_id != first.user_id


NOT_TEN_MINUTES = {
    "an audience of others": {"aud": "elsewhere"},
    "no audience": {"aud": None},
    "an unknown app": {"iss": "pk_unknown"},
    "another app": {"iss": DEMO_KEY},
    "no issuer": {"iss": None},
    "no subject": {"sub": None},
    "a subject that is no text": {"sub": 7},
    "a subject with a line end": {"sub": "client\n1"},
    "no expiry": {"exp": None},
    "an expiry that is text": {"exp": "soon"},
    "an expiry that is a fraction": {"exp": 1e12},
}


@pytest.mark.parametrize("changed", NOT_TEN_MINUTES.values(), ids=NOT_TEN_MINUTES.keys())
async def test_a_token_with_a_wrong_claim_is_refused(house: House, partner: NewApp, changed: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        await house.accounts.directory.authenticate(token(house, partner, **changed))


@pytest.mark.parametrize("seconds", [-1, 0, 631, 3600, 10**9])
async def test_a_token_that_has_ended_or_lives_too_long_is_refused(house: House, partner: NewApp, seconds: int) -> None:
    late = token(house, partner, exp=int(house.clock.now().timestamp()) + seconds)
    with pytest.raises(Unauthenticated):
        await house.accounts.directory.authenticate(late)


@pytest.mark.parametrize("subject", ["", "x" * 201])
async def test_a_subject_has_1_to_200_characters(house: House, partner: NewApp, subject: str) -> None:
    assert await house.accounts.directory.authenticate(token(house, partner, sub="x" * 200))
    with pytest.raises(InvalidArguments) as refused:
        await house.accounts.directory.authenticate(token(house, partner, sub=subject))
    assert refused.value.details["field"] == "sub"


async def test_only_the_secret_signs_and_by_one_algorithm(house: House, partner: NewApp) -> None:
    other = await house.accounts.directory.create_app("Autre", organisation="Autre")
    claims, right = claims_of(house, partner), partner.signing_secret.encode()
    pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = pair.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head = token(house, partner).rpartition(".")[0]
    for wrong in (
        signed(HEADER, claims, other.signing_secret.encode()),
        signed(HEADER, claims, b""),
        signed(HEADER, claims, partner.app.publishable_key.encode()),
        signed(HEADER, claims, partner.api_key.encode()),
        f"{head}.",
        f"{signed({'alg': 'none'}, claims, b'').rpartition('.')[0]}.",
        signed({"alg": "none"}, claims, right),
        signed({**HEADER, "alg": "HS512"}, claims, right, "sha512"),
        signed({**HEADER, "alg": "RS256"}, claims, right),
        signed(HEADER, claims, public),
        jwt.encode(claims, pair, "RS256"),
    ):
        with pytest.raises(Unauthenticated):
            await house.accounts.directory.authenticate(wrong)


async def test_an_app_that_is_closed_signs_no_more(house: House, partner: NewApp) -> None:
    assert await house.accounts.directory.authenticate(token(house, partner))
    await revoke_app(house.database, partner.app.publishable_key, house.clock.now())
    with pytest.raises(Unauthenticated):
        await house.accounts.directory.authenticate(token(house, partner))
    with pytest.raises(NotFound):
        await house.accounts.directory.rotate(partner.app.publishable_key, grace=GRACE)


async def test_a_token_with_an_origin_is_good_for_its_pages_only(house: House, partner: NewApp) -> None:
    bound, site = token(house, partner, origin="https://site.example"), "https://site.example"
    assert await house.accounts.directory.authenticate(bound, origin=site)
    for elsewhere in ("https://other.example", None):
        with pytest.raises(Unauthenticated):
            await house.accounts.directory.authenticate(bound, origin=elsewhere)
    assert await house.accounts.directory.authenticate(token(house, partner), origin="https://other.example")


async def test_the_secret_of_before_goes_on_for_its_grace(house: House, partner: NewApp) -> None:
    directory, key = house.accounts.directory, partner.app.publishable_key
    fresh = await directory.rotate(key, grace=GRACE)
    assert fresh != partner.signing_secret
    by_new = await directory.authenticate(token(house, partner, secret=fresh))
    assert (await directory.authenticate(token(house, partner))).user_id == by_new.user_id
    house.clock.advance(minutes=14, seconds=59)
    assert await directory.authenticate(token(house, partner))
    house.clock.advance(seconds=1)
    with pytest.raises(Unauthenticated):
        await directory.authenticate(token(house, partner))
    assert await directory.authenticate(token(house, partner, secret=fresh))


async def test_a_token_that_has_ended_says_so_whichever_secret_signed_it(house: House, partner: NewApp) -> None:
    fresh = await house.accounts.directory.rotate(partner.app.publishable_key, grace=GRACE)
    for secret in (fresh, partner.signing_secret):
        ended = token(house, partner, secret=secret, exp=int(house.clock.now().timestamp()) - 1)
        with pytest.raises(Unauthenticated) as refused:
            await house.accounts.directory.authenticate(ended)
        assert refused.value.details["expired"] is True


async def test_a_second_rotation_ends_the_oldest_secret_and_no_grace_ends_it_at_once(
    house: House, partner: NewApp
) -> None:
    directory, key = house.accounts.directory, partner.app.publishable_key
    second = await directory.rotate(key, grace=GRACE)
    third = await directory.rotate(key, grace=GRACE)
    with pytest.raises(Unauthenticated):
        await directory.authenticate(token(house, partner))
    for secret in (second, third):
        assert await directory.authenticate(token(house, partner, secret=secret))
    last = await directory.rotate(key, grace=timedelta(0))
    with pytest.raises(Unauthenticated):
        await directory.authenticate(token(house, partner, secret=third))
    assert await directory.authenticate(token(house, partner, secret=last))


async def test_a_rotation_is_in_the_audit_without_its_secret(house: House, partner: NewApp) -> None:
    secret = await house.accounts.directory.rotate(partner.app.publishable_key, grace=GRACE)
    [(_, _, data)] = [each for each in await house.audit() if each[0] == "SecretRotated"]
    assert data == {"app_id": partner.app.id, "grace_minutes": 15}
    assert secret not in str(await house.audit())
