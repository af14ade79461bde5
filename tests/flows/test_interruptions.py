"""Tools, and a caller who talks meanwhile: Pipecat's own pipeline with a scripted model."""

import asyncio
import threading
from datetime import datetime
from typing import Any

ADA = "+12125550188"
FRIDAY = datetime.fromisoformat("2026-03-06T11:00")
WISH = {"service": "cleaning", "day": "2026-03-06", "time": "11:00"}
TO_CONFIRM: list[Any] = [
    ("How can I help?", []),
    ("", [("start_booking", WISH)]),
    ("Is that your number?", []),
    ("", [("use_caller_number", {})]),
    ("", [("check_slot", {})]),
    ("Shall I book it?", []),
]
"""What the model does until a visit is read back."""


class Gate:
    """A calendar whose bookings and look-ups wait until the test lets them go on."""

    def __init__(self, calendar: Any, *held: str) -> None:
        self.calendar, self.held = calendar, held
        self.entered, self.opened = threading.Event(), threading.Event()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.calendar, name)
        return self._wait_for(method) if name in self.held else method

    def _wait_for(self, method: Any) -> Any:
        def waiting(*args: Any, **named: Any) -> Any:
            self.entered.set()
            assert self.opened.wait(5)
            return method(*args, **named)

        return waiting

    async def reached(self) -> None:
        """Somebody waits at the gate."""
        assert await asyncio.to_thread(self.entered.wait, 5)


async def until_confirm(call: Any) -> None:
    await call.say("a cleaning on friday at eleven")
    await call.say("yes")
    assert call.node == "confirm"


async def test_a_model_walks_through_a_booking(text_call: Any) -> None:
    replies = [
        *TO_CONFIRM,
        ("", [("book_visit", {})]),
        ("You're booked.", []),
        ("", [("end_call", {})]),
        ("Bye.", []),
    ]
    async with text_call(caller=ADA, replies=replies) as call:
        await until_confirm(call)
        assert await call.say("yes, book it") == "You're booked."
        assert await call.say("no thanks") == "Bye."
        assert call.ended
        assert call.path == ["greet", "offer_number", "collect", "confirm", "close", "end"]
        assert call.notebook.data["start"] == "2026-03-06T11:00"


async def test_a_model_that_books_before_the_caller_has_answered_is_refused(text_call: Any) -> None:
    hasty = [*TO_CONFIRM[:5], ("", [("book_visit", {})]), ("Shall I book it?", [])]
    async with text_call(caller=ADA, replies=hasty) as call:
        await until_confirm(call)
        assert any('"status": "unconfirmed"' in result for result in call.results())
        assert call.desk.resources.is_free(FRIDAY)


async def test_a_model_that_makes_up_arguments_is_told_and_may_try_again(text_call: Any) -> None:
    wrong = ("", [("start_booking", {**WISH, "service": "root canal"})])
    replies = [TO_CONFIRM[0], wrong, ("We don't do that.", [])]
    async with text_call(caller=ADA, replies=replies) as call:
        assert await call.say("a root canal please") == "We don't do that."
        assert '"invalid_arguments"' in call.results()[-1]
        assert "'cleaning', 'checkup', 'filling' or 'whitening'" in call.results()[-1]
        assert call.node == "intent"


async def test_a_write_goes_on_while_the_caller_talks_and_its_result_moves_the_call_on(
    text_call: Any,
) -> None:
    gates: list[Gate] = []
    replies = [
        *TO_CONFIRM,
        ("", [("book_visit", {})]),
        ("One moment.", []),
        ("You're booked.", []),
    ]

    def wrap(calendar: Any) -> Gate:
        gates.append(Gate(calendar, "book"))
        return gates[0]

    async with text_call(caller=ADA, replies=replies, wrap=wrap) as call:
        await until_confirm(call)
        await call.begin("yes")
        await gates[0].reached()
        call.watch.said.clear()
        await call.barge_in()
        await call.begin("are you still there")
        await asyncio.sleep(0.15)
        # The model was free to answer, and the booking was not dropped.
        assert call.watch.said == ["One moment."]
        assert call.assistant.has_function_calls_in_progress
        gates[0].opened.set()
        await call.answer()
        assert call.watch.said == ["One moment.", "You're booked."]
        assert call.node == "close"
        assert call.notebook.outcomes[-1] == ("booked", True)
        finished = [m["content"] for m in call.messages() if '"async_tool"' in str(m.get("content"))]
        assert '"finished"' in finished[-1] and "2026-03-06T11:00" in finished[-1]
        assert not call.desk.resources.is_free(FRIDAY)


async def test_a_write_without_interruption_reads_like_an_ordinary_call(text_call: Any) -> None:
    replies = [*TO_CONFIRM, ("", [("book_visit", {})]), ("You're booked.", [])]
    async with text_call(caller=ADA, replies=replies) as call:
        await until_confirm(call)
        await call.say("yes")
        assert '"status": "booked"' in call.results()[-1]
        assert "async_tool" not in str(call.messages())


async def test_a_second_yes_while_the_booking_runs_books_once(text_call: Any) -> None:
    gates: list[Gate] = []
    book = ("", [("book_visit", {})])
    replies = [*TO_CONFIRM, book, book, ("You're booked.", [])]

    def wrap(calendar: Any) -> Gate:
        gates.append(Gate(calendar, "book"))
        return gates[0]

    async with text_call(caller=ADA, replies=replies, wrap=wrap) as call:
        await until_confirm(call)
        await call.begin("yes")
        await gates[0].reached()
        await call.begin("yes do it")
        await asyncio.sleep(0.15)
        gates[0].opened.set()
        await call.answer()
        found = call.desk.resources.visits_of(ADA, datetime.fromisoformat("2026-03-01T00:00"))
        assert len(found) == 1
        assert call.node == "close"


async def test_a_read_is_dropped_when_the_caller_barges_in_and_the_call_goes_on(text_call: Any) -> None:
    gates: list[Gate] = []
    replies = [
        *TO_CONFIRM[:5],
        ("", [("check_slot", {"time": "12:00"})]),
        ("Shall I book it at twelve?", []),
    ]

    def wrap(calendar: Any) -> Gate:
        gates.append(Gate(calendar, "is_free"))
        return gates[0]

    async with text_call(caller=ADA, replies=replies, wrap=wrap) as call:
        await call.say("a cleaning on friday at eleven")
        await call.begin("yes")
        await gates[0].reached()
        await call.barge_in()
        await asyncio.sleep(0.2)
        gates[0].opened.set()
        assert call.results()[-1] == "CANCELLED"
        assert call.node == "collect"
        assert await call.say("no wait, make it twelve") == "Shall I book it at twelve?"
        assert call.node == "confirm"
        assert call.manager.state["held"] == "2026-03-06T12:00"


async def test_a_booking_that_takes_too_long_is_told_as_unknown_and_can_be_asked_again(
    text_call: Any,
) -> None:
    gates: list[Gate] = []
    replies = [
        *TO_CONFIRM,
        ("", [("book_visit", {})]),
        ("I can't say whether it went through.", []),
        ("", [("start_booking", {})]),
        ("Shall I book it?", []),
        ("", [("book_visit", {})]),
        ("You're booked.", []),
    ]

    def wrap(calendar: Any) -> Gate:
        gates.append(Gate(calendar, "book"))
        return gates[0]

    async with text_call(caller=ADA, replies=replies, wrap=wrap, tool_timeout_secs=0.2) as call:
        await until_confirm(call)
        answer = await call.say("yes")
        assert answer == "I can't say whether it went through."
        assert call.node == "trouble"
        result = call.results()[-1]
        assert '"error_kind": "timeout"' in result and '"outcome": "unknown"' in result
        # The booking happens after all; asking again finds it and makes no second one.
        gates[0].opened.set()
        await asyncio.sleep(0.1)
        await call.say("try again")
        assert call.node == "confirm"
        assert await call.say("yes") == "You're booked."
        found = call.desk.resources.visits_of(ADA, datetime.fromisoformat("2026-03-01T00:00"))
        assert [visit.start for visit in found] == [FRIDAY]


async def test_what_a_booking_did_is_written_down_when_the_caller_hangs_up_in_it(text_call: Any) -> None:
    gates: list[Gate] = []

    def wrap(calendar: Any) -> Gate:
        gates.append(Gate(calendar, "book"))
        return gates[0]

    async with text_call(caller=ADA, replies=[*TO_CONFIRM, ("", [("book_visit", {})])], wrap=wrap) as call:
        await until_confirm(call)
        await call.begin("yes")
        await gates[0].reached()
        asyncio.get_running_loop().call_later(0.1, gates[0].opened.set)
    assert call.notebook.outcomes[-1] == ("booked", True)
    assert not call.desk.resources.is_free(FRIDAY)


async def test_a_time_that_is_corrected_while_the_booking_runs_takes_the_place_of_the_first(
    text_call: Any,
) -> None:
    gates: list[Gate] = []
    replies = [
        *TO_CONFIRM,
        ("", [("book_visit", {})]),
        ("", [("check_slot", {"time": "12:00"})]),
        ("Eleven was booked already. Shall I book twelve in its place?", []),
        ("", [("book_visit", {})]),
        ("You're booked for twelve.", []),
    ]

    def wrap(calendar: Any) -> Gate:
        gates.append(Gate(calendar, "book"))
        return gates[0]

    async with text_call(caller=ADA, replies=replies, wrap=wrap) as call:
        await until_confirm(call)
        await call.begin("yes")
        await gates[0].reached()
        await call.barge_in()
        await call.begin("no wait, at twelve")
        await asyncio.sleep(0.3)
        gates[0].opened.set()
        await call.answer()
        assert call.node == "confirm"
        told = str(call.messages())
        assert "overtaken" in told and "That was under way already" in told
        assert not call.desk.resources.is_free(FRIDAY)

        assert await call.say("yes") == "You're booked for twelve."
        noon = FRIDAY.replace(hour=12)
        found = call.desk.resources.visits_of(ADA, datetime.fromisoformat("2026-03-01T00:00"))
        assert [visit.start for visit in found] == [noon]
        assert '"outcome": "undone"' in str(call.messages())
        states = [(row.tool, row.state.value) for row in call.desk.ledger.rows]
        assert states == [("book_visit", "undone"), ("book_visit", "done"), ("book_visit.undo", "done")]
        assert call.node == "close"


async def test_a_second_visit_in_one_call_is_no_correction_of_the_first(text_call: Any) -> None:
    replies = [
        *TO_CONFIRM,
        ("", [("book_visit", {})]),
        ("You're booked. Anything else?", []),
        ("", [("start_booking", {**WISH, "time": "12:00"})]),
        ("", [("check_slot", {})]),
        ("Shall I book it?", []),
        ("", [("book_visit", {})]),
        ("You're booked.", []),
    ]
    async with text_call(caller=ADA, replies=replies) as call:
        await until_confirm(call)
        await call.say("yes")
        await call.say("the same for my son at twelve")
        assert call.node == "confirm"
        await call.say("yes")
        found = call.desk.resources.visits_of(ADA, datetime.fromisoformat("2026-03-01T00:00"))
        assert [visit.start.hour for visit in found] == [11, 12]


async def test_a_visit_that_was_booked_and_cancelled_can_be_booked_again(text_call: Any) -> None:
    book: list[Any] = [
        ("", [("start_booking", WISH)]),
        ("", [("check_slot", {})]),
        ("Shall I book it?", []),
        ("", [("book_visit", {})]),
        ("You're booked. Anything else?", []),
    ]
    cancel: list[Any] = [
        ("", [("start_cancel", {})]),
        ("Shall I cancel it?", []),
        ("", [("cancel_visit", {})]),
        ("It is cancelled. Anything else?", []),
    ]
    replies = [*TO_CONFIRM, *book[3:], *cancel, *book]
    async with text_call(caller=ADA, replies=replies) as call:
        await until_confirm(call)
        for line in ("yes", "cancel it again", "yes", "no, book it after all", "yes"):
            await call.say(line)
        assert call.node == "close" and '"already"' not in str(call.messages())
        assert not call.desk.resources.is_free(FRIDAY)
        assert [row.state.value for row in call.desk.ledger.rows] == ["undone", "done", "done"]
