"""The profile: how a person is addressed, and the one structured truth of their path."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agents.runtime import Runtime
from server.auth import Iris, Person
from server.idempotency import Command
from server.routers.auth import unstored
from server.routers.chat import Identifier
from server.routers.privacy import NOTES, Locale
from tools.accounts import Profile as Account
from tools.actor import Actor, FileId
from tools.errors import NotFound
from tools.profile import (
    FIELDS,
    Doubt,
    Fact,
    Item,
    Origin,
    Profile,
    Writer,
    correct_profile_item,
    remove_profile_item,
    save_profile_item,
    write_resume,
)
from tools.profile.models import FieldValues, OriginKind, SaveProfileItem
from tools.profile.private import Matter

router = APIRouter(tags=["profile"], dependencies=[Depends(unstored)])

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f<>]+$")
]


class ProfileView(BaseModel):
    """The person's account. `verified`: the address was confirmed; `tier` and `consents` are for display only."""

    user_id: str
    kind: Literal["visitor", "account", "user", "closed"]
    email: str | None
    verified: bool
    first_name: str | None
    last_name: str | None
    civility: Literal["madame", "monsieur"] | None
    locale: str | None
    address: Literal["tu", "vous"] | None
    tier: str
    consents: list[str]


class ProfileChange(BaseModel):
    """What changes; null takes a value away, and what is absent stays."""

    first_name: Name | None = None
    last_name: Name | None = None
    civility: Literal["madame", "monsieur"] | None = None
    locale: Literal["fr", "en", "de", "es"] | None = Field(default=None)
    address: Literal["tu", "vous"] | None = Field(default=None, description="How Iris addresses the person in French.")


class OriginView(BaseModel):
    """Where an item comes from: said, read in a file at a place, typed in a form, found by an assessment."""

    kind: OriginKind
    on: date
    message: str | None
    file: str | None
    place: str | None
    assessment: str | None


class FormerView(BaseModel):
    """What an item said before a correction."""

    values: dict[str, Any]
    origin: OriginView
    corrected_by: str
    corrected_at: datetime


class ItemView(BaseModel):
    """One thing that the profile holds; `confirmed_at` is null until the person confirmed it as it is now."""

    id: str
    section: str
    values: dict[str, Any]
    origin: OriginView
    added_at: datetime
    confirmed_at: datetime | None
    history: list[FormerView]


class DoubtView(BaseModel):
    """Items that contradict each other, or themselves: a question for the person."""

    kind: Literal["reversed", "same_job", "same_language", "two_answers"]
    items: list[str]
    text: str


class ToldView(BaseModel):
    """A fact in the person's own words."""

    id: str
    kind: str
    text: str
    said_at: datetime


class PathView(BaseModel):
    """Everything known of a person. `private_notes` are in no CV and in no prompt."""

    items: list[ItemView]
    facts: list[ToldView]
    private_notes: list[ItemView]
    doubts: list[DoubtView]


class ItemBody(SaveProfileItem):
    """An item to add. What is not linked to the job is refused, or kept apart with `insist`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"section": "work", "values": {"position": "aide-soignante", "startDate": "2014-03"}}]
        },
    )


class ValuesBody(BaseModel):
    """The fields of an item."""

    model_config = ConfigDict(extra="forbid")

    values: FieldValues


class Changed(BaseModel):
    """The item as it is kept, and what contradicts it."""

    item: ItemView
    doubts: list[DoubtView]


class Removed(BaseModel):
    """What removing an item does, and what it does not."""

    id: str
    note: str


class LeftOutView(BaseModel):
    """What a document says and the profile does not keep, by its path; `what` is not linked to the job (`age`), and
    `text` tells why."""

    path: str
    why: Literal["private_matter", "not_in_profile"]
    what: Matter | None
    text: str


class ImportView(BaseModel):
    """How many items a document had, what was left out, and the profile after it."""

    read: int
    left_out: list[LeftOutView]
    profile: PathView


async def own_item(item_id: Identifier, actor: Person, iris: Iris) -> str:
    """The id of an item of the person. The guard, which looks at all that an operation is given, sees no other one."""
    if (await iris.profiles.of(actor.user_id)).item(item_id) is None:
        raise NotFound(f"profile item {item_id!r}", what="profile_item")
    return item_id


OwnItem = Annotated[str, Depends(own_item)]


@router.get("/auth/profile")
async def get_profile(actor: Person, iris: Iris) -> ProfileView:
    """Who the person is to Iris."""
    return _view(await iris.accounts.profiles.of(actor.user_id))


@router.patch("/auth/profile")
async def change_profile(body: ProfileChange, actor: Person, iris: Iris) -> ProfileView:
    """Say how to be addressed. Names are sealed, and hidden from models wherever they appear."""
    return _view(await iris.accounts.profiles.change(actor.user_id, body.model_dump(exclude_unset=True)))


@router.get("/v1/profile")
async def read_profile(actor: Person, iris: Iris, locale: Locale) -> PathView:
    """Everything known of the person's path, where it comes from, and what does not fit together."""
    return _path(await iris.profiles.of(actor.user_id), locale)


@router.get("/v1/profile/resume.json")
async def export_resume(actor: Person, iris: Iris) -> dict[str, Any]:
    """The profile as a JSON Resume 1.2.1 document; private notes are not in it."""
    account = await iris.accounts.profiles.of(actor.user_id)
    name = " ".join(part for part in (account.name.first_name, account.name.last_name) if part)
    basics = {key: value for key, value in (("name", name), ("email", account.email)) if value}
    return write_resume(await iris.profiles.of(actor.user_id), basics)


@router.post("/v1/profile/resume.json")
async def import_resume(
    body: dict[str, Any],
    actor: Person,
    iris: Iris,
    command: Command,
    locale: Locale,
    file: Annotated[Identifier | None, Query(description="The person's file that it comes from.")] = None,
) -> ImportView:
    """Add the items of a JSON Resume document, all or nothing; 422 names the path that is wrong. What was read is shown
    to no model until the person has confirmed it."""
    if file is not None:
        await iris.files.get(actor.user_id, FileId(file))
    known, imported = await iris.profiles.import_resume(_writer(actor, command), body, file=file)
    return ImportView(
        read=len(imported.rows),
        left_out=[
            LeftOutView(path=each.path, why=each.why, what=each.what, text=each.told(locale))
            for each in imported.left_out
        ],
        profile=_path(known, locale),
    )


@router.post("/v1/profile/items", status_code=201)
async def add_item(body: ItemBody, actor: Person, iris: Iris, command: Command, locale: Locale) -> Changed:
    """Add an item; one that says the same already is kept as it is. 422 `private_matter`: it is not linked to the job,
    `insist` keeps it apart."""
    saved = await iris.desk.perform(save_profile_item, body, actor=actor, key=command, locale=locale)
    return await _changed(saved.id, actor, iris, locale)


@router.patch("/v1/profile/items/{item_id}")
async def correct_item(
    item_id: OwnItem, body: ValuesBody, actor: Person, iris: Iris, command: Command, locale: Locale
) -> Changed:
    """Correct the fields that are given; null takes one away. What the item said before stays in its history."""
    arguments = {"item": item_id, "values": body.values}
    await iris.desk.perform(correct_profile_item, arguments, actor=actor, key=command, locale=locale)
    return await _changed(item_id, actor, iris, locale)


@router.put("/v1/profile/items/{item_id}")
async def replace_item(
    item_id: OwnItem, body: ValuesBody, actor: Person, iris: Iris, command: Command, locale: Locale
) -> Changed:
    """Replace all the fields of an item. What it said before stays in its history."""
    arguments = {"item": item_id, "values": {**dict.fromkeys(FIELDS), **body.values}}
    await iris.desk.perform(correct_profile_item, arguments, actor=actor, key=command, locale=locale)
    return await _changed(item_id, actor, iris, locale)


@router.post("/v1/profile/items/{item_id}/confirm")
async def confirm_item(item_id: Identifier, actor: Person, iris: Iris, command: Command, locale: Locale) -> Changed:
    """Say that an item is right as it is now."""
    await iris.profiles.confirm(_writer(actor, command), item_id)
    return await _changed(item_id, actor, iris, locale)


@router.delete("/v1/profile/items/{item_id}")
async def remove_item(item_id: OwnItem, actor: Person, iris: Iris, command: Command, locale: Locale) -> Removed:
    """Use an item no more. Its encrypted words leave with the key only, when everything is erased."""
    await iris.desk.perform(remove_profile_item, {"item": item_id}, actor=actor, key=command, locale=locale)
    return Removed(id=item_id, note=NOTES["fr" if locale == "fr" else "en"])


async def _changed(item_id: str, actor: Actor, iris: Runtime, locale: str) -> Changed:
    known = await iris.profiles.of(actor.user_id)
    item = known.item(item_id)
    if item is None:
        raise NotFound(f"profile item {item_id!r}", what="profile_item")
    about = [_doubt(doubt, locale) for doubt in known.doubts if item_id in doubt.items]
    return Changed(item=_item(item), doubts=about)


def _writer(actor: Actor, command: str) -> Writer:
    return Writer(actor.user_id, f"{actor.kind}:{actor.user_id}", command)


def _path(known: Profile, locale: str) -> PathView:
    return PathView(
        items=[_item(item) for item in known.items],
        facts=[_told(fact) for fact in known.facts],
        private_notes=[_item(item) for item in known.private_notes],
        doubts=[_doubt(doubt, locale) for doubt in known.doubts],
    )


def _item(item: Item) -> ItemView:
    return ItemView(
        id=item.id,
        section=item.section,
        values=item.values.plain(),
        origin=_origin(item.origin),
        added_at=item.added_at,
        confirmed_at=item.confirmed_at,
        history=[
            FormerView(
                values=former.values.plain(),
                origin=_origin(former.origin),
                corrected_by=former.by,
                corrected_at=former.at,
            )
            for former in item.history
        ],
    )


def _origin(origin: Origin) -> OriginView:
    return OriginView(
        kind=origin.kind,
        on=origin.on,
        message=origin.message,
        file=origin.file,
        place=origin.place,
        assessment=origin.assessment,
    )


def _told(fact: Fact) -> ToldView:
    return ToldView(id=fact.id, kind=fact.kind, text=fact.text, said_at=fact.said_at)


def _doubt(doubt: Doubt, locale: str) -> DoubtView:
    return DoubtView(kind=doubt.kind, items=list(doubt.items), text=doubt.of(locale))


def _view(profile: Account) -> ProfileView:
    return ProfileView(
        user_id=profile.user_id,
        kind=profile.kind,
        email=profile.email,
        verified=profile.verified,
        first_name=profile.name.first_name,
        last_name=profile.name.last_name,
        civility=profile.name.civility,
        locale=profile.locale,
        address=profile.address,
        tier=profile.hints.tier,
        consents=list(profile.hints.consents),
    )
