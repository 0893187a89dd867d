"""The profile's operations."""

from collections.abc import Mapping

from tools.errors import NotFound, NotSaid
from tools.events import Append, NewEvent, person_stream
from tools.operation import Effect, ToolContext, operation
from tools.profile.grounding import grounded, insists, unsaid
from tools.profile.models import (
    CorrectProfileItem,
    GetProfile,
    Item,
    ItemRemoved,
    ItemSaved,
    Origin,
    Profile,
    ProfileSeen,
    Remember,
    Remembered,
    RemoveProfileItem,
    SaveProfileItem,
    SeenItem,
)
from tools.profile.private import texts_of
from tools.profile.profiles import Profiles, Saved, Writer
from tools.profile.rules import FACT_REMEMBERED

LONGEST_ANSWER = 12_000
"""Characters of items that a specialist reads at once."""


@operation(scope="profile:write", effect=Effect.WRITE, restore=frozenset({"fact"}))
async def remember(context: ToolContext, arguments: Remember) -> Remembered:
    """Remember one fact that the person just said about themselves (their job, a wish, a constraint, a skill,
    a training, their situation), so that they never have to repeat it. Use their own words. Never
    remember a guess, a judgement, or anything about health, origin, religion or opinions."""
    fact = " ".join(arguments.fact.split())
    if not grounded(fact, context.said):
        raise NotSaid("the fact is not in the person's words", field="fact")
    await context.events.append(
        Append(
            user_id=context.actor.user_id,
            stream=person_stream("profile", context.actor.user_id),
            events=(NewEvent(type=FACT_REMEMBERED, data={"kind": arguments.kind}, private={"fact": fact}),),
            command=context.key,
            actor=f"{context.actor.kind}:{context.actor.user_id}",
        )
    )
    return Remembered(saved=True, fact=fact)


@operation(scope="profile:read", effect=Effect.READ)
async def get_profile(context: ToolContext, arguments: GetProfile) -> ProfileSeen:
    """Read what is known of the person before asking them anything: jobs, diplomas, languages, skills, the wanted
    occupation, licences, availability, mobility, and the facts they told. Ask about a doubt instead of choosing, and
    never complete what is missing."""
    known = await _profiles(context).of(context.actor.user_id)
    wanted = [item for item in known.items if arguments.section in (None, item.section)]
    # What a document says is data of a stranger until the person has confirmed it.
    items = [_seen(item) for item in wanted if item.sure]
    shown, left = [], LONGEST_ANSWER
    for item in items:
        left -= len(item.model_dump_json())
        if left < 0:
            break
        shown.append(item)
    return ProfileSeen(
        items=shown,
        facts=[fact.text for fact in known.facts],
        doubts=_doubts(known, {item.id for item in items}, context.locale),
        unconfirmed=len(wanted) - len(items),
        more=len(items) - len(shown),
    )


@operation(scope="profile:write", effect=Effect.WRITE, restore=frozenset({"values"}))
async def save_profile_item(context: ToolContext, arguments: SaveProfileItem) -> ItemSaved:
    """Keep one thing that the person just said of their path in their profile, in its section: a job, a diploma, a
    certificate, a language, a skill, volunteering, a project, an interest, a wanted occupation, a licence, their
    availability or mobility. Only what they said, in their words, without adding a date, an employer or a level.
    Nothing about a photo, age, family, nationality or health: it is refused, and the answer tells why."""
    if context.agent is not None and arguments.insist and not insists(context.said):
        raise NotSaid("the person did not insist", field="insist")
    _check_said(context, arguments.values)
    saved = await _profiles(context).add(
        _writer(context), arguments.section, arguments.values, _origin(context), insist=arguments.insist
    )
    return _saved(saved, context.locale)


@operation(scope="profile:write", effect=Effect.WRITE, restore=frozenset({"values"}))
async def correct_profile_item(context: ToolContext, arguments: CorrectProfileItem) -> ItemSaved:
    """Correct one item of the profile when the person says that it is wrong or has changed: only the fields that
    change, in their words. What it said before stays in its history."""
    _check_said(context, arguments.values)
    saved = await _profiles(context).correct(_writer(context), arguments.item, arguments.values, _origin(context))
    return _saved(saved, context.locale)


@operation(scope="profile:write", effect=Effect.WRITE)
async def remove_profile_item(context: ToolContext, arguments: RemoveProfileItem) -> ItemRemoved:
    """Take one item out of the profile when the person asks for it, naming what it says."""
    profiles = _profiles(context)
    if context.agent is not None:
        item = (await profiles.of(context.actor.user_id)).item(arguments.item)
        if item is None:
            raise NotFound(f"profile item {arguments.item!r}", what="profile_item")
        if not any(grounded(text, context.said) for text in texts_of(item.values.plain())):
            raise NotSaid("the person did not name the item", field="item")
    await profiles.remove(_writer(context), arguments.item)
    return ItemRemoved(id=arguments.item)


def _check_said(context: ToolContext, values: Mapping[str, object]) -> None:
    """What a model writes down is what the person said; a form is what they typed."""
    if context.agent is None:
        return
    if (field := unsaid(values, context.said, context.clock.now().date())) is not None:
        raise NotSaid(f"{field} is not in the person's words", field=f"values.{field}")


def _profiles(context: ToolContext) -> Profiles:
    return Profiles(context.events, context.clock)


def _writer(context: ToolContext) -> Writer:
    return Writer(context.actor.user_id, f"{context.actor.kind}:{context.actor.user_id}", context.key)


def _origin(context: ToolContext) -> Origin:
    return Origin(kind="form" if context.agent is None else "said", on=context.clock.now().date())


def _seen(item: Item) -> SeenItem:
    return SeenItem(
        id=item.id,
        section=item.section,
        values=item.values.plain(),
        origin=item.origin.kind,
        confirmed=item.confirmed_at is not None,
    )


def _saved(saved: Saved, locale: str) -> ItemSaved:
    item = saved.item
    sure = {each.id for each in saved.profile.items if each.sure}
    about = [doubt.of(locale) for doubt in saved.profile.doubts if item.id in doubt.items and set(doubt.items) <= sure]
    return ItemSaved(id=item.id, section=item.section, values=item.values.plain(), doubts=about)


def _doubts(known: Profile, shown: set[str], locale: str) -> list[str]:
    return [doubt.of(locale) for doubt in known.doubts if set(doubt.items) <= shown]
