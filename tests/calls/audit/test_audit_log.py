"""The audit log: a chain that shows every change of it."""

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest

from calls.audit import AuditLog
from calls.audit.policies import note_policy_now
from calls.audit.verifying import Verified, verify

LINES = 6


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    """A log of six lines."""
    log = AuditLog.open(tmp_path)
    for number in range(1, LINES + 1):
        log.write("calls.show", f"call_{number}", why="a complaint", who="ada")
    return log


def texts(log: AuditLog) -> list[str]:
    return log.path.read_text().splitlines()


def put(log: AuditLog, lines: list[str]) -> None:
    log.path.write_text("".join(f"{line}\n" for line in lines))


def test_a_log_that_nobody_touched_is_whole(log: AuditLog) -> None:
    verified = verify(log)

    assert (verified.problems, verified.lines, verified.seq) == ([], LINES, LINES)


def test_every_line_says_who_did_what_to_which_call_and_why(log: AuditLog) -> None:
    first, *_ = log.lines()

    assert (first.who, first.what, first.subject, first.why) == ("ada", "calls.show", "call_1", "a complaint")


@pytest.mark.parametrize("number", range(1, LINES + 1))
@pytest.mark.parametrize("key", ["who", "why", "subject", "at", "what", "detail"])
def test_a_changed_line_is_found_and_named(log: AuditLog, number: int, key: str) -> None:
    lines = texts(log)
    lines[number - 1] = json.dumps({**json.loads(lines[number - 1]), key: "x"}, separators=(",", ":"))
    put(log, lines)

    (problem,) = verify(log).problems
    assert problem.startswith(f"line {number} was changed")


@pytest.mark.parametrize("number", range(1, LINES + 1))
def test_a_removed_line_is_found_and_named(log: AuditLog, number: int) -> None:
    put(log, [line for place, line in enumerate(texts(log), 1) if place != number])

    (problem,) = verify(log).problems
    assert problem.startswith(f"line {number} is missing")


@pytest.mark.parametrize("kept", range(LINES))
def test_lines_cut_from_the_end_are_found(log: AuditLog, kept: int) -> None:
    put(log, texts(log)[:kept])

    (problem,) = verify(log).problems
    assert "missing at the end" in problem


def test_a_log_that_was_deleted_is_found(log: AuditLog) -> None:
    log.path.unlink()
    assert verify(log).problems == ["lines 1 to 6 are missing at the end: the signed head is line 6"]


def test_a_line_that_was_put_in_is_found(log: AuditLog) -> None:
    lines = texts(log)
    put(log, [*lines[:3], lines[2], *lines[3:]])
    assert verify(log).problems == ["line 4 has the number 3, which is not after 3"]


def test_lines_that_changed_places_are_found(log: AuditLog) -> None:
    one, two, *others = texts(log)
    put(log, [two, one, *others])
    assert verify(log).problems


def test_a_chain_that_was_written_anew_is_not_signed(log: AuditLog, tmp_path: Path) -> None:
    forged = AuditLog(tmp_path / "forged", AuditLog.open(tmp_path / "others").keys)
    for number in range(1, LINES + 1):
        forged.write("calls.show", f"call_{number}", why="curiosity", who="ada")
    log.path.write_bytes(forged.path.read_bytes())
    assert verify(log).problems == ["line 6 was changed: the signed head vouches for another"]

    log.head_path.write_bytes(forged.head_path.read_bytes())
    (problem,) = verify(log).problems
    assert "not signed by a key of" in problem


def test_a_line_that_nobody_signed_is_found(log: AuditLog) -> None:
    other = json.loads(texts(log)[-1])
    put(log, [*texts(log), json.dumps({**other, "seq": LINES + 1})])
    assert any("nobody vouches for it" in problem for problem in verify(log).problems)


def test_a_removed_head_is_found_and_stays_told(log: AuditLog) -> None:
    log.head_path.unlink()
    (problem,) = verify(log).problems
    assert "signed head is missing" in problem

    log.write("calls.show", "call_7")
    assert [line.what for line in log.lines()][-2:] == ["audit.mended", "calls.show"]


def test_a_log_put_back_to_an_earlier_state_is_found_by_what_was_noted(log: AuditLog) -> None:
    old = {path: path.read_bytes() for path in (log.path, log.head_path)}
    log.write("privacy.erase", "call_1")
    noted = verify(log)
    for path, content in old.items():
        path.write_bytes(content)

    assert verify(log).problems == []
    assert verify(log, f"{noted.seq}:{noted.digest}").problems == ["line 7 is not the one that was noted"]


def test_what_was_noted_stays_true_while_the_log_grows(log: AuditLog) -> None:
    noted = verify(log)
    log.write("calls.show", "call_7")
    assert verify(log, f"{noted.seq}:{noted.digest}").problems == []
    with pytest.raises(ValueError, match="SEQ:HASH"):
        verify(log, "yesterday")


@pytest.mark.parametrize("left", [0, 1, 40])
def test_a_line_that_a_dying_process_left_torn_is_finished_and_told(log: AuditLog, left: int) -> None:
    whole = log.path.read_bytes()
    newest = whole.splitlines(keepends=True)[-1]
    log.path.write_bytes(whole[: len(whole) - len(newest) + left])
    assert verify(log).problems

    log.write("calls.show", "call_7")

    assert verify(log).problems == []
    assert [line.what for line in log.lines()][-3:] == ["calls.show", "audit.mended", "calls.show"]


def test_writing_on_does_not_hide_a_change(log: AuditLog) -> None:
    lines = texts(log)
    put(log, [*lines[:-1], lines[-1].replace("a complaint", "an emergency")])
    log.write("calls.show", "call_7")
    assert verify(log).problems == ["line 6 was changed: line 7 vouches for another"]


def test_after_a_rotation_of_keys_old_and_new_heads_hold(log: AuditLog) -> None:
    log.keys.rotate()
    assert verify(log).problems == []
    log.write("calls.show", "call_7")
    assert verify(AuditLog.open(log.path.parents[1])).problems == []


def test_no_log_is_whole_and_is_not_made_by_looking(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "data", AuditLog.open(tmp_path).keys)
    assert verify(log) == Verified(0, 0, "0" * 64, [])
    assert not log.path.parent.exists()


def _write_many(data: Path, name: str) -> None:
    log = AuditLog.open(data)
    for number in range(25):
        log.write("calls.show", f"{name}_{number}")


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    writers = [processes.Process(target=_write_many, args=(tmp_path, f"p{number}")) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    log = AuditLog.open(tmp_path)
    assert verify(log).problems == []
    assert len({line.subject for line in log.lines()}) == 75


def test_rules_are_told_when_they_are_new_and_when_they_change(tmp_path: Path) -> None:
    rules = {"agent": "a", "recording": {"mode": "off"}, "redaction": {"preset": "pci"}}
    changed = {**rules, "recording": {"mode": "announce"}}
    written: list[Callable[[], object]] = [
        lambda: note_policy_now(tmp_path, "a", rules),
        lambda: note_policy_now(tmp_path, "a", rules),
        lambda: note_policy_now(tmp_path, "a", changed),
        lambda: note_policy_now(tmp_path, "a", {**changed, "agent": "b"}),
    ]
    told = [getattr(write(), "why", None) for write in written]
    assert told == ["first use", None, "changed: recording", None]
