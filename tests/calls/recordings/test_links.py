"""Links to recordings: good for a time, unforgeable, and telling nothing."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calls.keys import KeyRing
from calls.recordings.links import Link, LinkRefused, link_of, token_of

CALL = "call_aaaaaaaaaaaaaaaaaaaa"
NOW = datetime(2026, 3, 2, 14, 15, tzinfo=UTC)
LINK = Link(CALL, NOW + timedelta(hours=1))


def test_a_link_opens_its_call_until_its_time_is_over(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path, {})
    token = token_of(LINK, ring)
    assert link_of(token, ring, NOW) == LINK
    ring.rotate()
    assert link_of(token, ring, NOW + timedelta(minutes=59)) == LINK
    with pytest.raises(LinkRefused, match="over"):
        link_of(token, ring, LINK.until)


def test_nobody_makes_or_changes_one(tmp_path: Path) -> None:
    ring, other = KeyRing.open(tmp_path / "a", {}), KeyRing.open(tmp_path / "b", {})
    token = token_of(LINK, ring)
    with pytest.raises(LinkRefused):
        link_of(token, other, NOW)
    text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    later = text.replace(str(int(LINK.until.timestamp())), str(int(LINK.until.timestamp()) + 3600))
    another = text.replace(CALL, "call_bbbbbbbbbbbbbbbbbbbb")
    for forged in (later, another, text + "00", text[:-2]):
        with pytest.raises(LinkRefused):
            link_of(base64.urlsafe_b64encode(forged.encode()).decode().rstrip("="), ring, NOW)


@pytest.mark.parametrize("token", ["", "a", "äöü", "....", "a" * 5000, "%00", "call_aaaaaaaaaaaaaaaaaaaa"])
def test_what_is_no_link_is_refused(tmp_path: Path, token: str) -> None:
    with pytest.raises(LinkRefused, match="not a link"):
        link_of(token, KeyRing.open(tmp_path, {}), NOW)


def test_only_a_call_has_a_link(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="call id"):
        token_of(Link("+12125550188", NOW), KeyRing.open(tmp_path, {}))
