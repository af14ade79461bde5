"""When sound reaches a caller, and when playback ran dry."""

import numpy as np
import pytest

from benchmarks.hearing import DRY_SECS, JITTER_SECS, Hearing
from simulation.mulaw import encode

PACKET_SECS = 0.02
BEGIN = 10.0
"""When the stream starts, on a clock that has run before."""


def tone(loud: bool = True) -> bytes:
    level = 4000 if loud else 0
    return encode(np.full(160, level, dtype=np.int16))


def test_the_first_sound_of_a_packet_is_found_within_it() -> None:
    hearing = Hearing()
    half = tone(loud=False)[:80] + tone()[:80]
    assert hearing.packet(half, 1.0) == pytest.approx(1.01)
    assert Hearing().packet(tone(loud=False), 1.0) is None


def test_packets_that_come_in_time_leave_no_gap() -> None:
    hearing = Hearing()
    for index in range(50):
        hearing.packet(tone(), BEGIN + index * PACKET_SECS)
    assert hearing.underruns == 0
    assert hearing.sound_until == pytest.approx(BEGIN + JITTER_SECS + 50 * PACKET_SECS)


def test_a_late_packet_in_the_middle_of_sound_is_an_underrun() -> None:
    hearing = Hearing()
    hearing.packet(tone(), BEGIN)
    hearing.packet(tone(), BEGIN + JITTER_SECS + PACKET_SECS + 0.1)
    assert hearing.underruns == 1
    assert hearing.underrun_secs == pytest.approx(0.1)


def test_a_pause_between_sentences_is_no_underrun() -> None:
    hearing = Hearing()
    hearing.packet(tone(), BEGIN)
    hearing.packet(tone(), BEGIN + JITTER_SECS + PACKET_SECS + DRY_SECS + 0.01)
    assert hearing.underruns == 0


def test_clear_ends_what_sounds() -> None:
    hearing = Hearing()
    for index in range(50):
        hearing.packet(tone(), index * 0.001)
    hearing.clear(0.2)
    assert hearing.sound_until == 0.2
    hearing.packet(tone(), 0.25)
    assert hearing.underruns == 0
