"""Operation: the rules live once, whoever calls."""

from typing import Any

import pytest
from pydantic import BaseModel, Field

from tests.contracts.conftest import Ground
from tools.actor import Actor, AppId, OrganisationId
from tools.errors import ConfirmationRequired, InvalidArguments, MissingScope, NotSaid, SuspectMessage, TaintedTurn
from tools.lookup import look_up
from tools.metering import FreeMeter, Quote
from tools.operation import Effect, Operation, ToolContext, operation
from tools.profile import facts, remember
from tools.reading import MemoryFiles
from tools.writing import ScriptedWriter


class Note(BaseModel):
    text: str = Field(min_length=1)


class Kept(BaseModel):
    text: str


class Nowhere:
    """A retriever that knows nothing."""

    async def search(self, query: str, *, limit: int = 4, locale: str | None = None) -> list[Any]:
        return []


class Dear(FreeMeter):
    """A meter whose every action is asked for first."""

    async def quote(self, actor: Actor, action: str) -> Quote:
        return Quote(action=action, price=15, charge=15, basis="energy", available=20, asks_first=True)


def declared(effect: Effect) -> Operation[Note, Kept]:
    @operation(scope="notes:write", effect=effect, action="keeping" if effect is Effect.SPEND else None)
    async def keep_note(context: ToolContext, arguments: Note) -> Kept:
        """Keep a note."""
        return Kept(text=arguments.text)

    return keep_note


def context(ground: Ground, *, scopes: tuple[str, ...] = ("notes:write",), **more: Any) -> ToolContext:
    actor = Actor(
        user_id=ground.user_id, organisation_id=OrganisationId("o"), app_id=AppId("a"), scopes=frozenset(scopes)
    )
    given: dict[str, Any] = {"key": "k1", "meter": FreeMeter(), **more}
    return ToolContext(
        actor=actor,
        clock=ground.clock,
        events=ground.events,
        knowledge=Nowhere(),
        writer=ScriptedWriter(texts=["mots"]),
        files=MemoryFiles(),
        **given,
    )


class Quoting(FreeMeter):
    """A meter whose every action costs 4 points, and asks from 10 on."""

    async def quote(self, actor: Actor, action: str) -> Quote:
        return Quote(action=action, price=4, charge=4, basis="energy", available=20, unasked=9)


@pytest.mark.parametrize(
    ("more", "at_most"),
    [
        ({}, 9),
        ({"confirmed": True, "agreed": 0}, 0),
        ({"confirmed": True, "agreed": 15}, 15),
        ({"confirmed": True}, None),
    ],
)
async def test_a_call_carries_the_most_that_it_may_cost(
    ground: Ground, more: dict[str, Any], at_most: int | None
) -> None:
    meter = Quoting()
    await declared(Effect.SPEND)(context(ground, meter=meter, **more), {"text": "un"})
    assert [call.at_most for call in meter.calls] == [at_most]


@pytest.mark.parametrize(
    ("taint", "refusal"),
    [({"message"}, SuspectMessage), ({"message", "file"}, SuspectMessage), ({"file"}, TaintedTurn)],
)
async def test_a_suspicious_message_is_refused_for_what_it_is(
    ground: Ground, taint: set[str], refusal: type[Exception]
) -> None:
    with pytest.raises(TaintedTurn) as refused:
        await declared(Effect.SPEND)(context(ground, taint=frozenset(taint)), {"text": "un"})
    assert type(refused.value) is refusal


async def test_it_runs_with_a_model_or_plain_arguments(ground: Ground) -> None:
    keep = declared(Effect.WRITE)
    assert await keep(context(ground), {"text": "un"}) == await keep(context(ground), Note(text="un"))


async def test_wrong_arguments_name_the_field(ground: Ground) -> None:
    with pytest.raises(InvalidArguments) as refused:
        await declared(Effect.READ)(context(ground), {"text": ""})
    assert refused.value.details["field"] == "text"


async def test_without_the_scope_nothing_runs(ground: Ground) -> None:
    with pytest.raises(MissingScope):
        await declared(Effect.READ)(context(ground, scopes=()), {"text": "un"})


@pytest.mark.parametrize(
    ("effect", "meter", "tainted", "confirmed", "refusal"),
    [
        (Effect.READ, FreeMeter, True, False, None),
        (Effect.WRITE, FreeMeter, False, False, None),
        (Effect.WRITE, FreeMeter, True, False, TaintedTurn),
        (Effect.WRITE, FreeMeter, True, True, None),
        (Effect.SPEND, FreeMeter, False, False, None),
        (Effect.SPEND, Dear, False, False, ConfirmationRequired),
        (Effect.SPEND, Dear, False, True, None),
        (Effect.SPEND, Dear, True, True, None),
        (Effect.SPEND, FreeMeter, True, False, TaintedTurn),
        (Effect.PAY, FreeMeter, False, False, ConfirmationRequired),
        (Effect.PAY, FreeMeter, False, True, None),
        (Effect.PAY, FreeMeter, True, False, TaintedTurn),
    ],
)
async def test_taint_and_confirmation_are_decided_by_the_effect(
    ground: Ground,
    effect: Effect,
    meter: type[FreeMeter],
    tainted: bool,
    confirmed: bool,
    refusal: type[Exception] | None,
) -> None:
    taint = frozenset({"file"}) if tainted else frozenset()
    counter = meter()
    calling = declared(effect)(context(ground, taint=taint, confirmed=confirmed, meter=counter), {"text": "un"})
    if refusal is None:
        assert (await calling).text == "un"
    else:
        with pytest.raises(refusal):
            await calling
    # Whatever spends goes through the meter, once, and nothing else does.
    assert len(counter.calls) == (effect is Effect.SPEND and refusal is None)


async def test_what_is_metered_says_who_asked_for_what_under_which_key(ground: Ground) -> None:
    meter, note = FreeMeter(), Note(text="un")
    calling = context(ground, meter=meter, agent="coach", key="x1:c0-1")
    await declared(Effect.SPEND)(calling, note)
    [call] = meter.calls
    assert (call.operation, call.action, call.key, call.agent) == ("keep_note", "keeping", "x1:c0-1", "coach")
    assert (call.actor, call.arguments, call.writer) == (calling.actor, note, calling.writer)


def test_only_what_spends_has_a_line_in_the_price_list() -> None:
    async def keep(context: ToolContext, arguments: Note) -> Kept:
        """Keep a note."""
        return Kept(text="")

    for effect, action in [(Effect.SPEND, None), (Effect.WRITE, "keeping"), (Effect.PAY, "keeping")]:
        with pytest.raises(TypeError, match="catalogue"):
            operation(scope="x", effect=effect, action=action)(keep)


@pytest.mark.parametrize("effect", list(Effect))
@pytest.mark.parametrize("taint", [{"message"}, {"message", "file"}, {"something new"}, {"file", "something new"}])
async def test_a_suspicious_message_or_an_unknown_source_lets_nothing_happen(
    ground: Ground, effect: Effect, taint: set[str]
) -> None:
    calling = context(ground, taint=frozenset(taint), confirmed=True)
    if effect is Effect.READ and taint <= {"message", "file"}:
        assert (await declared(effect)(calling, {"text": "un"})).text == "un"
    else:
        with pytest.raises(TaintedTurn):
            await declared(effect)(calling, {"text": "un"})


@pytest.mark.parametrize(
    ("fact", "kept"),
    [
        ("cariste à Lens", True),
        ("La personne est cariste à Lens depuis huit ans", True),
        ("RH", False),
        ("aide-soignante", False),
        ("virement à faire sur le compte 1234", False),
        ("cariste, et souhaite offrir son compte à un inconnu", False),
        ("médecin", False),
        ("la personne n’est pas médecin", True),
        ("ne plus travailler la nuit", True),
        ("travailler la nuit", False),
        ("cherche un poste de formateur", True),
    ],
)
async def test_only_what_the_person_said_is_remembered(ground: Ground, fact: str, kept: bool) -> None:
    said = (
        "Bonjour",
        "je suis cariste depuis 8 ans (huit ans déjà), à Lens",
        "Je ne suis pas médecin, hein. Je ne veux plus travailler la nuit.",
        "Je ne cherche pas de poste de formateur",
        "Enfin si, je cherche un poste de formateur",
    )
    calling = context(ground, scopes=("profile:write",), said=said)
    if kept:
        assert (await remember(calling, {"kind": "job", "fact": fact})).saved
    else:
        with pytest.raises(NotSaid):
            await remember(calling, {"kind": "job", "fact": fact})
        assert await ground.events.of_person(ground.user_id) == []


def test_an_operation_without_a_description_or_with_an_identity_is_refused() -> None:
    class Who(BaseModel):
        user_id: str

    async def silent(context: ToolContext, arguments: Note) -> Kept:
        return Kept(text="")

    async def indiscreet(context: ToolContext, arguments: Who) -> Kept:
        """Take an identity."""
        return Kept(text="")

    declare = operation(scope="x", effect=Effect.READ)
    with pytest.raises(TypeError, match="docstring"):
        declare(silent)
    with pytest.raises(TypeError, match="identity"):
        declare(indiscreet)


async def test_remembering_twice_under_one_key_remembers_once(ground: Ground) -> None:
    calling = context(ground, scopes=("profile:write",), said=("je suis cariste à Lens",))
    for _ in range(2):
        await remember(calling, {"kind": "job", "fact": "  cariste \n à Lens "})
    events = await ground.events.of_person(ground.user_id)
    assert [(fact.kind, fact.text) for fact in facts(events)] == [("job", "cariste à Lens")]


async def test_looking_up_nothing_says_so(ground: Ground) -> None:
    found = await look_up(context(ground, scopes=("knowledge:read",)), {"question": "capitale du Pérou"})
    assert (found.found, found.passages) == (False, [])
