"""The tools that every flow may have: a person, a message, a callback."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pipecat.flows import NO_RESPONSE

from calls.desk import Desk
from calls.transfers import LastWords, Requested
from flows.handoff.message_book import MessageBook
from flows.handoff.tools import HANDOFF_STATE, ask_for_person, book_callback, leave_message

CALLER = "+12125550188"


@dataclass
class Notes:
    data: dict[str, Any] = field(default_factory=dict)
    outcomes: list[tuple[str, bool]] = field(default_factory=list)

    def note(self, key: str, value: Any) -> None:
        self.data[key] = value

    def outcome(self, disposition: str, *, resolved: bool) -> None:
        self.outcomes.append((disposition, resolved))


@dataclass
class People:
    """A handover that answers as it is told."""

    answer: Requested = Requested("transferring")  # noqa: RUF009 - frozen
    open: bool = True
    words: LastWords | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def request(self, reason: str, *, destination: str | None = None, brief: Any = None) -> Requested:
        self.asked.append((reason, dict(brief or {})))
        return self.answer

    def is_open(self, at: datetime, *, destination: str | None = None) -> bool:
        return self.open

    def last_words(self) -> LastWords | None:
        return self.words


@dataclass
class Manager:
    """As much of a flow manager as a tool sees."""

    desk: Desk
    state: dict[str, Any] = field(default_factory=lambda: dict(HANDOFF_STATE))

    @property
    def worker(self) -> Any:
        return SimpleNamespace(app_resources=self.desk)

    def get_current_context(self) -> list[dict[str, Any]]:
        return []


@pytest.fixture
def manager(tmp_path: Path, frozen_day: datetime) -> Manager:
    desk = Desk(
        call_id="call-1", caller=CALLER, timezone=ZoneInfo("America/New_York"), notes=Notes(),
        resources=None, data_dir=tmp_path, tool_timeout_secs=5.0, handover=People(),
    )  # fmt: skip
    return Manager(desk)


def without_people(manager: Manager, **changes: Any) -> Manager:
    return replace(manager, desk=replace(manager.desk, handover=None, **changes))


async def test_who_asks_for_a_person_gets_one_and_the_tool_says_nothing_more(manager: Any) -> None:
    result, then = await ask_for_person(manager, reason="my bill is wrong")
    assert result["status"] == "transferring"
    assert then is NO_RESPONSE
    assert manager.desk.handover.asked == [("person", {"goal": "my bill is wrong"})]


async def test_where_nobody_is_the_flow_branches_and_knows_why(manager: Any) -> None:
    manager.desk.handover.answer = Requested("unavailable", "closed", "There is nobody at this hour.")
    result, then = await ask_for_person(manager)
    assert (result["status"], result["why"], result["ok"]) == ("no_person", "closed", True)
    assert then is not NO_RESPONSE
    assert manager.state["handoff_news"] == "There is nobody at this hour."


async def test_a_flow_outside_of_any_call_has_no_person(manager: Manager) -> None:
    result, _ = await ask_for_person(without_people(manager))
    assert (result["status"], result["why"]) == ("no_person", "nobody")


async def test_a_message_is_kept_with_the_words_and_where_they_are_in_the_recording(manager: Any) -> None:
    words = LastWords("um my crown came off", 12_000, 15_500, "calls/2026/call-1/recording.wav")
    manager.desk.handover.words = words
    result, _ = await leave_message(manager, reason="The crown came off")
    assert result["status"] == "message_taken"
    (message,) = MessageBook(manager.desk.data_dir).messages()
    assert (message["phone"], message["message"]) == (CALLER, "The crown came off")
    assert (message["words"], message["start_ms"], message["end_ms"]) == (words.text, 12_000, 15_500)
    assert message["recording"] == words.recording
    assert manager.desk.notes.outcomes == [("message_taken", False)]


async def test_the_same_message_twice_is_one_message(manager: Any) -> None:
    for _ in range(2):
        await leave_message(manager, reason="The crown came off")
    assert len(MessageBook(manager.desk.data_dir).messages()) == 1


async def test_a_message_needs_a_number_to_call(manager: Manager) -> None:
    unknown = without_people(manager, caller=None)
    result, _ = await leave_message(unknown, reason="The crown came off")
    assert (result["ok"], result["needs"]) == (False, ["phone"])
    assert MessageBook(manager.desk.data_dir).messages() == []


async def test_a_callback_is_booked_and_read_back_with_its_time(manager: Any) -> None:
    result, _ = await book_callback(manager, day="2026-03-03", time="09:30", reason="a bill")
    assert result["status"] == "callback_booked"
    assert result["say"].startswith("Somebody will call you on Tuesday, March 3rd at 9:30 AM, on 2 1 2,")
    (callback,) = MessageBook(manager.desk.data_dir).callbacks()
    assert (callback["at"], callback["phone"], callback["reason"]) == ("2026-03-03T09:30", CALLER, "a bill")


async def test_nobody_is_called_back_in_the_past(manager: Any) -> None:
    result, _ = await book_callback(manager, day="2026-03-02", time="09:30")
    assert (result["status"], result["retryable"]) == ("past", True)


async def test_nobody_is_promised_a_call_when_nobody_is_there(manager: Any) -> None:
    manager.desk.handover.open = False
    result, _ = await book_callback(manager, day="2026-03-03", time="09:30")
    assert result["status"] == "closed"
    assert MessageBook(manager.desk.data_dir).callbacks() == []


async def test_what_was_achieved_before_stays_the_outcome_of_the_call(manager: Any) -> None:
    manager.state["achieved"] = "booked"
    await leave_message(manager, reason="One more thing")
    assert manager.desk.notes.outcomes == []
