"""Privacy: what is kept about the person, their choices, their export, their erasure."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from server.auth import Iris, Person
from server.errors import locale_of
from server.limits.doors import House
from server.routers.chat import Identifier
from tools.errors import InvalidArguments
from tools.privacy import BASES, Consent, Receipt, receipt_text
from tools.profile import Fact

CONFIRMATIONS = frozenset({"EFFACER", "ERASE", "LÖSCHEN", "BORRAR"})
"""What is typed to erase everything, in the language of one's choice."""


async def unstored(response: Response) -> None:
    """What is personal stays in no cache on the way."""
    response.headers["Cache-Control"] = "no-store"


router = APIRouter(tags=["privacy"], prefix="/privacy", dependencies=[Depends(unstored)])

Locale = Annotated[str, Depends(locale_of)]


class StoreView(BaseModel):
    """One kind of data: what, why, on which legal basis, how long."""

    name: str
    holds: str
    purpose: str
    legal_basis: str
    kept_for: str


class PassingView(BaseModel):
    """What passes through memory."""

    holds: str
    kept_for: str


class Summary(BaseModel):
    """What Iris keeps about the person, in words."""

    stores: list[StoreView]
    passing: list[PassingView]
    export: str = "POST /privacy/export"
    erase: str = "POST /privacy/erase"
    consents: str = "GET /privacy/consents"


class ChangeView(BaseModel):
    """A decision, and the version of the words that it was about."""

    given: bool
    version: int
    at: datetime


class ConsentView(BaseModel):
    """A purpose, and where it stands. `consent` is off until given; `objection` is on until refused."""

    purpose: str
    kind: Literal["consent", "objection"]
    title: str
    text: str
    version: int
    given: bool
    history: list[ChangeView]


class ConsentList(BaseModel):
    """Every purpose that the person decides on."""

    consents: list[ConsentView]


class Decision(BaseModel):
    """Yes or no: both are one field."""

    given: bool


class FactView(BaseModel):
    """What the person said of themselves."""

    id: str
    kind: str
    text: str
    said_at: datetime


class FactList(BaseModel):
    """The facts that are remembered, in the order in which they were said."""

    facts: list[FactView]


class Forgotten(BaseModel):
    """What forgetting one fact does, and what it does not."""

    id: str
    note: str


class EraseBody(BaseModel):
    """The word that confirms: EFFACER, ERASE, LÖSCHEN or BORRAR; and the password of who has an account."""

    confirm: str = Field(max_length=32)
    password: str | None = Field(default=None, min_length=1, max_length=1000)


class ErasedView(BaseModel):
    """What was removed from one store: rows and files."""

    store: str
    holds: str
    count: int


class KeptView(BaseModel):
    """What stays, why, and until when (null: without limit, as it names nobody)."""

    what: str
    why: str
    until: datetime | None


class ReceiptView(BaseModel):
    """The proof of an erasure; it is given once. `completed`: false when some deletions end in the next minutes."""

    id: str
    asked_at: datetime
    completed: bool
    erased: list[ErasedView]
    kept: list[KeptView]
    backups_until: datetime
    text: str


NOTES = {
    "fr": "Iris n’utilise plus cette information. Ses mots chiffrés restent dans le journal, que rien ne modifie, "
    "jusqu’à l’effacement complet de vos données, que vous pouvez demander à tout moment.",
    "en": "Iris no longer uses this. Its encrypted words stay in the journal, which nothing changes, until all your "
    "data is erased, which you may ask for at any time.",
}


@router.get("")
async def summary(actor: Person, iris: Iris, locale: Locale) -> Summary:
    """What is kept about the person, in their language: what, why, on which basis, how long."""
    register = iris.privacy.register
    return Summary(
        stores=[
            StoreView(
                name=store.name,
                holds=store.holds.of(locale),
                purpose=store.purpose.of(locale),
                legal_basis=BASES[store.legal_basis].of(locale),
                kept_for=store.kept_for.words.of(locale),
            )
            for store in register.stores
        ],
        passing=[
            PassingView(holds=each.holds.of(locale), kept_for=each.kept_for.of(locale)) for each in register.transients
        ],
    )


@router.get("/consents")
async def list_consents(actor: Person, iris: Iris, locale: Locale) -> ConsentList:
    """What the person decides on, where each purpose stands, and its history."""
    return ConsentList(consents=[_consent(each, locale) for each in await iris.privacy.consents.of(actor.user_id)])


@router.put("/consents/{purpose}")
async def decide(purpose: Identifier, body: Decision, actor: Person, iris: Iris, locale: Locale) -> ConsentView:
    """Agree or refuse; the last decision counts, at once."""
    by = f"{actor.kind}:{actor.user_id}"
    return _consent(await iris.privacy.consents.decide(actor.user_id, purpose, body.given, actor=by), locale)


@router.get("/facts")
async def list_facts(actor: Person, iris: Iris) -> FactList:
    """What Iris remembers of the person."""
    return FactList(facts=[_fact(fact) for fact in await iris.privacy.facts.of(actor.user_id)])


@router.delete("/facts/{fact_id}")
async def forget(fact_id: Identifier, actor: Person, iris: Iris, locale: Locale) -> Forgotten:
    """Use a fact no more. Its encrypted words leave with the key only, when everything is erased."""
    await iris.privacy.facts.forget(actor.user_id, fact_id, actor=f"{actor.kind}:{actor.user_id}")
    return Forgotten(id=fact_id, note=NOTES["fr" if locale == "fr" else "en"])


@router.post(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}, "description": "A zip: JSON, CSV, texts, documents"}},
)
async def export(actor: Person, iris: Iris, locale: Locale) -> StreamingResponse:
    """Everything that is held about the person, as a zip; one at a time."""
    by = f"{actor.kind}:{actor.user_id}"
    pieces = await iris.privacy.export.begin(actor.user_id, locale, actor=by)
    name = f"iris-{iris.clock.now():%Y-%m-%d}.zip"
    return StreamingResponse(
        pieces,
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@router.post("/erase", responses={202: {"model": ReceiptView, "description": "Erased; some deletions still end"}})
async def erase(
    body: EraseBody, actor: Person, iris: Iris, locale: Locale, limits: House, response: Response
) -> ReceiptView:
    """Erase everything about the person, for ever; an account confirms with its password. The answer is the receipt:
    it is given once."""
    if body.confirm.strip().upper() not in CONFIRMATIONS:
        raise InvalidArguments("the word that confirms is missing", field="confirm")
    if body.password is not None:
        await limits.charge("login", actor.user_id)
    await iris.accounts.recovery.confirm(actor.user_id, body.password)
    receipt = await iris.privacy.erasure.erase(actor.user_id, asked_by="person")
    if not receipt.completed:
        response.status_code = 202
    return _receipt(receipt, locale)


def _consent(consent: Consent, locale: str) -> ConsentView:
    purpose = consent.purpose
    return ConsentView(
        purpose=purpose.id,
        kind=purpose.kind,
        title=purpose.title.of(locale),
        text=purpose.text.of(locale),
        version=purpose.version,
        given=consent.given,
        history=[ChangeView(given=each.given, version=each.version, at=each.at) for each in consent.history],
    )


def _fact(fact: Fact) -> FactView:
    return FactView(id=fact.id, kind=fact.kind, text=fact.text, said_at=fact.said_at)


def _receipt(receipt: Receipt, locale: str) -> ReceiptView:
    return ReceiptView(
        id=receipt.id,
        asked_at=receipt.asked_at,
        completed=receipt.completed,
        erased=[ErasedView(store=e.name, holds=e.holds.of(locale), count=e.count) for e in receipt.erased],
        kept=[KeptView(what=k.what.of(locale), why=k.why.of(locale), until=k.until) for k in receipt.kept],
        backups_until=receipt.backups_until,
        text=receipt_text(receipt, locale),
    )
