"""The key ring: what was made with an old key still opens, and nothing else does."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from calls.keys import KeyRing, KeyRingError, Signature


def test_what_was_made_before_a_rotation_still_opens_and_verifies(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path, {})
    wrapped, signed = ring.wrap(b"k" * 32, "recording"), ring.sign(b"report", "receipt")
    first = ring.current
    assert ring.rotate() == ring.current != first
    again = KeyRing.open(tmp_path, {})
    assert again.current == ring.current
    assert again.unwrap(wrapped, "recording") == b"k" * 32
    assert again.verifies(b"report", signed, "receipt")
    assert again.wrap(b"k" * 32, "recording").startswith(again.current)


def test_a_signature_is_for_these_bytes_and_this_purpose(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path, {})
    signed = ring.sign(b"report", "receipt")
    assert ring.verifies(b"report", signed, "receipt")
    assert not ring.verifies(b"Report", signed, "receipt")
    assert not ring.verifies(b"report", signed, "scan")
    assert not ring.verifies(b"report", Signature("key_none", signed.value), "receipt")
    assert not ring.verifies(b"report", Signature(signed.key_id, "no hex"), "receipt")


def test_another_ring_opens_nothing(tmp_path: Path) -> None:
    ring, other = KeyRing.open(tmp_path / "a", {}), KeyRing.open(tmp_path / "b", {})
    wrapped = ring.wrap(b"k" * 32, "recording")
    with pytest.raises(KeyRingError, match="has no key"):
        other.unwrap(wrapped, "recording")
    with pytest.raises(KeyRingError, match="does not open"):
        ring.unwrap(wrapped, "link")
    with pytest.raises(KeyRingError, match="does not open"):
        ring.unwrap(wrapped[:-2] + ("00" if wrapped[-2:] != "00" else "01"), "recording")


def test_only_its_owner_reads_the_file_and_two_who_open_it_at_once_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(lambda _: KeyRing.open(tmp_path, {}), range(8)))
    assert len({ring.current for ring in rings}) == 1
    assert stat.S_IMODE(rings[0].path.stat().st_mode) == 0o600
    assert [path.name for path in rings[0].path.parent.iterdir()] == ["ring.json"]


def test_the_environment_says_where_it_lies(tmp_path: Path) -> None:
    there = tmp_path / "elsewhere" / "ring.json"
    assert KeyRing.open(tmp_path, {"CALLWRIGHT_KEYS": str(there)}).path == there
    assert there.exists()


@pytest.mark.parametrize("content", ["", "[]", '{"keys": []}', '{"keys": [{"id": "a", "secret": "00"}]}'])
def test_what_is_no_ring_is_told_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ring.json"
    path.write_text(content)
    with pytest.raises(KeyRingError, match=r"ring\.json"):
        KeyRing.open(tmp_path, {"CALLWRIGHT_KEYS": str(path)})
    assert path.read_text() == content


def test_no_secret_is_in_a_message(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path, {})
    secret = json.loads(ring.path.read_text())["keys"][0]["secret"]
    with pytest.raises(KeyRingError) as raised:
        ring.unwrap("key_other:00", "recording")
    assert secret not in str(raised.value)
