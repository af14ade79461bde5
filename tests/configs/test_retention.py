"""`retention:` — how long what is kept of calls is kept."""

from pathlib import Path

import pytest

from configs import ConfigProblems, load_agent


def agent(folder: Path, retention: str) -> Path:
    file = folder / "clinic.yaml"
    file.write_text(f"agent: clinic\nflow: appointments\nretention: {{{retention}}}\n")
    return file


def test_recordings_and_calls_have_their_own_days(tmp_path: Path) -> None:
    block = load_agent(agent(tmp_path, "recording_days: 30, call_days: 365"), environ={}).config.retention
    assert (block.recording_days, block.call_days) == (30, 365)


def test_without_days_everything_is_kept(tmp_path: Path) -> None:
    block = load_agent(agent(tmp_path, ""), environ={}).config.retention
    assert (block.recording_days, block.call_days) == (None, None)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("recording_days: 40, call_days: 30", "recording_days is 40"),
        ("recording_days: 0", "recording_days"),
        ("call_days: 40000", "call_days"),
        ("transcript_days: 3", "transcript_days"),
    ],
)
def test_days_that_cannot_be_kept_are_told(tmp_path: Path, days: str, said: str) -> None:
    with pytest.raises(ConfigProblems, match=said):
        load_agent(agent(tmp_path, days), environ={})
