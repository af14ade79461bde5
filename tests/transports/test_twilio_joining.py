"""Caller and person are brought together on Twilio, and what becomes of the caller when that ends."""

import asyncio
import importlib.util
import sys
from pathlib import Path

import pytest

from calls.control import CallerGone, ControlError, LegEvent, Terms, WhenTheyLeave
from simulation.carrier.blocks import CarrierBlock, FaultBlock, PersonBlock
from transports.phone.wording import Wording

spec = importlib.util.spec_from_file_location("twilio_call", Path(__file__).with_name("twilio_call.py"))
assert spec and spec.loader
twilio_call = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = twilio_call  # dataclasses look their module up
spec.loader.exec_module(twilio_call)
play, joins, socket_of = twilio_call.play, twilio_call.joins, twilio_call.socket_of
OTHER = twilio_call.OTHER
WORDING = Wording()


# Together


def test_caller_and_person_are_joined_and_counted():
    stage = play(joins, PersonBlock(talks_secs=30))
    assert stage.result == 2
    assert stage.person.met and stage.inbound.met
    assert stage.person.conference == stage.inbound.conference
    assert (stage.person.status, stage.person.ended_by) == ("completed", "person")
    assert stage.kinds == ["ringing", "answered", "human", "accepted"]
    talked = stage.inbound.ended - stage.person.ended  # type: ignore[operator]
    assert talked.total_seconds() < 1, "the caller's call ends when the person hangs up"


def test_a_caller_hears_the_farewell_when_the_person_hangs_up():
    async def with_farewell(stage) -> object:
        stage.control.agree(Terms(farewell="The other side has hung up. Goodbye."))
        return await joins(stage)

    stage = play(with_farewell)
    assert stage.twilio.legs[0].heard == ["The other side has hung up. Goodbye."]


def test_a_caller_comes_back_to_the_agent_when_the_person_hangs_up():
    async def returns(stage) -> object:
        stage.control.agree(Terms(when_they_leave=WhenTheyLeave.RETURN))
        return await joins(stage)

    async def goodbye(stage) -> None:
        await asyncio.sleep(2)

    stage = play([returns, goodbye])
    assert [line.came_back for line in stage.lines] == [None, "person_left"]
    assert stage.lines[1].from_ == "+12025550188"
    assert stage.inbound.ended_by == "document"


def test_a_person_who_leaves_after_a_yes_is_not_waited_for_and_the_caller_stays_with_the_agent():
    async def joins_nobody(stage) -> object:
        leg = await stage.dial()
        await stage.wait_for(LegEvent.ACCEPTED)
        parties = await stage.control.join(leg)
        await asyncio.sleep(3)
        return parties

    stage = play(joins_nobody, PersonBlock(leaves_after_accept_secs=0.2))
    assert stage.result == 1
    assert not stage.inbound.met
    assert "redirect_call" not in stage.desk.asked
    assert len(stage.lines) == 1


@pytest.mark.parametrize("sure", [True, False])
def test_a_person_who_leaves_while_the_caller_is_on_the_way_sends_the_caller_back_to_the_agent(sure):
    fault = FaultBlock(request="redirect_call", status=503, done_all_the_same=True)
    outcomes: list[object] = []

    async def joins_late(stage) -> None:
        leg = await stage.dial()
        await stage.wait_for(LegEvent.ACCEPTED)
        try:
            outcomes.append(await stage.control.join(leg))
        except ControlError:
            outcomes.append("unsure")

    async def goodbye(stage) -> None:
        await asyncio.sleep(2)

    gone = PersonBlock(talks_secs=0)
    stage = play([joins_late, goodbye], gone, moods=CarrierBlock(faults=[] if sure else [fault]))
    assert [line.came_back for line in stage.lines] == [None, "not_joined"]
    assert outcomes in ([[0], [1]] if sure else [["unsure"]])


def test_a_carrier_that_refuses_to_move_the_caller_leaves_them_with_the_agent():
    refused = CarrierBlock(faults=[FaultBlock(request="redirect_call", status=400, code=20001)])

    async def refused_join(stage) -> str:
        with pytest.raises(ControlError) as error:
            await joins(stage)
        await asyncio.sleep(2)
        return str(error.value)

    stage = play(refused_join, moods=refused)
    assert stage.result == "redirect a call: HTTP 400, Twilio error 20001"
    assert not stage.person.met
    assert stage.person.ended_by == "api"
    assert stage.inbound.ended_by == "document"


def test_a_join_that_was_done_although_the_carrier_answered_500_counts_as_done():
    unsure = CarrierBlock(faults=[FaultBlock(request="redirect_call", status=500, done_all_the_same=True)])
    stage = play(joins, moods=unsure)
    assert stage.result == 2


def test_a_join_that_was_not_done_and_answered_500_is_a_failure_with_the_caller_still_there():
    async def fails(stage) -> None:
        with pytest.raises(ControlError):
            await joins(stage)
        await asyncio.sleep(1)

    stage = play(fails, moods=CarrierBlock(faults=[FaultBlock(request="redirect_call", status=500)]))
    assert not stage.person.met
    assert stage.desk.asked.count("redirect_call") == 1, "it may have been done, so it is not asked for again"


def test_a_join_is_finished_although_whoever_asked_is_cancelled_with_the_stream():
    async def dies_with_the_stream(stage) -> None:
        socket = socket_of(stage.lines[-1])
        joining = asyncio.create_task(joins(stage))
        while not getattr(socket, "gone", False):
            await asyncio.sleep(0.02)
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)

    stage = play(dies_with_the_stream, PersonBlock(talks_secs=40))
    assert stage.person.met
    assert (stage.person.ended_by, stage.person.secs >= 40) == ("person", True)


def test_a_caller_who_hung_up_cannot_be_joined():
    async def too_late(stage) -> str:
        leg = await stage.dial()
        await stage.wait_for(LegEvent.ACCEPTED)
        with pytest.raises(CallerGone) as gone:
            await stage.control.join(leg)
        return str(gone.value)

    async def hangs_up(stage) -> None:
        while "accepted" not in stage.kinds:
            await asyncio.sleep(0.05)
        stage.twilio.end(stage.twilio.legs[0], "caller")

    stage = play(too_late, scene=hangs_up)
    assert "hung up" in str(stage.result)


# Forwarding


async def forwards(stage) -> None:
    await stage.control.forward(OTHER)
    await asyncio.sleep(0.5)


def test_a_caller_is_forwarded():
    stage = play(forwards, other=PersonBlock(talks_secs=25))
    assert (stage.person.to, stage.person.direction, stage.person.met) == (OTHER, "outbound-dial", True)
    assert stage.person.parent == stage.inbound.sid
    assert stage.inbound.met
    assert len(stage.lines) == 1


@pytest.mark.parametrize(("answers", "why"), [("busy", "forward_busy"), ("no_answer", "forward_no-answer")])
def test_a_caller_whom_nobody_takes_comes_back_to_the_agent(answers, why):
    async def goodbye(stage) -> None:
        await asyncio.sleep(2)

    stage = play([forwards, goodbye], other=PersonBlock(answers=answers))
    assert [line.came_back for line in stage.lines] == [None, why]


def test_nobody_is_dialled_but_by_an_e164_number_and_it_is_not_in_the_error():
    async def tries(stage) -> str:
        with pytest.raises(ControlError) as error:
            await stage.dial("2025550111")
        return str(error.value)

    stage = play(tries)
    assert stage.result == "…11 is no E.164 number"
    assert stage.persons == []


# The caller's own net


def test_an_agent_that_is_done_hangs_up_by_the_answer_to_the_carriers_question():
    async def short(stage) -> None:
        await asyncio.sleep(1)

    stage = play(short)
    assert (stage.inbound.status, stage.inbound.ended_by) == ("completed", "document")
    assert stage.twilio.legs[0].heard == []
    assert stage.desk.asked == []


def test_an_agent_that_breaks_down_leaves_an_apology_and_a_message_is_taken():
    async def breaks(stage) -> None:
        raise RuntimeError("broken")

    async def ignores(stage) -> None:
        await stage.caller.ended.wait()
        await stage.twilio.legs[0].over.wait()

    stage = play(breaks, scene=ignores, fails=RuntimeError)
    assert stage.twilio.legs[0].heard == [WORDING.apology, WORDING.message_taken]
    (message,) = stage.messages
    assert (message.call_sid, message.secs) == (stage.caller.call_sid, 5)
