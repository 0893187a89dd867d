"""The rules that need no provider and no database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.billing.errors import SignatureRefused
from tools.billing.gateway import TOLERANCE, sign, verify
from tools.billing.objects import Dispute, Invoice, PaymentIntent, kind_of, parse
from tools.billing.rules import FAILURES, IGNORED, LAST_RETRY, WORKED_ON, phase_of, retry_after
from tools.errors import InvalidArguments

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_no_type_is_both_worked_on_and_ignored() -> None:
    assert not WORKED_ON & IGNORED
    assert set(FAILURES) <= WORKED_ON


@given(st.integers(0, 10_000))
def test_a_parked_event_waits_longer_each_time_up_to_six_hours(attempts: int) -> None:
    assert retry_after(attempts) <= retry_after(attempts + 1) <= LAST_RETRY


@given(st.binary(max_size=200), st.integers(-1000, 1000))
def test_a_signature_holds_for_five_minutes_on_either_side(payload: bytes, seconds: int) -> None:
    header = sign(payload, "whsec_a", int(NOW.timestamp()))
    now = NOW + timedelta(seconds=seconds)
    if abs(seconds) <= TOLERANCE.total_seconds():
        verify(payload, header, "whsec_a", now)
    else:
        with pytest.raises(SignatureRefused):
            verify(payload, header, "whsec_a", now)
    for wrong in ((payload + b".", header, "whsec_a"), (payload, header, "whsec_b"), (payload, header, "")):
        with pytest.raises(SignatureRefused):
            verify(*wrong, NOW)


def test_one_of_several_codes_is_enough_while_a_secret_is_changed() -> None:
    header = sign(b"{}", "whsec_new", int(NOW.timestamp()))
    verify(b"{}", f"{header},v1={'0' * 64},v0=x", "whsec_new", NOW)


@pytest.mark.parametrize(
    ("status", "notice", "phase"),
    [
        ("warning_needs_response", "charge.dispute.created", "none"),
        ("warning_closed", "charge.dispute.closed", "none"),
        ("prevented", "charge.dispute.closed", "none"),
        ("needs_response", "charge.dispute.created", "taken"),
        ("under_review", None, "taken"),
        ("under_review", "charge.dispute.funds_reinstated", "returned"),
        ("won", None, "returned"),
        ("lost", "charge.dispute.closed", "lost"),
        ("appeal_under_review", None, "taken"),
    ],
)
def test_a_dispute_is_as_far_as_its_status_says(status: str, notice: str | None, phase: str) -> None:
    dispute = Dispute(id="du_1", object="dispute", amount=299, currency="eur", status=status)
    assert phase_of(dispute, notice) == phase


def test_an_object_is_read_whether_its_references_are_expanded_or_not() -> None:
    body = {"id": "pi_1", "object": "payment_intent", "status": "succeeded", "amount": 1, "currency": "eur"}
    for charge in ("ch_1", {"id": "ch_1", "object": "charge", "amount": 1}):
        found = parse({**body, "latest_charge": charge, "metadata": None})
        assert isinstance(found, PaymentIntent)
        assert (found.latest_charge, found.order_id) == ("ch_1", None)
    details = {"subscription": {"id": "sub_1"}, "metadata": {"order_id": "ord_1"}}
    lines = {"data": [{"period": {"start": 1, "end": 60}}, {"period": {"start": 1, "end": 90}}]}
    whole = {"id": "in_1", "object": "invoice", "currency": "eur", "parent": {"subscription_details": details}}
    invoice = parse({**whole, "lines": lines})
    assert isinstance(invoice, Invoice)
    assert (invoice.subscription, invoice.order_id) == ("sub_1", "ord_1")
    assert invoice.period_end == datetime.fromtimestamp(90, UTC)


@pytest.mark.parametrize("body", [{"object": "mandate", "id": "m_1"}, {"object": "charge", "id": "ch_1"}, {}])
def test_what_cannot_be_read_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(InvalidArguments):
        parse(body)


def test_an_id_says_what_it_names() -> None:
    assert kind_of("cs_test_1") == "checkout.session"
    assert kind_of("dp_1") == kind_of("du_1") == "dispute"
    assert kind_of("evt_1") is None
