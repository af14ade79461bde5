import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls.recordings import StereoRecording
from calls.wav_file import HEADER_BYTES, repair

RATE = 8000
PACKET = 160
"""Samples in 20 ms."""

Made = Callable[..., StereoRecording]


def pcm(values: np.ndarray | list[int]) -> bytes:
    return np.asarray(values, dtype="<i2").tobytes()


def ramp(count: int, start: int = 1) -> np.ndarray:
    """Samples of which no two neighbours, and none near, are the same, and none is silence."""
    return ((np.arange(start, start + count) % 30_000) + 1).astype("<i2")


def heard(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Both tracks, as any player reads them."""
    audio, rate = soundfile.read(path, dtype="int16")
    assert rate == RATE
    return audio[:, 0], audio[:, 1]


def caller_sends(recording: StereoRecording, samples: np.ndarray, from_ms: float = 0) -> None:
    """The caller's audio as it comes: in packets of 20 ms."""
    for start in range(0, len(samples), PACKET):
        recording.write_caller(pcm(samples[start : start + PACKET]), from_ms + start / 8)


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[StereoRecording]:
    recording = StereoRecording.create(tmp_path / "recording.wav", RATE)
    yield recording
    recording.close()


def test_the_caller_is_left_and_the_agent_right_to_the_sample(recording: StereoRecording):
    said, answered = ramp(RATE * 6), ramp(RATE * 2, start=7000)
    for packet in range(0, len(said), PACKET):
        recording.write_caller(pcm(said[packet : packet + PACKET]), packet / 8)
        place = packet - 2500 * 8
        if 0 <= place < len(answered):
            recording.write_agent(pcm(answered[place : place + PACKET]), packet / 8)
    assert recording.close() is None
    left, right = heard(recording.path)
    assert np.array_equal(left, said)
    expected = np.zeros_like(said)
    expected[2500 * 8 : 4500 * 8] = answered
    assert np.array_equal(right, expected)


def test_packets_that_come_a_little_early_or_late_join_without_a_seam(recording: StereoRecording):
    said = ramp(RATE * 2)
    for index, packet in enumerate(range(0, len(said), PACKET)):
        recording.write_caller(
            pcm(said[packet : packet + PACKET]), max(0, packet / 8 + (-30, 0, 45)[index % 3])
        )
    recording.close()
    assert np.array_equal(heard(recording.path)[0], said)


def test_time_that_no_packet_covered_is_silent(recording: StereoRecording):
    said = ramp(PACKET * 2)
    recording.write_caller(pcm(said[:PACKET]), 0)
    recording.write_caller(pcm(said[PACKET:]), 1000)
    recording.close()
    left, _ = heard(recording.path)
    assert len(left) == RATE + PACKET
    assert np.array_equal(left[:PACKET], said[:PACKET])
    assert not left[PACKET:RATE].any()
    assert np.array_equal(left[RATE:], said[PACKET:])


def test_late_packets_that_come_in_a_heap_take_back_the_silence_that_stood_for_them(
    recording: StereoRecording,
):
    """Times are of arrival. From 200 to 360 ms nothing came in; then eight packets at once."""
    said = ramp(PACKET * 100)
    for index in range(100):
        arrived = index * 20 + 20
        if 10 <= index < 18:
            arrived = 380
        recording.write_caller(pcm(said[index * PACKET : (index + 1) * PACKET]), arrived)
    recording.close()
    left, _ = heard(recording.path)
    late = len(left) - len(said)
    assert 0 <= late <= 60 * 8
    assert np.array_equal(left[-PACKET * 80 :], said[-PACKET * 80 :])


def test_pieces_of_the_agent_that_overlap_follow_one_another(recording: StereoRecording):
    caller_sends(recording, np.zeros(RATE // 2))
    answered = ramp(PACKET * 10)
    for index in range(10):
        recording.write_agent(pcm(answered[index * PACKET : (index + 1) * PACKET]), 500 + index * 5)
    recording.close()
    right = heard(recording.path)[1]
    assert np.array_equal(right[4000 : 4000 + len(answered)], answered)


def test_a_barge_in_takes_back_what_was_not_played(recording: StereoRecording):
    caller_sends(recording, np.zeros(6400))
    recording.write_agent(pcm(ramp(RATE)), 800)
    caller_sends(recording, np.zeros(1600), from_ms=800)
    recording.truncate_agent(1000)
    caller_sends(recording, np.zeros(12_000), from_ms=1000)
    recording.write_agent(pcm(ramp(PACKET, start=99)), 2500)
    recording.close()
    right = heard(recording.path)[1]
    assert np.array_equal(right[6400:8000], ramp(1600))
    assert not right[8000:20_000].any()
    assert np.array_equal(right[20_000 : 20_000 + PACKET], ramp(PACKET, start=99))


def test_an_agent_is_recorded_although_nothing_comes_from_the_caller(recording: StereoRecording):
    answered = ramp(RATE * 20)
    for packet in range(0, len(answered), PACKET):
        recording.write_agent(pcm(answered[packet : packet + PACKET]), packet / 8)
    assert recording.held_bytes < 300_000
    recording.close()
    left, right = heard(recording.path)
    assert np.array_equal(right, answered)
    assert not left.any()


def test_an_answer_that_is_sent_all_at_once_keeps_its_place(recording: StereoRecording):
    answered = ramp(RATE * 12)
    said = ramp(RATE * 14, start=3)
    caller_sends(recording, said[:RATE])
    recording.write_agent(pcm(answered), 1000)
    caller_sends(recording, said[RATE:], from_ms=1000)
    recording.close()
    left, right = heard(recording.path)
    assert np.array_equal(left, said)
    assert np.array_equal(right[RATE : RATE * 13], answered)


def test_an_hour_of_nonstop_talk_on_both_sides_stays_within_its_memory(tmp_path: Path):
    recording = StereoRecording.create(tmp_path / "long.wav", RATE)
    piece = pcm(ramp(PACKET * 5))
    most = 0
    for at_ms in range(0, 3_600_000, 100):
        recording.write_caller(piece, at_ms)
        recording.write_agent(piece, at_ms)
        most = max(most, recording.held_bytes)
    recording.close()
    assert most < 200_000
    assert soundfile.info(recording.path).duration == 3600


def test_a_long_silence_costs_no_memory(recording: StereoRecording):
    recording.write_caller(pcm(ramp(PACKET)), 0)
    recording.write_caller(pcm(ramp(PACKET)), 50 * 60_000)
    assert recording.held_bytes < 200_000
    recording.close()
    left, _ = heard(recording.path)
    assert len(left) == 50 * 60 * RATE + PACKET
    assert np.array_equal(left[-PACKET:], ramp(PACKET))


def test_a_packet_with_a_time_that_cannot_be_joins_the_last_one(recording: StereoRecording):
    recording.write_caller(pcm(ramp(PACKET)), 0)
    recording.write_caller(pcm(ramp(PACKET)), 1e15)
    recording.close()
    assert len(heard(recording.path)[0]) == 2 * PACKET


def test_the_file_plays_at_every_moment_and_lacks_less_than_a_second(recording: StereoRecording):
    said = ramp(RATE * 5)
    for packet in range(0, len(said), PACKET):
        recording.write_caller(pcm(said[packet : packet + PACKET]), packet / 8)
        left, _ = heard(recording.path)
        assert packet + PACKET - len(left) < RATE
        assert np.array_equal(left, said[: len(left)])


def test_a_disk_that_is_full_for_a_while_leaves_a_gap_and_the_timeline_holds(
    recording: StereoRecording, monkeypatch: pytest.MonkeyPatch
):
    said = ramp(RATE * 10)
    real, full = os.pwrite, False

    def pwrite(fd: int, data: bytes, place: int) -> int:
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(fd, data, place)

    monkeypatch.setattr(os, "pwrite", pwrite)
    for packet in range(0, len(said), PACKET):
        full = 3 * RATE < packet < 6 * RATE
        recording.write_caller(pcm(said[packet : packet + PACKET]), packet / 8)
    assert "No space left" in str(recording.close())
    left, _ = heard(recording.path)
    assert len(left) == len(said)
    assert np.array_equal(left[: 2 * RATE], said[: 2 * RATE])
    assert not left[4 * RATE : 5 * RATE].any()
    assert np.array_equal(left[7 * RATE :], said[7 * RATE :])


def test_a_folder_that_cannot_be_made_does_not_stop_the_call(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    recording = StereoRecording.create(tmp_path / "file" / "recording.wav", RATE)
    recording.write_caller(pcm(ramp(RATE * 3)), 0)
    assert recording.close() is not None


def test_a_recording_is_never_overwritten(recording: StereoRecording):
    with pytest.raises(FileExistsError):
        StereoRecording.create(recording.path, RATE)


def test_a_torn_tail_and_untrue_sizes_are_repaired(recording: StereoRecording):
    recording.write_caller(pcm(ramp(RATE * 4)), 0)
    recording.close()
    whole = recording.path.read_bytes()
    recording.path.write_bytes(whole[:HEADER_BYTES] + whole[HEADER_BYTES : HEADER_BYTES + 2 * RATE * 4 + 3])
    assert repair(recording.path) == 2.0
    left, _ = heard(recording.path)
    assert np.array_equal(left, ramp(RATE * 2))
    assert recording.path.stat().st_size == HEADER_BYTES + 2 * RATE * 4


def test_a_whole_recording_is_left_as_it_is(recording: StereoRecording):
    recording.write_caller(pcm(ramp(RATE)), 0)
    recording.close()
    before = recording.path.read_bytes()
    assert repair(recording.path) == 1.0
    assert recording.path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"RIFF", b"x" * 100])
def test_what_is_no_recording_is_not_touched(tmp_path: Path, content: bytes):
    path = tmp_path / "other.wav"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"other\.wav"):
        repair(path)
    assert path.read_bytes() == content


STEP = st.tuples(
    st.sampled_from(["caller", "agent", "truncate"]), st.integers(0, 4000), st.integers(-500, 3000)
)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, max_size=40))
def test_whatever_comes_the_window_and_the_file_hold(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
):
    """No caller sample is lost or reordered, whatever the agent does meanwhile."""
    recording = StereoRecording.create(tmp_path_factory.mktemp("call") / "recording.wav", RATE)
    sent: list[np.ndarray] = []
    now, count = 0.0, 0
    for what, samples, jump in steps:
        now = max(0.0, now + jump)
        piece = ramp(samples, start=count)
        if what == "caller":
            recording.write_caller(pcm(piece), now)
            sent.append(piece)
            count += samples
        elif what == "agent":
            recording.write_agent(pcm(piece), now)
        else:
            recording.truncate_agent(now)
    recording.close()
    left, _ = heard(recording.path)
    assert np.array_equal(left[left != 0], np.concatenate([*sent, np.zeros(0, dtype="<i2")]))


def test_writing_is_cheap(recording: StereoRecording):
    packet = pcm(ramp(PACKET))
    before = time.process_time()
    for index in range(3000):
        recording.write_caller(packet, index * 20)
        recording.write_agent(packet, index * 20)
    assert time.process_time() - before < 0.3  # half a percent of a core for a minute of talk on both sides
