"""A person's leg on Twilio: what becomes of it is told as it is, and it is let go of."""

import asyncio
import importlib.util
import sys
from pathlib import Path
from random import Random

import pytest
from loguru import logger

from calls.control import ControlError, LegEvent, Terms
from simulation.carrier.blocks import CarrierBlock, FaultBlock, PersonBlock
from transports.phone.wording import Wording

spec = importlib.util.spec_from_file_location("twilio_call", Path(__file__).with_name("twilio_call.py"))
assert spec and spec.loader
twilio_call = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = twilio_call  # dataclasses look their module up
spec.loader.exec_module(twilio_call)
play, joins, until_over = twilio_call.play, twilio_call.joins, twilio_call.until_over
socket_of, OFFICE, BRIEF = twilio_call.socket_of, twilio_call.OFFICE, twilio_call.BRIEF
WORDING = Wording()


# What becomes of a leg


@pytest.mark.parametrize(
    ("answers", "events", "status"),
    [
        ("busy", ["busy"], "busy"),
        ("rejected", ["ringing", "rejected"], "busy"),
        ("failed", ["rejected"], "failed"),
        ("no_answer", ["ringing", "no_answer"], "no-answer"),
    ],
)
def test_a_telephone_that_nobody_takes_is_told_by_its_reason(answers, events, status):
    stage = play(until_over, PersonBlock(answers=answers))
    assert stage.kinds == events
    assert (stage.person.status, stage.person.answered) == (status, None)


def test_it_rings_as_long_as_was_asked_for():
    stage = play(until_over, PersonBlock(answers="no_answer"))
    (_, rang), (_, gave_up) = stage.told
    assert gave_up - rang == pytest.approx(25, abs=0.2)


@pytest.mark.parametrize("by", ["key", "voice"])
def test_a_person_hears_the_briefing_and_says_yes(by):
    async def accepted(stage) -> None:
        leg = await stage.dial()
        await stage.wait_for(LegEvent.ACCEPTED)
        await stage.control.hang_up(leg)
        await stage.wait_for(LegEvent.ENDED)

    stage = play(accepted, PersonBlock(by=by))
    assert stage.kinds == ["ringing", "answered", "human", "accepted", "ended"]
    heard = stage.twilio.legs[1].heard
    assert heard[:2] == [WORDING.opening, BRIEF]
    assert stage.person.ended_by == "api"


@pytest.mark.parametrize("by", ["key", "voice"])
def test_a_person_says_no(by):
    stage = play(until_over, PersonBlock(then="decline", by=by))
    assert stage.kinds == ["ringing", "answered", "human", "declined", "ended"]
    assert stage.twilio.legs[1].heard[-1] == WORDING.declined


def test_a_silent_person_is_asked_again_and_at_last_given_up():
    stage = play(until_over, PersonBlock(then="silent"))
    assert stage.kinds == ["ringing", "answered", "human", "briefed", "ended"]
    asked = [text for text in stage.twilio.legs[1].heard if text.startswith("To take the call, press 1")]
    assert len(asked) == 12
    assert stage.twilio.legs[1].heard[-1] == WORDING.no_reply


def test_a_person_who_mumbles_is_asked_again():
    mumbles = PersonBlock(by="voice", says="who is that again", listens_secs=2)

    async def asked_again(stage) -> None:
        leg = await stage.dial()
        await stage.wait_for(LegEvent.HUMAN)
        await asyncio.sleep(20)
        await stage.control.hang_up(leg)

    stage = play(asked_again, mumbles)
    assert "accepted" not in stage.kinds
    assert sum("press 1" in text for text in stage.twilio.legs[1].heard) >= 2


def test_a_person_hangs_up_during_the_briefing():
    stage = play(until_over, PersonBlock(then="hang_up", listens_secs=2))
    assert stage.kinds == ["ringing", "answered", "human", "ended"]
    assert (stage.person.status, stage.person.ended_by) == ("completed", "person")


def test_a_machine_hears_nothing_of_the_briefing_and_its_yes_counts_for_nothing():
    async def voicemail(stage) -> None:
        leg = await stage.dial()
        await stage.wait_for(LegEvent.MACHINE)
        await stage.control.hang_up(leg)
        await stage.wait_for(LegEvent.ENDED)

    stage = play(voicemail, PersonBlock(answers="machine", greeting="yes"))
    assert stage.kinds == ["ringing", "answered", "machine", "ended"]
    assert BRIEF not in stage.twilio.legs[1].heard


def test_a_machine_that_is_not_detected_does_not_accept_with_its_greeting():
    machine = PersonBlock(answers="machine", detected="unknown")
    stage = play(until_over, machine)
    assert stage.kinds == ["ringing", "answered", "briefed", "ended"]


def test_a_verdict_that_never_comes_does_not_keep_a_person_waiting():
    async def accepted(stage) -> None:
        leg = await stage.dial()
        await stage.wait_for(LegEvent.ACCEPTED)
        await stage.control.hang_up(leg)

    stage = play(accepted, PersonBlock(detected="never", listens_secs=3))
    assert "accepted" in stage.kinds
    assert "human" not in stage.kinds


@pytest.mark.parametrize("seed", range(8))
def test_late_doubled_and_reordered_callbacks_tell_the_same_story(seed):
    stage = play(
        until_over,
        PersonBlock(then="decline", after_secs=1.0, listens_secs=1),
        moods=CarrierBlock(callbacks_late_secs=6, callbacks_doubled=True),
        seed=seed,
    )
    order = ["ringing", "answered", "human", "declined", "ended"]
    assert stage.kinds == [kind for kind in order if kind in stage.kinds]
    assert stage.kinds[-2:] == ["declined", "ended"]
    assert "answered" in stage.kinds


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("answers", "end"), [("busy", "busy"), ("no_answer", "no_answer")])
def test_an_end_is_told_once_however_its_callbacks_come(seed, answers, end):
    moods = CarrierBlock(callbacks_late_secs=6, callbacks_doubled=True)
    stage = play(until_over, PersonBlock(answers=answers), moods=moods, seed=seed)
    assert stage.kinds in (["ringing", end], [end])


def test_the_key_of_the_agent_file_accepts():
    async def accepted(stage) -> None:
        stage.control.agree(Terms(accept_key="5"))
        leg = await stage.dial()
        await stage.wait_for(LegEvent.ACCEPTED)
        await stage.control.hang_up(leg)

    stage = play(accepted, PersonBlock(presses="5"))
    assert "accepted" in stage.kinds


# Letting go


async def cancels_while_ringing(stage) -> None:
    leg = await stage.dial()
    await stage.wait_for(LegEvent.RINGING)
    await asyncio.sleep(1)
    await stage.control.hang_up(leg)
    await stage.control.hang_up(leg)
    await asyncio.sleep(0.5)


def test_a_ringing_leg_is_cancelled():
    stage = play(cancels_while_ringing)
    assert stage.kinds == ["ringing", "ended"]
    assert (stage.person.status, stage.person.answered, stage.person.ended_by) == ("canceled", None, "api")


@pytest.mark.parametrize("after_secs", [0.0, 0.01, 0.04, 0.05, 0.07])
def test_an_order_that_is_cancelled_while_it_is_placed_leaves_no_leg(after_secs):
    async def cancelled(stage) -> None:
        dialling = asyncio.create_task(stage.dial())
        await asyncio.sleep(after_secs)
        dialling.cancel()
        await asyncio.gather(dialling, return_exceptions=True)
        await asyncio.sleep(1.0)

    stage = play(cancelled, PersonBlock(after_secs=0.5))
    assert stage.kinds in ([], ["ringing"], ["ringing", "ended"])
    assert all(not row.met and row.ended_by == "api" for row in stage.persons)


def test_an_agent_that_forgets_a_leg_leaves_none_behind():
    async def forgets(stage) -> None:
        await stage.dial()
        await stage.wait_for(LegEvent.RINGING)

    stage = play(forgets, PersonBlock(after_secs=20))
    assert (stage.person.status, stage.person.ended_by) == ("canceled", "api")


@pytest.mark.parametrize("moment", [random.uniform(0.1, 30) for random in [Random(7)] for _ in range(20)])
def test_wherever_the_caller_hangs_up_nothing_of_the_call_is_left_after_a_second(moment):
    """The agent notices that the stream is closed, and lets go of its leg."""

    async def careful(stage) -> None:
        socket = socket_of(stage.lines[-1])
        joining = asyncio.create_task(joins(stage))
        while not joining.done() and not getattr(socket, "gone", False):
            await asyncio.sleep(0.05)
        if "redirect_call" not in stage.desk.asked:
            joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)

    gone_at: list[float] = []

    async def hangs_up(stage) -> None:
        await asyncio.sleep(moment)
        stage.caller.in_a_hurry = True
        gone_at.append(asyncio.get_running_loop().time())

    stage = play(careful, PersonBlock(after_secs=3, listens_secs=4, talks_secs=300), scene=hangs_up)
    hung_up = stage.inbound.ended
    assert hung_up is not None
    for row in stage.persons:
        assert row.ended is not None
        assert (row.ended - hung_up).total_seconds() <= 1.0


def test_a_leg_that_comes_up_although_its_order_seemed_to_fail_is_ended_when_it_asks():
    async def unsure(stage) -> None:
        with pytest.raises(ControlError):
            await stage.dial()
        await asyncio.sleep(15)

    fault = FaultBlock(request="create_call", status=503, done_all_the_same=True)
    stage = play(unsure, moods=CarrierBlock(faults=[fault]))
    assert stage.desk.asked.count("create_call") == 1
    assert stage.twilio.legs[1].heard == [WORDING.caller_gone]
    assert stage.kinds == []


# Errors


def test_a_carrier_that_is_busy_is_asked_again_because_it_did_nothing():
    stage = play(joins, moods=CarrierBlock(faults=[FaultBlock(request="create_call", status=429, times=2)]))
    assert stage.result == 2
    assert len(stage.persons) == 1
    assert stage.desk.asked.count("create_call") == 3


def test_a_hang_up_is_asked_for_again_when_there_is_no_answer():
    faults = [FaultBlock(request="end_call", status=0), FaultBlock(request="end_call", status=500)]
    stage = play(cancels_while_ringing, PersonBlock(after_secs=60), moods=CarrierBlock(faults=faults))
    assert stage.desk.asked.count("end_call") >= 3
    assert stage.person.ended_by == "api"


def test_a_carrier_that_never_answers_is_an_error_within_seconds():
    async def waits(stage) -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        with pytest.raises(ControlError, match="place a call: no answer"):
            await stage.dial()
        return loop.time() - began

    stage = play(waits, moods=CarrierBlock(faults=[FaultBlock(request="create_call", status=0)]))
    assert stage.result == pytest.approx(4.0, abs=0.2)


def test_no_log_shows_a_number_in_full():
    lines: list[str] = []
    sink = logger.add(lines.append, level=0)
    try:
        play(joins, moods=CarrierBlock(callbacks_doubled=True))
    finally:
        logger.remove(sink)
    assert not any(OFFICE in line or "2025550188" in line for line in lines)
