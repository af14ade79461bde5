"""The ledger at work: a write is done at most once, and what is unknown stays unknown."""

import asyncio
from typing import Any

import pytest
from pipecat.flows import FlowManager

from flows.tools import tool
from flows.tools.envelope import Failed
from flows.tools.running import idempotency_key


async def test_what_is_done_is_answered_from_the_ledger_and_not_done_again(place: Any, pizza: Any) -> None:
    order_pizza, orders = pizza()
    first = await place.agreed(order_pizza, size="large")
    again = await place.call(order_pizza, size="large")
    assert again == {**first, "already": True} and len(orders) == 1


async def test_two_calls_of_one_write_at_the_same_time_act_once(place: Any) -> None:
    done: list[int] = []

    @tool(effect="write", confirm="request")
    async def slow(flow_manager: FlowManager, number: int) -> dict[str, Any]:
        """Act."""
        await asyncio.sleep(0.02)
        done.append(number)
        return {"number": number}

    first, second, other = await asyncio.gather(
        place.call(slow, number=1), place.call(slow, number=1), place.call(slow, number=2)
    )
    assert sorted(done) == [1, 2]
    assert second == {**first, "already": True} and "already" not in other


async def test_the_key_is_the_same_for_the_same_write_and_no_other(
    place: Any, new_place: Any, pizza: Any
) -> None:
    elsewhere = new_place(call_id="call-2")
    keys = []
    for where, size in ((place, "small"), (place, "large"), (elsewhere, "small")):
        order_pizza, orders = pizza()
        await where.agreed(order_pizza, size=size)
        keys.append(orders[0][1])
    assert len(set(keys)) == 3 and all(len(key) == 64 for key in keys)
    with pytest.raises(LookupError, match="no write at hand"):
        idempotency_key(place)


async def test_to_go_back_to_what_was_done_before_is_a_write_of_its_own(place: Any, pizza: Any) -> None:
    order_pizza, orders = pizza()
    for size in ("small", "large", "small"):
        assert (await place.agreed(order_pizza, size=size))["ok"]
    assert [size for size, _ in orders] == ["small", "large", "small"]
    assert orders[0][1] != orders[2][1]


@pytest.mark.parametrize("idempotent", [False, True])
async def test_what_is_unknown_is_tried_again_only_with_a_key_that_makes_it_safe(
    idempotent: bool, new_place: Any
) -> None:
    keys: list[str] = []

    @tool(effect="write", confirm="request", idempotent=idempotent)
    async def pay(flow_manager: FlowManager) -> dict[str, Any]:
        """Pay."""
        keys.append(idempotency_key(flow_manager))
        if len(keys) == 1:
            await asyncio.sleep(30)
        return {"status": "paid"}

    place = new_place(timeout=0.02)
    first = await place.call(pay)
    assert (first["outcome"], place.states) == ("unknown", ["unknown"])
    again = await place.call(pay)
    if idempotent:
        assert again["status"] == "paid" and keys[0] == keys[1] and place.states == ["done"]
    else:
        assert (again["status"], again["outcome"], again["retryable"]) == ("unknown", "unknown", False)
        assert len(keys) == 1 and place.states == ["unknown"]


async def test_a_tool_that_knows_that_nothing_was_done_says_so(place: Any) -> None:
    @tool(effect="write", confirm="request")
    async def send(flow_manager: FlowManager, lost: bool) -> dict[str, Any]:
        """Send."""
        raise Failed("HTTP 400 from 10.0.0.1", unknown=lost)

    known, lost = await place.call(send, lost=False), await place.call(send, lost=True)
    assert "outcome" not in known and lost["outcome"] == "unknown"
    assert "10.0.0.1" not in f"{known} {lost}"
    assert place.states == ["failed", "unknown"]


async def test_a_write_whose_row_cannot_be_stored_does_not_leave(new_place: Any, pizza: Any) -> None:
    class Broken:
        async def save(self, rows: Any, *, durable: bool = False) -> None:
            raise OSError("disk full")

    order_pizza, orders = pizza()
    place = new_place(rows=Broken())
    result = await place.agreed(order_pizza, size="large")
    assert (result["ok"], result["error_kind"]) == (False, "failed")
    assert "outcome" not in result and "disk" not in str(result)
    assert orders == [] and place.states == ["failed"]


class Slow:
    """A store that takes its time."""

    async def save(self, rows: Any, *, durable: bool = False) -> None:
        await asyncio.sleep(0.03 if durable else 0)


async def cut_off(place: Any, order_pizza: Any) -> dict[str, Any]:
    """What the tool tells when the caller says "yes", and goes on before the write has left."""
    question = (await place.call(order_pizza, size="large"))["say"]
    place.agent_says(question)
    place.caller_says("yes")
    asyncio.get_running_loop().call_later(0.01, place.ledger.caller_began)
    return await place.call(order_pizza, size="large")


async def test_the_caller_s_words_before_it_is_sent_cancel_a_write(new_place: Any, pizza: Any) -> None:
    order_pizza, orders = pizza()
    place = new_place(rows=Slow())
    result = await cut_off(place, order_pizza)
    assert (result["ok"], result["status"], result["error_kind"]) == (False, "interrupted", "cancelled")
    assert orders == [] and place.states == ["failed", "proposed"]
    # Whatever a model believes: the earlier yes does not count while these words are not known.
    assert (await place.call(order_pizza, size="large"))["status"] == "unconfirmed"
    assert orders == []


@pytest.mark.parametrize("effect", ["write", "irreversible"])
async def test_who_goes_on_to_say_yes_is_not_asked_again(new_place: Any, pizza: Any, effect: str) -> None:
    order_pizza, orders = pizza(effect)
    place = new_place(rows=Slow())
    await cut_off(place, order_pizza)
    place.words.append({"role": "user", "content": "please do."})
    assert (await place.call(order_pizza, size="large"))["status"] == "ordered"
    assert len(orders) == 1 and place.states == ["failed", "done"]


@pytest.mark.parametrize(
    "words",
    [
        "wait",
        "hang on, actually",
        "no, don't",
        "with olives",
        "yes but make it a small one, please",
        "wait, yes, go on",
        "yes, no, wait",
        "yes, wait",
        "okay, hang on",
        "yes, for two",
    ],
)
async def test_who_goes_on_to_say_anything_else_is_asked_again(
    new_place: Any, pizza: Any, words: str
) -> None:
    order_pizza, orders = pizza()
    place = new_place(rows=Slow())
    await cut_off(place, order_pizza)
    place.words.append({"role": "user", "content": words})
    assert (await place.call(order_pizza, size="large"))["status"] == "unconfirmed"
    assert orders == []
    place.caller_says("well then, all right, order it")
    assert (await place.call(order_pizza, size="large"))["status"] == "ordered"


async def test_a_yes_after_the_cut_off_is_for_exactly_what_was_read_back(new_place: Any, pizza: Any) -> None:
    order_pizza, orders = pizza()
    place = new_place(rows=Slow())
    await cut_off(place, order_pizza)
    place.words.append({"role": "user", "content": "yes"})
    assert (await place.call(order_pizza, size="small"))["status"] == "unconfirmed"
    assert orders == []
