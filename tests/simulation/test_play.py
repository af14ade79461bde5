"""Whole calls against the appointments agent, on the virtual clock and, once, in real time."""

import asyncio
import os
import time
from pathlib import Path
from statistics import median

import pytest

from calls.end_reasons import EndReason
from configs import load_agent
from services.local import engines
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import load_scenarios

SCENARIOS = """
name: office
user: {modality: audio, speech: {service: local}}
callwright:
  given: {from: "+12125550188", demo: true, clock: "2026-03-02T09:15:00-05:00"}
turns:
  - expect: [{event: response, text_contains: How can I help}]
  - user: I would like to book a cleaning
    expect:
      - {event: function_call, calls: [{name: start_booking, args: {service: cleaning}}]}
      - event: response
  - user: yes that is right
    expect: [event: response]
  - user: tomorrow at eleven am
    expect:
      - {event: function_call, calls: [{name: check_slot, args: {day: "2026-03-03", time: "11:00"}}]}
      - event: response
  - user: yes please do
    expect: [{event: function_call, calls: [{name: book_visit}]}]
scenarios:
  - name: books
    callwright:
      finally:
        disposition: booked
        tools: [{name: book_visit, ok: true, times: 1}]
        database: {appointments.sqlite: {visits: [{where: {phone: "+12125550188", status: booked}}]}}
  - name: first come
    callwright:
      rivals: [first served]
      finally:
        database: {appointments.sqlite: {visits: [{where: {start: "2026-03-03T11:00", status: booked}}]}}
  - name: first served
    callwright: {only_as_rival: true, given: {from: "+12125550142"}}
  - name: hangs up
    stop_on_failure: false
    callwright:
      given: {slow: {calendar: 2}, demo: true, clock: "2026-03-02T09:15:00-05:00"}
      caller: {hangs_up: {event: function_call, name: book_visit, delay_ms: 500}}
      finally: {end_reason: caller_hung_up_during_tool}
  - name: asks in vain
    turns:
      - expect: [{event: response, text_contains: How can I help}]
      - user: I would like to book a cleaning
        expect: [{event: function_call, name: book_visit, within_ms: 5000}]
  - name: brief
    turns:
      - expect: [{event: response, text_contains: How can I help}]
      - {user: what are your opening hours, expect: [{event: response_measured}]}
      - user: what is your address please
        send_after: {event: response_measured, delay_ms: 700}
        expect: [{event: bot_interrupted}, {event: response_measured}]
      - user: do you take my insurance
        send_after: {event: response_measured, delay_ms: 700}
        expect: [{event: bot_interrupted}, {event: response_measured}]
      - user: I would like to book a cleaning
        send_after: {event: response_measured, delay_ms: 700}
        expect: [{event: bot_interrupted}, {event: response_measured}]
    callwright: {caller: {hangs_up: {event: function_call, name: start_booking, delay_ms: 1000}}}
  - name: silent
    turns: []
    callwright: {caller: {stays_secs: 300}, finally: {end_reason: caller_never_spoke, min_secs: 20}}
"""


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory):
    file = tmp_path_factory.mktemp("scenarios") / "office.yaml"
    file.write_text(SCENARIOS)
    yield {scenario.short_name: scenario for scenario in load_scenarios(file)}
    asyncio.run(engines.close())


def played(scenarios, name: str, *rivals: str, **conditions) -> list[ScenarioResult]:
    agent = load_agent("appointments")
    others = [scenarios[rival] for rival in rivals]
    return play(scenarios[name], agent, Conditions(**conditions), rivals=others)


def test_a_call_books_and_is_the_same_to_the_byte_on_every_run(scenarios, tmp_path: Path):
    (first,) = played(scenarios, "books")
    (again,) = played(scenarios, "books")
    assert first.failures == []
    assert first.record is not None and again.record is not None
    assert first.record.to_json() == again.record.to_json()
    assert first.events == again.events
    assert (first.said, first.heard) == (again.said, again.heard)
    assert first.record.started_at == "2026-03-02T14:15:00.000Z"
    first.write_audio(tmp_path / "call.wav")
    assert (tmp_path / "call.wav").stat().st_size == pytest.approx(first.call_secs * 32000, rel=0.01)


def test_a_simulated_call_is_much_faster_than_a_real_one(scenarios):
    played(scenarios, "silent")
    began = time.perf_counter()
    (result,) = played(scenarios, "silent")
    assert result.failures == []
    assert result.call_secs > 30
    assert time.perf_counter() - began < result.call_secs / 5


def test_of_two_callers_who_race_for_a_slot_one_gets_it(scenarios):
    results = played(scenarios, "first come", "first served")
    assert results[0].failures == []
    outcomes = sorted(
        tool.ok
        for result in results
        if result.record
        for tool in result.record.tools
        if tool.name in ("check_slot", "book_visit")
    )
    assert outcomes.count(False) >= 1
    booked = [result for result in results if result.record and result.record.outcome.disposition == "booked"]
    assert len(booked) == 1


def test_a_caller_can_hang_up_in_the_middle_of_a_tool(scenarios):
    (result,) = played(scenarios, "hangs up")
    assert result.failures == []
    assert result.record is not None
    assert result.record.end_reason is EndReason.CALLER_HUNG_UP_DURING_TOOL


def test_an_expectation_that_is_not_met_is_a_failure_that_tells_what_happened(scenarios):
    (result,) = played(scenarios, "asks in vain")
    (failure,) = result.failures
    assert failure.startswith("turns[1]: expected function_call book_visit within 5000 ms")
    assert "tool start_booking(service='cleaning')" in failure


def test_an_agent_that_cannot_be_called_is_a_failure_not_a_crash(scenarios):
    async def no_voice(text: str, voice: str, speed: float):
        raise OSError("the voice is gone")

    (result,) = played(scenarios, "books", synthesizer=no_voice)
    assert result.failures == ["could not be played: OSError: the voice is gone"]


def latencies(result: ScenarioResult) -> list[float]:
    assert result.failures == []
    assert result.record is not None
    return [turn.latency_ms["total"] for turn in result.record.turns if turn.latency_ms]


@pytest.mark.realtime
def test_in_real_time_on_a_real_socket_the_answers_take_as_long_as_in_virtual_time(scenarios):
    (virtual,) = played(scenarios, "brief")
    medians = []
    # What is promised is promised of an idle machine; on a busy one a real call is late.
    for _ in range(3):
        (real,) = played(scenarios, "brief", clock="real")
        pairs = zip(latencies(virtual), latencies(real), strict=True)
        medians.append(median(abs(one - other) for one, other in pairs))
        if medians[-1] <= 40:
            return
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores:
        pytest.skip(
            f"the machine is too busy to measure: load {load:.1f} on {cores} cores, medians {medians} ms"
        )
    pytest.fail(f"median differences of {medians} ms; at most 40 are allowed")
