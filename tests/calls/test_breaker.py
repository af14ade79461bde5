"""The circuit breaker: opens after failures, lets one probe through, closes when that works."""

from hypothesis import given
from hypothesis import strategies as st

from calls.breaker import Breaker, BreakerRule, Breakers

RULE = BreakerRule(failures=3, window_secs=60, open_secs=30)


def opened(at: float = 0.0) -> Breaker:
    breaker = Breaker(RULE)
    for _ in range(3):
        assert breaker.admit(at)
        breaker.failed(at)
    return breaker


def test_it_opens_after_the_failures_of_the_rule() -> None:
    breaker = Breaker(RULE)
    for _ in range(2):
        breaker.failed(0.0)
    assert breaker.admit(1.0)
    breaker.failed(1.0)
    assert not breaker.admit(2.0)
    assert breaker.state(2.0) == "open"


def test_failures_far_apart_do_not_open_it() -> None:
    breaker = Breaker(RULE)
    for at in (0.0, 31.0, 62.0, 93.0):
        breaker.failed(at)
    assert breaker.admit(94.0)


def test_a_success_forgets_the_failures() -> None:
    breaker = Breaker(RULE)
    breaker.failed(0.0)
    breaker.failed(0.0)
    breaker.succeeded()
    breaker.failed(1.0)
    breaker.failed(1.0)
    assert breaker.admit(2.0)


def test_after_a_while_one_call_goes_through_and_only_one() -> None:
    breaker = opened()
    assert not breaker.admit(29.9)
    assert breaker.admit(30.0)
    assert not breaker.admit(30.0)


def test_a_probe_that_works_closes_it() -> None:
    breaker = opened()
    assert breaker.admit(30.0)
    breaker.succeeded()
    assert breaker.state(30.0) == "closed"
    assert breaker.admit(30.0) and breaker.admit(30.0)


def test_a_probe_that_fails_opens_it_for_as_long_again() -> None:
    breaker = opened()
    assert breaker.admit(40.0)
    breaker.failed(41.0)
    assert not breaker.admit(70.9)
    assert breaker.admit(71.0)


def test_a_probe_that_says_nothing_of_the_tool_leaves_room_for_another() -> None:
    breaker = opened()
    assert breaker.admit(30.0)
    breaker.dropped()
    assert breaker.state(30.0) == "half_open"
    assert breaker.admit(30.0)


def test_a_call_from_before_it_opened_may_fail_late_and_changes_nothing() -> None:
    breaker = opened()
    breaker.failed(10.0)
    assert breaker.admit(30.0)


def test_each_tool_has_its_own() -> None:
    breakers = Breakers(RULE)
    for _ in range(3):
        breakers.of("slow").failed(0.0)
    assert not breakers.of("slow").admit(1.0)
    assert breakers.of("other").admit(1.0)
    assert breakers.of("slow") is breakers.of("slow")


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=60))
def test_whatever_happens_it_comes_back_when_the_tool_does(history: list[tuple[int, bool]]) -> None:
    breaker, now = Breaker(RULE), 0.0
    for step, works in history:
        now += step
        if not breaker.admit(now):
            continue
        if works:
            breaker.succeeded()
        else:
            breaker.failed(now)
    now += RULE.open_secs
    assert breaker.admit(now)
    breaker.succeeded()
    assert breaker.admit(now)
