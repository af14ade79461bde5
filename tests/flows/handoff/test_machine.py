"""The state machine of a transfer: from any sequence of events it ends once, and leaves nobody behind."""

from dataclasses import dataclass, field

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calls.control import LegEvent
from calls.transfers import LegResult, TransferOutcome
from flows.handoff.happenings import (
    Aborted,
    Announced,
    Begun,
    CallerCameBack,
    Deed,
    Dial,
    DialFailed,
    DialTaken,
    Finish,
    Forward,
    Forwarded,
    HangUp,
    Happening,
    Hold,
    Join,
    Joined,
    JoinFailed,
    LegTold,
    LineClosed,
    Note,
    Tick,
    Update,
)
from flows.handoff.machine import JOIN_SECS, step
from flows.handoff.plan import Call, Plan
from flows.handoff.state import ON_HOLD, Phase, State

DESK, BACK_OFFICE = "+12125550142", "+12125550143"
ALIVE = {LegEvent.RINGING, LegEvent.ANSWERED, LegEvent.HUMAN, LegEvent.BRIEFED, LegEvent.ACCEPTED}
OVER = {LegEvent.NO_ANSWER, LegEvent.BUSY, LegEvent.REJECTED, LegEvent.ENDED, LegEvent.FAILED}


def plan(*calls: Call, mode: str = "warm") -> Plan:
    return Plan(
        "desk",
        calls or (Call(DESK, 20.0),),
        mode=mode,
        announce="Hold on.",
        update="Still trying.",
        update_answered="Picked up.",
    )  # type: ignore[arg-type]


@dataclass
class Bench:
    """Runs the machine and keeps what a carrier would know."""

    state: State
    now: float = 0.0
    deeds: list[Deed] = field(default_factory=list)
    live: set[str] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)
    """Legs that were hung up or ended by themselves; a carrier never uses an id twice."""

    def tell(self, happening: Happening, after: float = 0.0) -> list[Deed]:
        self.now += after
        match happening:
            case DialTaken(_, leg):
                self.live.add(leg)
            case LegTold(_, leg, event):
                (self.dead if event in OVER else self.live).add(leg)
        self.state, deeds = step(self.state, happening, self.now)
        self.dead |= {deed.leg for deed in deeds if isinstance(deed, HangUp)}
        self.live -= self.dead
        self.deeds += deeds
        return list(deeds)

    def all(self, *happenings: Happening) -> "Bench":
        for happening in happenings:
            self.tell(happening)
        return self

    def told(self, kind: type) -> list:
        return [deed for deed in self.deeds if isinstance(deed, kind)]

    @property
    def outcomes(self) -> list[TransferOutcome]:
        return [deed.outcome for deed in self.told(Finish)]


def ringing(*calls: Call) -> Bench:
    """Announced, on hold, the first telephone rings."""
    bench = Bench(State(plan(*calls)))
    return bench.all(Begun(), Announced(), DialTaken(0, "leg0"), LegTold(0, "leg0", LegEvent.RINGING))


def answered(*calls: Call) -> Bench:
    return ringing(*calls).all(LegTold(0, "leg0", LegEvent.ANSWERED), LegTold(0, "leg0", LegEvent.HUMAN))


def joining(*calls: Call) -> Bench:
    return answered(*calls).all(LegTold(0, "leg0", LegEvent.ACCEPTED))


def test_a_person_who_says_yes_is_joined_with_the_caller_and_the_agent_leaves() -> None:
    bench = joining()
    assert bench.told(Join) == [Join(0, "leg0")]
    bench.tell(Joined(0, 2))
    assert bench.outcomes == [TransferOutcome.CONNECTED]
    assert not bench.told(HangUp)
    notes = [deed.result for deed in bench.told(Note)]
    assert notes == ["dialled", "ringing", "answered", "human", "accepted", "connected"]


def test_nobody_is_dialled_before_the_announcement_was_heard() -> None:
    bench = Bench(State(plan())).all(Begun())
    assert not bench.told(Dial)
    assert [type(deed) for deed in bench.tell(Announced())] == [Hold, Note, Dial]


def test_an_announcement_that_nothing_reports_as_heard_does_not_keep_the_caller_waiting_for_ever() -> None:
    bench = Bench(State(plan())).all(Begun())
    bench.tell(Tick(), after=15)
    assert bench.told(Dial)


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (LegEvent.NO_ANSWER, TransferOutcome.NO_ANSWER),
        (LegEvent.BUSY, TransferOutcome.BUSY),
        (LegEvent.REJECTED, TransferOutcome.REJECTED),
        (LegEvent.FAILED, TransferOutcome.REJECTED),
        (LegEvent.ENDED, TransferOutcome.NO_ANSWER),
        (LegEvent.MACHINE, TransferOutcome.VOICEMAIL),
        (LegEvent.DECLINED, TransferOutcome.DECLINED),
    ],
)
def test_a_telephone_that_brings_nobody_ends_the_transfer(event: LegEvent, outcome: TransferOutcome) -> None:
    bench = ringing()
    bench.tell(LegTold(0, "leg0", event))
    assert bench.outcomes == [outcome]
    assert not bench.live


def test_a_carrier_that_does_not_say_that_nobody_answered_is_not_waited_for() -> None:
    bench = ringing()
    assert bench.tell(Tick(), after=22.9) == [Update("Still trying.")]
    bench.tell(Tick(), after=0.2)
    assert bench.outcomes == [TransferOutcome.NO_ANSWER]
    assert not bench.live


def test_who_picks_up_and_says_nothing_is_given_ninety_seconds() -> None:
    bench = answered()
    bench.tell(Tick(), after=89)
    assert not bench.outcomes
    bench.tell(Tick(), after=1)
    assert bench.outcomes == [TransferOutcome.CONSULT_TIMEOUT]
    assert bench.told(HangUp) == [HangUp("leg0")]


def test_a_person_who_hangs_up_during_the_briefing_has_left() -> None:
    bench = answered()
    bench.tell(LegTold(0, "leg0", LegEvent.ENDED))
    assert bench.outcomes == [TransferOutcome.HUMAN_LEFT_BEFORE_MERGE]


def test_a_caller_on_hold_hears_a_word_every_twenty_seconds() -> None:
    bench = ringing(Call(DESK, 25.0))
    assert bench.tell(Tick(), after=19.9) == []
    assert bench.tell(Tick(), after=0.1) == [Update("Still trying.")]
    bench.tell(LegTold(0, "leg0", LegEvent.ANSWERED))
    updates = [bench.tell(Tick(), after=20) for _ in range(4)]
    assert updates == [[Update("Picked up.")]] * 4


def test_a_join_of_one_is_no_join() -> None:
    bench = joining()
    bench.tell(Joined(0, 1))
    assert bench.outcomes == [TransferOutcome.MERGE_FAILED]
    assert not bench.live


def test_a_join_that_the_carrier_never_answers_fails_all_the_same() -> None:
    bench = joining()
    bench.tell(Tick(), after=JOIN_SECS)
    assert bench.outcomes == [TransferOutcome.MERGE_FAILED]
    assert not bench.live


def test_the_stream_that_the_carrier_closes_for_the_join_is_no_hang_up() -> None:
    bench = joining()
    bench.tell(LineClosed(by_carrier=True))
    assert not bench.outcomes
    bench.tell(Joined(0, 2))
    assert bench.outcomes == [TransferOutcome.CONNECTED]


def test_a_caller_who_hangs_up_before_the_carrier_has_taken_them_is_not_waited_for() -> None:
    bench = joining()
    assert HangUp("leg0") in bench.tell(LineClosed())
    assert bench.outcomes == [TransferOutcome.CALLER_HUNG_UP]


def test_a_caller_who_hangs_up_on_the_way_to_the_person_is_told_apart_by_the_carrier() -> None:
    bench = joining()
    bench.all(LineClosed(by_carrier=True), JoinFailed(0, caller_gone=True))
    assert bench.outcomes == [TransferOutcome.CALLER_HUNG_UP]
    assert not bench.live


def test_a_person_who_leaves_during_the_join_has_left() -> None:
    bench = joining()
    bench.all(LegTold(0, "leg0", LegEvent.ENDED), Joined(0, 1))
    assert bench.outcomes == [TransferOutcome.HUMAN_LEFT_BEFORE_MERGE]


def test_what_the_person_does_after_the_join_is_theirs() -> None:
    bench = joining()
    bench.tell(Joined(0, 2))
    assert bench.all(LegTold(0, "leg0", LegEvent.ENDED), LineClosed()).outcomes == [TransferOutcome.CONNECTED]
    assert not bench.told(HangUp)


def test_the_same_telephone_is_tried_again_and_then_the_next() -> None:
    calls = (Call(DESK, 20.0), Call(DESK, 20.0, 5.0), Call(BACK_OFFICE, 15.0, 0.0, 1))
    bench = ringing(*calls)
    assert bench.tell(LegTold(0, "leg0", LegEvent.BUSY)) == [Note(0, LegResult.BUSY)]
    assert bench.state.phase is Phase.WAITING
    assert bench.tell(Tick(), after=5)[-1] == Dial(1, calls[1])
    bench.all(DialTaken(1, "leg1"), LegTold(1, "leg1", LegEvent.NO_ANSWER))
    assert bench.told(Dial)[-1] == Dial(2, calls[2])
    bench.all(DialTaken(2, "leg2"), LegTold(2, "leg2", LegEvent.ACCEPTED), Joined(2, 2))
    assert bench.outcomes == [TransferOutcome.CONNECTED]


def test_who_declines_is_not_asked_again() -> None:
    calls = (Call(DESK, 20.0), Call(DESK, 20.0, 5.0), Call(BACK_OFFICE, 15.0, 0.0, 1))
    bench = answered(*calls)
    assert bench.tell(LegTold(0, "leg0", LegEvent.DECLINED))[-1] == Dial(2, calls[2])


def test_no_second_person_is_called_while_the_first_order_is_unanswered() -> None:
    bench = Bench(State(plan(Call(DESK, 20.0), Call(BACK_OFFICE, 20.0, 0.0, 1)))).all(Begun(), Announced())
    bench.tell(Tick(), after=23)
    assert bench.state.phase is Phase.CLEARING
    late = bench.tell(DialTaken(0, "leg0"))
    assert late[0] == HangUp("leg0")
    assert isinstance(late[-1], Dial)
    assert not bench.live


def test_a_leg_that_comes_up_after_the_end_is_hung_up() -> None:
    bench = Bench(State(plan())).all(Begun(), Announced(), LineClosed())
    assert bench.outcomes == [TransferOutcome.CALLER_HUNG_UP]
    assert bench.tell(DialTaken(0, "leg0")) == [HangUp("leg0")]


def test_a_cold_transfer_forwards_the_caller_and_claims_no_more_than_that() -> None:
    bench = Bench(State(plan(mode="cold"))).all(Begun())
    assert isinstance(bench.tell(Announced())[-1], Forward)
    bench.tell(LineClosed(by_carrier=True))
    bench.tell(Forwarded(0))
    assert bench.outcomes == [TransferOutcome.FORWARDED]


def test_a_cold_transfer_that_is_refused_tries_the_next_number() -> None:
    bench = Bench(State(plan(Call(DESK, 20.0), Call(BACK_OFFICE, 20.0, 0.0, 1), mode="cold")))
    bench.all(Begun(), Announced(), JoinFailed(0, caller_gone=False))
    assert bench.told(Forward)[-1].what.number == BACK_OFFICE
    bench.tell(JoinFailed(1, caller_gone=False))
    assert bench.outcomes == [TransferOutcome.MERGE_FAILED]


@pytest.mark.parametrize("start", [ringing, answered])
def test_a_caller_on_hold_may_come_back(start) -> None:
    bench = start()
    bench.tell(CallerCameBack())
    assert bench.outcomes == [TransferOutcome.CANCELLED_BY_CALLER]
    assert not bench.live


# ---- Any sequence ------------------------------------------------------------------------------------------

CALLS = st.integers(0, 3)
LEGS = st.sampled_from(["leg0", "leg1", "leg2", "leg3", "stranger"])
HAPPENINGS = st.one_of(
    st.just(Begun()),
    st.just(Announced()),
    st.builds(DialTaken, CALLS, LEGS),
    st.builds(DialFailed, CALLS),
    st.builds(LegTold, CALLS, LEGS, st.sampled_from(LegEvent)),
    st.builds(Joined, CALLS, st.integers(0, 3)),
    st.builds(JoinFailed, CALLS, st.booleans()),
    st.builds(Forwarded, CALLS),
    st.just(CallerCameBack()),
    st.builds(LineClosed, st.booleans()),
    st.just(Aborted()),
    st.just(Tick()),
)
PLANS = st.builds(
    lambda targets, retries, wait, mode: plan(
        *(
            Call(DESK, 10.0, wait if again else 0.0, target)
            for target in range(targets)
            for again in range(retries + 1)
        ),
        mode=mode,
    ),
    st.integers(1, 2),
    st.integers(0, 1),
    st.sampled_from([0.0, 3.0]),
    st.sampled_from(["warm", "warm", "cold"]),
)
SECONDS = st.sampled_from([0.0, 0.0, 0.1, 2.0, 11.0, 30.0, 100.0])


def check_invariants(bench: Bench) -> None:
    state = bench.state
    assert len(bench.live) <= 1, f"two people are on the line: {bench.live}"
    if state.phase is Phase.DONE:
        assert len(bench.outcomes) == 1
        kept = {state.leg} if state.outcome is TransferOutcome.CONNECTED else set()
        assert bench.live <= kept, f"{bench.live} outlive the end"
        assert state.due is None
    else:
        assert not bench.outcomes
        assert state.phase is Phase.IDLE or state.due is not None, f"{state.phase} waits for nothing"
    if state.phase in ON_HOLD:
        assert state.deadline is not None
        assert state.update_at is not None


@settings(max_examples=600, deadline=None)
@given(PLANS, st.lists(st.tuples(HAPPENINGS, SECONDS), max_size=40))
@example(plan(), [(Begun(), 0.0), (Announced(), 0.0), (LineClosed(), 0.0), (DialTaken(0, "leg0"), 0.0)])
def test_any_sequence_of_events_leaves_nobody_behind(
    wanted: Plan, sequence: list[tuple[Happening, float]]
) -> None:
    bench = Bench(State(wanted))
    for happening, after in sequence:
        bench.tell(happening, after)
        check_invariants(bench)
    # Whatever happened, time alone brings it to its end.
    bench.tell(Begun())
    for _ in range(200):
        if bench.state.due is None:
            break
        bench.now = max(bench.now, bench.state.due)
        bench.tell(Tick())
        check_invariants(bench)
    assert bench.state.phase is Phase.DONE
    assert len(bench.outcomes) == 1
