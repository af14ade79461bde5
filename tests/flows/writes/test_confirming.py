"""Confirmation: exactly what was read back, and a yes in a later turn of the caller."""

from typing import Any

from pipecat.flows import FlowManager

from flows.tools import tool


async def test_a_write_is_read_back_first_and_done_after_the_caller_s_yes(place: Any, pizza: Any) -> None:
    order_pizza, orders = pizza()
    asked = await place.call(order_pizza, size="large")
    assert (asked["ok"], asked["status"], asked["retryable"]) == (False, "unconfirmed", True)
    assert asked["say"] == "That is one large pizza for eleven dollars. Is that right?"
    # The caller has not answered yet.
    assert (await place.call(order_pizza, size="large"))["status"] == "unconfirmed"
    assert orders == [] and place.states == ["proposed"]
    place.caller_says("yes")
    assert (await place.call(order_pizza, size="large"))["status"] == "ordered"
    assert [size for size, _ in orders] == ["large"] and place.states == ["done"]


async def test_a_yes_is_for_exactly_what_was_read_back(place: Any, pizza: Any) -> None:
    order_pizza, orders = pizza()
    await place.call(order_pizza, size="small")
    place.caller_says("yes")
    other = await place.call(order_pizza, size="large")
    assert other["status"] == "unconfirmed" and "large" in other["say"]
    assert orders == [] and place.states == ["failed", "proposed"]
    # The older proposal is stale now, although the caller had said yes to it.
    place.caller_says("yes")
    assert (await place.call(order_pizza, size="small"))["status"] == "unconfirmed"
    assert orders == []


async def test_a_no_is_not_taken_for_a_yes(place: Any, pizza: Any) -> None:
    order_pizza, orders = pizza()
    await place.call(order_pizza, size="small")
    place.caller_says("No, thank you.")
    assert (await place.call(order_pizza, size="small"))["status"] == "unconfirmed"
    assert orders == []
    place.caller_says("oh yes, do")
    assert (await place.call(order_pizza, size="small"))["ok"]


async def test_a_write_that_nobody_reads_back_is_never_done(place: Any) -> None:
    @tool(effect="write")
    async def save(flow_manager: FlowManager) -> dict[str, Any]:
        """Save."""
        raise AssertionError("it was done")

    for _ in range(3):
        assert (await place.call(save))["status"] == "unconfirmed"
        place.caller_says("yes")


async def test_what_is_irreversible_is_read_back_again_when_the_caller_cut_it_off(
    place: Any, pizza: Any
) -> None:
    order_pizza, orders = pizza("irreversible")
    question = (await place.call(order_pizza, size="large"))["say"]
    place.agent_says(question, heard="That is one large")
    place.caller_says("yes yes")
    assert (await place.call(order_pizza, size="large"))["status"] == "unconfirmed"
    place.agent_says("We close at nine.")
    place.caller_says("yes")
    assert (await place.call(order_pizza, size="large"))["status"] == "unconfirmed"
    place.agent_says("So that is one large pizza for eleven dollars. Is that right?")
    place.caller_says("yes")
    assert (await place.call(order_pizza, size="large"))["ok"]
    assert len(orders) == 1


async def test_what_is_irreversible_needs_a_later_turn_and_a_read_back_that_was_said(
    place: Any, pizza: Any
) -> None:
    order_pizza, orders = pizza("irreversible")
    await place.call(order_pizza, size="large")
    place.caller_says("yes")
    assert (await place.call(order_pizza, size="large"))["status"] == "unconfirmed"
    assert orders == []


async def test_a_read_back_counts_as_heard_when_only_its_last_question_was_cut_off(
    place: Any, pizza: Any
) -> None:
    order_pizza, _ = pizza("irreversible")
    await place.call(order_pizza, size="large")
    said = "That is one large pizza for eleven dollars. Is that right? Or something else?"
    place.agent_says(said, heard=said.partition(" Or")[0])
    place.caller_says("yes")
    assert (await place.call(order_pizza, size="large"))["ok"]
