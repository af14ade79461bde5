"""Transfers from the request to the end, on a virtual clock, over a carrier in memory."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from calls.control import LegEvent
from calls.events import CallEvent, CallStarted
from calls.record import CallRecord, fold
from calls.transfers import TransferOutcome
from configs.schema.handoff import HandoffBlock
from flows.handoff.handover import Handover, Surroundings
from flows.handoff.request import Directory
from simulation.clock import run_virtual

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
DESK, OFFICE = "+12125550142", "+12125550143"
SAY_SECS = 3.0


def handoff(**more: Any) -> HandoffBlock:
    targets = more.pop("targets", [{"number": DESK, "ring_secs": 20}])
    destination = {"targets": targets} | more.pop("destination", {})
    return HandoffBlock.model_validate({"destinations": {"desk": destination}} | more)


@dataclass
class Side:
    """The caller's end: what was said when, and whether there is music."""

    said: list[str] = field(default_factory=list)
    guarded: bool = False
    music: bool = False

    async def say(self, text: str) -> None:
        self.said.append(text)
        await asyncio.sleep(SAY_SECS)

    def guard(self) -> None:
        self.guarded = True

    def hold(self) -> None:
        self.music = True

    def release(self) -> None:
        self.guarded = self.music = False


@dataclass
class Scene:
    """One call around a handover."""

    handover: Handover
    control: Any
    side: Side
    events: list[CallEvent]
    outcomes: list[TransferOutcome] = field(default_factory=list)

    async def over(self) -> None:
        """Wait until the transfer has an outcome."""
        while not self.outcomes:
            await asyncio.sleep(0.05)

    @property
    def record(self) -> CallRecord:
        return fold(self.events, now=START)


def play(control: Any, act: Callable[[Scene], Awaitable[object]], block: HandoffBlock | None = None) -> Scene:
    """Make the scene on a virtual clock, let it happen, and close the call. Nothing may be left running."""
    scenes: list[Scene] = []

    async def call() -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        started = CallStarted(
            call_id="call_e3yipouzda2nyaoxh64a", agent="desk", agent_hash="0", carrier="memory",
            direction="inbound", from_="+12125550188", started_at="2026-03-02T15:00:00.000Z",
        )  # fmt: skip
        events: list[CallEvent] = [started]

        def write(event: CallEvent) -> None:
            events.append(event.model_copy(update={"at_ms": round((loop.time() - begun) * 1000)}))

        def brief(reason: str, given: Mapping[str, str]) -> dict[str, str]:
            return {"who": "Maria", "reason": reason, **given}

        side = Side()
        scene = Scene(None, control, side, events)  # type: ignore[arg-type]
        around = Surroundings(
            directory=Directory(block or handoff(), "en-US"),
            control=control,
            side=side,
            write=write,
            brief=brief,
            now=lambda: START,
            ended=scene.outcomes.append,
        )
        scene.handover = Handover(around)
        if control is not None:
            control.on_close = lambda: asyncio.ensure_future(scene.handover.line_closed())
        scenes.append(scene)
        await act(scene)
        await scene.handover.close()
        if control is not None:
            control.settle()
            assert not control.left_behind
        await asyncio.sleep(0)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert not [task for task in others if not task.cancelling()], f"left running: {others}"

    run_virtual(call, start=START, limit_secs=600)
    return scenes[0]


async def transferred(scene: Scene) -> None:
    assert (await scene.handover.request("person")).transferring
    await scene.over()


def only(scene: Scene) -> Any:
    """The one transfer of the record."""
    (transfer,) = scene.record.transfers
    return transfer


# ---- The eleven outcomes -----------------------------------------------------------------------------------


def test_connected_the_person_says_yes_and_the_time_to_them_is_on_record(office) -> None:
    control = office.Control([[*office.PICKS_UP, (2.0, LegEvent.ACCEPTED)]])
    scene = play(control, transferred)
    transfer = only(scene)
    assert scene.outcomes == [TransferOutcome.CONNECTED]
    assert (transfer.outcome, transfer.attempts[0].result) == ("connected", "connected")
    assert control.met == {"leg1"}
    # 3 s announcement, 0.15 s order, 0.4 + 6 + 1 + 8 + 2 s until the yes, 2 × 0.8 s join
    assert transfer.time_to_human_ms == transfer.human_connected_ms - transfer.requested_ms == 22150
    assert transfer.attempts[0].answered_ms - transfer.attempts[0].started_ms == 6550
    assert scene.side.said[0].startswith("I'll get somebody for you.")
    assert "press 9" in scene.side.said[0]
    assert control.briefs == ["The caller is Maria."]


@pytest.mark.parametrize(
    ("ends", "outcome"),
    [
        ([(20.0, LegEvent.NO_ANSWER)], "no_answer"),
        ([(3.0, LegEvent.BUSY)], "busy"),
        ([(1.0, LegEvent.REJECTED)], "rejected"),
        ([(5.0, LegEvent.ANSWERED), (3.0, LegEvent.MACHINE)], "voicemail"),
        ([(5.0, LegEvent.ANSWERED), (9.0, LegEvent.DECLINED)], "declined"),
        ([(5.0, LegEvent.ANSWERED), (4.0, LegEvent.ENDED)], "human_left_before_merge"),
        ([(5.0, LegEvent.ANSWERED), (1.0, LegEvent.HUMAN), (8.0, LegEvent.BRIEFED)], "consult_timeout"),
    ],
)
def test_whoever_does_not_come_is_told_apart(office, ends, outcome: str) -> None:
    scene = play(office.Control([[office.RINGS, *ends]]), transferred)
    assert only(scene).outcome == outcome
    assert only(scene).time_to_human_ms is None
    assert not scene.control.live
    assert scene.side.guarded, "the caller is released only after they were told"


def test_a_number_that_the_carrier_refuses_to_dial_is_rejected(office) -> None:
    scene = play(office.Control([office.ControlError("no such number")]), transferred)
    assert only(scene).outcome == "rejected"


@pytest.mark.parametrize("parties", [1, "error"])
def test_merge_failed_the_carrier_does_not_bring_them_together(office, parties) -> None:
    failure = office.ControlError("no conference") if parties == "error" else parties
    yes = [*office.PICKS_UP, (2.0, LegEvent.ACCEPTED)]
    scene = play(office.Control([yes], parties=failure, closes_stream=False), transferred)
    assert only(scene).outcome == "merge_failed"
    assert ("hang_up", "leg1") in scene.control.log


def test_caller_hung_up_while_the_telephone_rang(office) -> None:
    async def act(scene: Scene) -> None:
        await scene.handover.request("person")
        await asyncio.sleep(6)
        assert await scene.handover.line_closed() is TransferOutcome.CALLER_HUNG_UP

    scene = play(office.Control(), act)
    assert only(scene).outcome == "caller_hung_up"
    assert only(scene).attempts[0].result == "cancelled"


def test_cancelled_by_the_caller_who_comes_back(office) -> None:
    async def act(scene: Scene) -> None:
        await scene.handover.request("person")
        await asyncio.sleep(10)
        scene.handover.heard("hm, the music is nice")
        await asyncio.sleep(1)
        assert scene.handover.active
        scene.handover.heard("Actually, never mind.")
        await scene.over()

    scene = play(office.Control(), act)
    assert only(scene).outcome == "cancelled_by_caller"
    assert not scene.control.live


def test_the_key_brings_a_caller_back_as_well_and_other_keys_do_not(office) -> None:
    async def act(scene: Scene) -> None:
        await scene.handover.request("person")
        await asyncio.sleep(10)
        scene.handover.heard("5", keys=True)
        await asyncio.sleep(1)
        assert scene.handover.active
        scene.handover.heard("9", keys=True)
        await scene.over()

    assert only(play(office.Control(), act)).outcome == "cancelled_by_caller"


def test_every_outcome_of_the_list_was_seen() -> None:
    seen = "connected no_answer busy rejected voicemail declined human_left_before_merge merge_failed"
    seen += " caller_hung_up consult_timeout cancelled_by_caller"
    assert {*seen.split(), "forwarded", "call_ended"} == {outcome.value for outcome in TransferOutcome}


# ---- Hanging up at any moment ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_a_caller_who_hangs_up_at_any_moment_leaves_no_leg_and_no_task(office, seed: int) -> None:
    chance = Random(seed)
    moment = chance.uniform(0, 40)
    slow = chance.choice([0.05, 0.15, 0.4])
    reactions = [
        [office.RINGS, (4.0, LegEvent.BUSY)],
        [office.RINGS, (6.0, LegEvent.ANSWERED), (1.0, LegEvent.HUMAN), (6.0, LegEvent.DECLINED)],
        [*office.PICKS_UP, (6.0, LegEvent.ACCEPTED)],
    ]
    block = handoff(targets=[{"number": DESK, "retries": 1, "retry_after_secs": 2}, {"number": OFFICE}])
    taken: list[float] = []

    async def act(scene: Scene) -> None:
        loop = asyncio.get_running_loop()
        await scene.handover.request("person")
        await asyncio.sleep(moment)
        scene.control.caller_there = False
        if scene.handover.active:
            closed = loop.time()
            await scene.handover.line_closed()
            while scene.control.left_behind and loop.time() - closed < 5:
                await asyncio.sleep(0.01)
            taken.append(loop.time() - closed)

    control = office.Control(reactions, rest_secs=slow, join_secs=0.4, closes_stream=False)
    scene = play(control, act, block)
    assert not control.left_behind
    assert len(scene.outcomes) == 1
    assert all(secs <= 1.0 for secs in taken), f"took {taken} s at {moment:.2f} s"
    if taken:
        assert only(scene).outcome == "caller_hung_up"


def test_a_leg_whose_order_is_answered_after_the_hang_up_is_ended_all_the_same(office) -> None:
    async def act(scene: Scene) -> None:
        await scene.handover.request("person")
        await asyncio.sleep(SAY_SECS + 0.5)
        await scene.handover.line_closed()

    scene = play(office.Control(rest_secs=2.0), act)
    assert scene.control.log == [("dial", DESK), ("hang_up", "leg1")]


def test_a_call_that_ends_for_another_reason_ends_its_transfer(office) -> None:
    async def act(scene: Scene) -> None:
        await scene.handover.request("person")
        await asyncio.sleep(8)

    assert only(play(office.Control(), act)).outcome == "call_ended"


# ---- The list of targets, holding, cold --------------------------------------------------------------------


def test_a_busy_telephone_is_tried_again_and_then_the_next_one(office) -> None:
    reactions = [
        [office.RINGS, (1.0, LegEvent.BUSY)],
        [office.RINGS, (20.0, LegEvent.NO_ANSWER)],
        [*office.PICKS_UP, (1.0, LegEvent.ACCEPTED)],
    ]
    block = handoff(targets=[{"number": DESK, "retries": 1, "retry_after_secs": 4}, {"number": OFFICE}])
    scene = play(office.Control(reactions), transferred, block)
    attempts = only(scene).attempts
    assert [(each.target, each.number, each.result) for each in attempts] == [
        (0, DESK, "busy"),
        (0, DESK, "no_answer"),
        (1, OFFICE, "connected"),
    ]
    assert attempts[1].started_ms - attempts[0].ended_ms == 4000
    assert [text.split(".")[0] for text in scene.side.said[1:]] == [
        "I'm still trying to reach somebody",
        "Somebody has picked up",
    ]


def test_no_telephone_rings_longer_than_the_agent_file_allows(office) -> None:
    block = handoff(targets=[{"number": DESK, "ring_secs": 25}], max_ring_secs=10)
    scene = play(office.Control([[office.RINGS]]), transferred, block)
    attempt = only(scene).attempts[0]
    assert attempt.result == "no_answer"
    assert attempt.ended_ms - attempt.started_ms == 13000  # 3 s in which the carrier may say so itself


def test_a_cold_transfer_forwards_the_caller(office) -> None:
    scene = play(office.Control(), transferred, handoff(destination={"mode": "cold"}))
    assert scene.control.log == [("forward", DESK)]
    assert only(scene).outcome == "forwarded"
    assert only(scene).mode == "cold"
    assert scene.side.said == ["I'll connect you now. Please hold."]


# ---- Asking ------------------------------------------------------------------------------------------------


def asked(scene_control: Any, block: HandoffBlock, **request: Any) -> Any:
    answers = []

    async def act(scene: Scene) -> None:
        answers.append(await scene.handover.request("person", **request))

    scene = play(scene_control, act, block)
    assert not scene.record.transfers
    return answers[0]


def test_a_line_without_a_carrier_fetches_nobody() -> None:
    answer = asked(None, handoff())
    assert (answer.status, answer.why) == ("unavailable", "no_line")


def test_a_destination_is_a_name_of_the_agent_file_and_nothing_else(office) -> None:
    assert asked(office.Control(), handoff(), destination="+19005551234").why == "unknown"


def test_an_agent_without_destinations_fetches_nobody(office) -> None:
    assert asked(office.Control(), HandoffBlock()).why == "nobody"


def test_a_number_that_may_not_be_dialled_is_not_dialled_even_if_it_was_configured(office) -> None:
    answer = asked(
        office.Control(), handoff(targets=[{"number": "+442071838750"}, {"number": "+18765551234"}])
    )
    assert answer.why == "not_allowed"


def test_outside_of_their_hours_nobody_is_called_and_the_caller_learns_when(office) -> None:
    hours = {"open": [{"days": ["tue"], "opens": "09:00", "closes": "17:00"}]}
    answer = asked(office.Control(), handoff(destination=hours))
    assert answer.why == "closed"
    assert answer.opens.isoformat() == "2026-03-03T09:00:00"
    assert answer.say == "I'm sorry, there is nobody to take the call at this hour."


def test_two_transfers_may_be_tried_and_no_third(office) -> None:
    async def act(scene: Scene) -> None:
        for expected in ("transferring", "transferring", "unavailable"):
            scene.outcomes.clear()
            answer = await scene.handover.request("person")
            assert answer.status == expected
            if answer.transferring:
                assert (await scene.handover.request("anger")).transferring, "one at a time"
                await scene.over()
        assert answer.why == "tried"

    reaction = [office.RINGS, (1.0, LegEvent.BUSY)]
    scene = play(office.Control([reaction, reaction]), act)
    assert [transfer.outcome for transfer in scene.record.transfers] == ["busy", "busy"]


def test_the_carrier_learns_the_terms_of_the_agent_file(office) -> None:
    block = handoff(destination={"when_they_leave": "return"}, accept_key="5")
    control = office.Control([[office.RINGS, (1.0, LegEvent.BUSY)]])
    play(control, transferred, block)
    (terms,) = control.terms
    assert (terms.accept_key, terms.when_they_leave) == ("5", "return")
    assert terms.farewell == "The other side has hung up. Goodbye."
