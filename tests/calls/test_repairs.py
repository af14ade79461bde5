"""The way a call has come, and how it can be gone back."""

from calls.events import AgentSpoke, CallEvent, Misunderstood, Repaired
from calls.repairs import Repairs, Step


def way(*nodes: tuple[str, int], writes: int = 0) -> Repairs:
    """Nodes with how much the caller had said when each was entered."""
    repairs = Repairs()
    for number, (node, heard) in enumerate(nodes):
        repairs.entered(Step(node, {"at": node}, heard, number, writes))
    return repairs


def test_it_goes_back_to_the_last_question_that_was_answered() -> None:
    repairs = way(("hello", 0), ("size", 1), ("day", 2))
    step = repairs.back(heard=2, writes=0)
    assert step == Step("size", {"at": "size"}, 1, 1, 0)
    assert repairs.nodes == ("hello",)


def test_a_node_that_the_caller_has_answered_in_part_is_begun_again() -> None:
    step = way(("hello", 0), ("details", 1)).back(heard=2, writes=0)
    assert step is not None
    assert step.node == "details"


def test_a_node_that_asked_nothing_is_passed_over() -> None:
    step = way(("hello", 0), ("lookup", 1), ("confirm", 1)).back(heard=1, writes=0)
    assert step is not None
    assert step.node == "hello"


def test_before_the_first_answer_there_is_nowhere_to_go() -> None:
    assert way(("hello", 0)).back(heard=0, writes=0) is None
    assert Repairs().back(heard=5, writes=0) is None


def test_what_is_done_is_not_gone_back_over() -> None:
    repairs = way(("hello", 0), ("confirm", 1))
    repairs.entered(Step("close", {}, 2, 2, 1))
    assert repairs.back(heard=2, writes=1) is None


def test_a_node_entered_again_at_once_keeps_what_was_known_first() -> None:
    repairs = way(("hello", 0), ("day", 1))
    repairs.entered(Step("day", {"at": "later"}, 2, 5, 0))
    assert repairs.nodes == ("hello", "day")
    step = repairs.back(heard=2, writes=0)
    assert step is not None
    assert step.state == {"at": "day"}


def test_the_start_is_the_first_node_as_it_was() -> None:
    repairs = way(("hello", 0), ("size", 1), ("day", 2))
    step = repairs.start(writes=0)
    assert step == Step("hello", {"at": "hello"}, 0, 0, 0)
    assert repairs.nodes == ()


def test_after_a_write_the_start_keeps_what_was_known_then() -> None:
    repairs = way(("hello", 0), ("confirm", 1))
    repairs.entered(Step("close", {"done": "yes"}, 2, 2, 1))
    step = repairs.start(writes=1)
    assert step == Step("hello", {"done": "yes"}, 2, 2, 1)


def test_the_state_is_a_copy() -> None:
    repairs, state = Repairs(), {"options": ["a"]}
    repairs.entered(Step("offer", state, 0, 0, 0))
    state["options"].append("b")
    step = repairs.start(writes=0)
    assert step is not None
    assert step.state == {"options": ["a"]}


def test_every_repair_is_told_and_counted() -> None:
    told: list[CallEvent] = []
    repairs = Repairs(told.append)
    assert [repairs.count("repeated"), repairs.count("repeated"), repairs.count("clarified")] == [1, 2, 1]
    assert told == [
        Repaired(kind="repeated"),
        Repaired(kind="repeated"),
        Repaired(kind="clarified"),
        Misunderstood(why="clarified"),
    ]


def test_the_last_words_are_kept_in_full() -> None:
    repairs = Repairs()
    repairs.see(AgentSpoke(text="All of it.", heard="All", interrupted=True, start_ms=0, end_ms=1))
    assert repairs.last_said == "All of it."
