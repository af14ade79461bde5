"""When a caller who waits for a tool is told so."""

from hypothesis import given
from hypothesis import strategies as st

from processors.patience import Patience


def waiting(at: float = 10.0) -> Patience:
    """The caller has spoken, and a tool is at work since then."""
    patience = Patience((1.2, 4.0))
    patience.caller_started()
    patience.caller_stopped(at)
    patience.tool_started("a", at)
    return patience


def spoken(patience: Patience, begins: float, ends: float) -> None:
    patience.filler_said()
    patience.agent_started()
    assert patience.due is None
    patience.agent_stopped(ends)


def test_the_first_is_due_after_its_silence_and_the_second_after_a_longer_one() -> None:
    patience = waiting(at=10.0)
    assert patience.due == 11.2 and patience.next == 0
    spoken(patience, 11.2, 12.0)
    assert patience.due == 16.0 and patience.next == 1


def test_there_is_no_third() -> None:
    patience = waiting()
    spoken(patience, 11.2, 12.0)
    spoken(patience, 16.0, 18.0)
    assert patience.due is None


def test_without_a_tool_nothing_is_due() -> None:
    patience = waiting()
    patience.tool_ended("a")
    assert patience.due is None


def test_one_of_two_tools_is_enough() -> None:
    patience = waiting(at=10.0)
    patience.tool_started("b", 11.0)
    patience.tool_ended("a")
    assert patience.due == 11.2
    patience.tool_ended("b")
    assert patience.due is None


def test_a_quick_tool_after_a_quick_tool_starts_the_silence_again() -> None:
    patience = waiting(at=10.0)
    patience.tool_ended("a")
    patience.tool_started("b", 11.0)
    assert patience.due == 12.2


def test_nothing_is_due_while_the_caller_speaks() -> None:
    patience = waiting()
    patience.caller_started()
    assert patience.due is None
    patience.caller_stopped(14.0)
    assert patience.due == 15.2


def test_nothing_is_due_while_the_agent_speaks_or_is_about_to() -> None:
    patience = waiting()
    patience.agent_will_speak()
    assert patience.due is None
    patience.agent_started()
    assert patience.due is None


def test_words_of_the_agents_own_take_the_place_of_the_first() -> None:
    patience = Patience((1.2, 4.0))
    patience.agent_will_speak()
    patience.tool_started("a", 10.0)
    patience.agent_started()
    patience.agent_stopped(12.0)
    assert patience.due == 16.0 and patience.next == 1


def test_the_next_wait_has_its_own_fillers() -> None:
    patience = waiting()
    spoken(patience, 11.2, 12.0)
    patience.tool_ended("a")
    patience.agent_will_speak()
    patience.agent_started()
    patience.agent_stopped(14.0)
    patience.tool_started("b", 20.0)
    assert patience.due == 21.2 and patience.next == 0


def test_words_that_were_cut_off_are_not_waited_for() -> None:
    patience = waiting(at=10.0)
    patience.agent_will_speak()
    patience.interrupted()
    assert patience.due == 11.2


EVENTS = st.sampled_from(["tool", "done", "will", "starts", "stops", "caller", "quiet", "filler", "cut"])


@given(st.lists(st.tuples(EVENTS, st.integers(0, 3)), max_size=60))
def test_a_filler_is_due_only_in_silence_and_never_sooner_than_its_wait(
    history: list[tuple[str, int]],
) -> None:
    patience, now, talking, busy, last = Patience((2.0, 4.0)), 0, set[str](), False, 0
    for event, step in history:
        now += step
        match event:
            case "tool":
                last = last if busy else now
                busy = True
                patience.tool_started("a", now)
            case "done":
                busy = False
                patience.tool_ended("a")
            case "will":
                patience.agent_will_speak()
            case "starts":
                talking.add("agent")
                patience.agent_started()
            case "stops":
                talking.discard("agent")
                last = now
                patience.agent_stopped(now)
            case "caller":
                talking.add("caller")
                patience.caller_started()
            case "quiet":
                talking.discard("caller")
                last = now
                patience.caller_stopped(now)
            case "filler" if patience.due is not None:
                patience.filler_said()
            case "cut":
                patience.interrupted()
        if patience.due is not None:
            assert busy and not talking
            assert patience.due >= last + 2.0
