"""A machine that does anything in any order: after each step the ledger adds up, and it finds bugs that are planted."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, get_args

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection, Engine, create_engine, event

from tools.actor import UserId
from tools.clock import FixedClock
from tools.energy import (
    EVENTS,
    Hold,
    HoldEnded,
    InsufficientEnergy,
    Ledger,
    NotRefundable,
    Tier,
    WalletFrozen,
    load_catalogue,
    projection,
    rules,
    unit,
    wallets,
)
from tools.energy.events import EnergyHeld
from tools.energy.models import Wallet
from tools.energy.projection import State
from tools.errors import InvalidArguments, NotFound
from tools.events import EventStore, Registry
from tools.storage.schema import metadata

T = TypeVar("T")

CATALOGUE = load_catalogue()
ACTIONS = ("quick_advice", "write_letter", "mirror_match")
USER = UserId("u_1")


@contextmanager
def an_empty_database(url: str) -> Iterator[Engine]:
    """The tables, on SQLite in memory or on a PostgreSQL database."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        # As the house's own engine does: without this the driver begins its own transactions.
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    metadata.create_all(engine)
    try:
        yield engine
    finally:
        engine.dispose()


@dataclass
class Model:
    """What should be: a simple account of the same commands, which knows nothing of lots and events."""

    came: int = 0
    spent: int = 0
    restored: int = 0
    clawed: dict[str, tuple[int, int]] = field(default_factory=dict)
    captured: dict[str, int] = field(default_factory=dict)


class FoundError(AssertionError):
    """What does not hold, in words."""


def demand(holds: bool, otherwise: str) -> None:
    """Raise FoundError when something does not hold."""
    if not holds:
        raise FoundError(otherwise)


class Machine(RuleBasedStateMachine):
    """A wallet, its owner, time and a payment provider."""

    engine: Engine
    rebuilds = True
    """Whether everything is folded again after each step, too: it is what takes the longest."""

    def __init__(self) -> None:
        super().__init__()
        self.connection: Connection = self.engine.connect()
        self.transaction = self.connection.begin()
        self.clock = FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
        store = EventStore(None, None, self.clock, Registry.of(EVENTS))  # type: ignore[arg-type]
        self.ledger = Ledger(None, None, self.clock, store, CATALOGUE)  # type: ignore[arg-type]
        self.model = Model()
        self.done: list[Callable[[], object]] = []
        self.holds: list[str] = []

    def teardown(self) -> None:
        self.transaction.rollback()
        self.connection.close()

    def attempt(self, work: Callable[[], T]) -> T | None:
        """What the work gives; nothing of it stays when it is refused."""
        with self.connection.begin_nested() as savepoint:
            try:
                return work()
            except (InsufficientEnergy, WalletFrozen, HoldEnded, NotRefundable, NotFound):
                savepoint.rollback()
            except InvalidArguments as refusal:
                # A capture of more than was held; anything else is a fact that cannot be.
                if refusal.details["field"] != "amount":
                    raise
                savepoint.rollback()
            return None

    def command(self, work: Callable[[], T]) -> T | None:
        """Do it now, and maybe again later: then nothing may change."""
        self.done.append(work)
        return self.attempt(work)

    def state(self) -> State:
        return wallets.load_all(self.connection, [USER])[USER]

    @initialize(points=st.integers(0, 60))
    def begin(self, points: int) -> None:
        if points:
            self.credit(points, "grant", None)

    @rule(
        points=st.integers(1, 60),
        origin=st.sampled_from(["grant", "bonus", "purchase"]),
        days=st.one_of(st.none(), st.integers(1, 3)),
    )
    def credit(self, points: int, origin: Any, days: int | None) -> None:
        name = f"c{len(self.done)}"
        until = None if days is None else self.clock.now() + timedelta(days=days)
        order = name if origin == "purchase" else None
        self.command(
            lambda: self.ledger.credit_in(
                self.connection, USER, points, origin=origin, command=name, order_id=order, expires_at=until
            )
        )
        self.model.came += points

    @rule(action=st.sampled_from(ACTIONS))
    def hold(self, action: str) -> None:
        name = f"h{len(self.done)}"
        before = self.state()
        made = self.command(lambda: self.ledger.hold_in(self.connection, USER, action, hold_id=name))
        if made is not None:
            self.holds.append(name)
            there = before.wallet.available if before.wallet else 0
            assert made[0].amount <= there

    @rule(data=st.data(), part=st.one_of(st.none(), st.integers(0, 30)))
    def capture(self, data: st.DataObject, part: int | None) -> None:
        if self.holds:
            name = data.draw(st.sampled_from(self.holds))
            made = self.command(lambda: self.ledger.capture_in(self.connection, USER, name, part))
            if made is not None:
                self.note_capture(made[0])

    def note_capture(self, hold: Hold) -> None:
        if hold.state == "captured":
            once = self.model.captured.setdefault(hold.id, hold.captured)
            demand(once == hold.captured, f"{hold.id} was spent with {once}, then with {hold.captured} points")

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        if self.holds:
            name = data.draw(st.sampled_from(self.holds))
            self.command(lambda: self.ledger.release_in(self.connection, USER, name, reason="failed"))

    @rule(action=st.sampled_from(ACTIONS))
    def consume(self, action: str) -> None:
        key = f"k{len(self.done)}"
        made = self.command(lambda: self.ledger.consume_in(self.connection, USER, action, key=key, actor="app:a"))
        if made is not None:
            self.note_capture(made[0])

    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        if self.model.captured:
            name = data.draw(st.sampled_from(sorted(self.model.captured)))
            command = f"r{len(self.done)}"
            made = self.command(
                lambda: self.ledger.refund_in(self.connection, USER, name, actor="app:a", command=command)
            )
            if made is not None:
                self.model.restored += self.model.captured[name]

    @rule(points=st.integers(1, 60), order=st.integers(0, 3))
    def claw_back(self, points: int, order: int) -> None:
        name = f"b{len(self.done)}"
        taken = self.command(
            lambda: self.ledger.claw_back_in(
                self.connection, USER, points, order_id=f"c{order}", reason="dispute", command=name
            )
        )
        if taken is not None:
            assert sum(taken) == points
            self.model.clawed[name] = taken

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        if self.model.clawed:
            name = data.draw(st.sampled_from(sorted(self.model.clawed)))
            points, debt = self.model.clawed.pop(name)
            before = self.state().wallet
            self.command(
                lambda: self.ledger.give_back_in(
                    self.connection, USER, order_id=name, points=points, debt=debt, command=f"w:{name}"
                )
            )
            assert before is not None
            self.model.restored += points + debt - min(debt, before.debt)

    @rule(tier=st.sampled_from(get_args(Tier)), days=st.one_of(st.none(), st.integers(1, 3)))
    def change_tier(self, tier: Tier, days: int | None) -> None:
        until = None if days is None else self.clock.now() + timedelta(days=days)
        name = f"t{len(self.done)}"
        self.command(lambda: self.ledger.set_tier_in(self.connection, USER, tier, until, source="s", command=name))

    @rule(thread=st.integers(0, 7))
    def open_conversation(self, thread: int) -> None:
        self.attempt(lambda: self.ledger.open_conversation_in(self.connection, USER, f"t{thread}"))

    @rule(minutes=st.sampled_from([-0.001, 1, 8, 16, 60 * 24]))
    def tick(self, minutes: float) -> None:
        self.clock.advance(minutes=minutes)

    @rule()
    def sweep(self) -> None:
        self.attempt(lambda: self.ledger.sweep_in(self.connection, USER))
        demand(not wallets.due(self.connection, self.clock.now()), "something is due after a sweep")

    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        if self.done:
            self.attempt(lambda: self.ledger.sweep_in(self.connection, USER))
            before = self.state()
            again = data.draw(st.sampled_from(self.done))
            was_done = self.attempt(again)
            after = self.state()
            if was_done is not None and self.is_known(was_done):
                same = (before.lots, before.used) == (after.lots, after.used)
                demand(same, "a repeated command moved points")

    def is_known(self, outcome: object) -> bool:
        """Whether a command was carried out before: what was refused then may be done now."""
        hold = outcome[0] if isinstance(outcome, tuple) else None
        if not isinstance(hold, Hold):
            return True
        known = hold.id in self.holds or hold.id in self.model.captured
        if hold.state == "captured":
            known = hold.id in self.model.captured
            self.note_capture(hold)
        if hold.id not in self.holds and hold.state == "held":
            self.holds.append(hold.id)
        return known and hold.state not in ("released", "lost")

    @invariant()
    def it_adds_up(self) -> None:
        found = self.ledger.violations_in(self.connection)
        demand(not found, "; ".join(found))
        wallet = self.state().wallet
        if wallet is not None:
            came, spent = wallet.granted + wallet.bought, sum(self.model.captured.values())
            demand(came == self.model.came, f"{came} points came, {self.model.came} were given")
            demand(wallet.spent == spent, f"{wallet.spent} points are spent, {spent} were")
            demand(wallet.restored == self.model.restored, f"{wallet.restored} are restored, not {self.model.restored}")

    @invariant()
    def it_is_what_the_events_say(self) -> None:
        if self.rebuilds:
            before = self.state()
            self.ledger.rebuild_in(self.connection)
            assert self.state() == before


def search(engine: Engine, examples: int, steps: int, *, rebuilds: bool = True) -> None:
    """Run the machine; raises what it finds, as it found it."""
    machine = type("Machine", (Machine,), {"engine": engine, "rebuilds": rebuilds})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        ),
    )


def test_anything_in_any_order_adds_up() -> None:
    with an_empty_database("sqlite://") as engine:
        search(engine, 12, 25)


@pytest.mark.service
def test_anything_in_any_order_adds_up_on_postgresql(postgres_url: str) -> None:
    with an_empty_database(postgres_url.replace("postgresql://", "postgresql+psycopg://")) as engine:
        search(engine, 2, 20)


def no_balance_check(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether the points are there, and what would be below nothing is told as nothing."""
    honest = projection._held

    def flattered(state: State, wallet: Wallet, fact: EnergyHeld, at: datetime) -> Wallet:
        after = honest(state, wallet, fact, at)
        return replace(after, available=max(0, after.available))

    patch.setattr(rules, "require", lambda *_: None)
    patch.setattr(projection, "_held", flattered)


def no_idempotency(patch: pytest.MonkeyPatch) -> None:
    decide = unit.Unit.decide

    def careless(self: unit.Unit, command: str, decision: Any) -> Any:
        return decide(self, f"{command}:{secrets.token_hex(4)}", decision)

    patch.setattr(unit.Unit, "decide", careless)
    patch.setattr(rules, "derived_id", lambda kind, *_: f"{kind}_{secrets.token_hex(8)}")


def double_capture(patch: pytest.MonkeyPatch) -> None:
    """A hold is spent twice where another one hides it: what is held stays above nothing."""
    capture = rules.decide_capture

    def twice(draft: rules.Draft, hold: Hold, amount: int | None = None) -> None:
        capture(draft, hold, amount)
        assert draft.state.wallet is not None
        if amount is None and draft.state.wallet.held >= hold.amount:
            capture(draft, replace(hold, state="held"), amount)

    patch.setattr(rules, "decide_capture", twice)


def refund_twice(patch: pytest.MonkeyPatch) -> None:
    refund = rules.decide_refund
    patch.setattr(rules, "decide_refund", lambda draft, hold, lot: refund(draft, replace(hold, refunded=False), lot))


def lots_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "_back", lambda draft, hold, kept: ((), 0))


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (no_balance_check, r"points came in, \d+ are accounted for"),
        (no_idempotency, "a repeated command moved points"),
        (double_capture, r"hold \w+ ended 2 times"),
        (refund_twice, r"hold \w+ was refunded 2 times"),
        (lots_are_forgotten, r"points came in, \d+ are accounted for"),
    ],
)
def test_a_bug_that_is_planted_is_found_for_what_it_does(
    plant: Callable[[pytest.MonkeyPatch], None], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    with an_empty_database("sqlite://") as engine:
        with pytest.raises(FoundError, match=words):
            search(engine, 100, 30, rebuilds=False)
