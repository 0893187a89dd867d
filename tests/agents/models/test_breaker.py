from hypothesis import given
from hypothesis import strategies as st

from agents.models.breaker import CircuitBreaker


def broken(failures: int = 3, open_s: float = 30.0) -> CircuitBreaker:
    breaker = CircuitBreaker(failures=failures, open_s=open_s)
    for _ in range(failures):
        assert breaker.permit(100.0)
        breaker.fail(100.0)
    return breaker


def test_it_opens_after_failures_in_a_row() -> None:
    breaker = broken()
    assert breaker.state(100.0) == "open"
    assert not breaker.permit(129.9)


def test_a_success_forgets_the_failures() -> None:
    breaker = CircuitBreaker(failures=2, open_s=1.0)
    breaker.fail(0.0)
    breaker.succeed()
    breaker.fail(0.0)
    assert breaker.state(0.0) == "closed"


def test_half_open_lets_one_call_try() -> None:
    breaker = broken()
    assert breaker.state(130.0) == "half_open"
    assert breaker.permit(130.0)
    assert not breaker.permit(130.0)


def test_the_trial_decides() -> None:
    breaker = broken()
    breaker.permit(130.0)
    breaker.fail(131.0)
    assert breaker.state(160.0) == "open"
    assert breaker.permit(161.0)
    breaker.succeed()
    assert breaker.state(161.0) == "closed"


def test_a_cancelled_trial_leaves_the_place_to_another() -> None:
    breaker = broken()
    breaker.permit(130.0)
    breaker.release()
    assert breaker.permit(130.0)


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 5))
def test_it_is_open_exactly_when_the_last_calls_all_failed(outcomes: list[bool], failures: int) -> None:
    breaker = CircuitBreaker(failures=failures, open_s=1e9)
    streak = 0
    for now, good in enumerate(outcomes):
        if not breaker.permit(float(now)):
            break
        if good:
            breaker.succeed()
        else:
            breaker.fail(float(now))
        streak = 0 if good else streak + 1
    assert (breaker.state(0.0) == "open") == (streak >= failures)
