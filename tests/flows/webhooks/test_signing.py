"""Signatures of webhooks: only who has the secret can make them, and only now."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.external.webhooks.signing import BadSignature, sign, verify

SECRET = "a secret of many letters"
NOW = 1_772_463_600.4


def test_the_header_is_what_the_receiver_is_told_it_is() -> None:
    digest = hmac.new(SECRET.encode(), b"1772463600.{}", hashlib.sha256).hexdigest()
    assert sign(SECRET, b"{}", now=NOW) == f"t=1772463600,v1={digest}"


@given(st.binary(max_size=200), st.text(min_size=1), st.floats(-300, 299))
def test_what_was_signed_is_accepted_within_the_window(body: bytes, secret: str, late: float) -> None:
    verify(secret, sign(secret, body, now=NOW), body, now=int(NOW) + late)


@pytest.mark.parametrize("late", [-301, 301, 86_400])
def test_outside_the_window_it_is_refused(late: float) -> None:
    with pytest.raises(BadSignature, match="window"):
        verify(SECRET, sign(SECRET, b"{}", now=NOW), b"{}", now=int(NOW) + late)


def test_another_body_secret_or_time_is_refused() -> None:
    header = sign(SECRET, b'{"a":1}', now=NOW)
    later = header.replace("t=1772463600", "t=1772463601")
    for secret, head, body in [
        (SECRET, header, b'{"a":2}'),
        ("another secret", header, b'{"a":1}'),
        (SECRET, later, b'{"a":1}'),
    ]:
        with pytest.raises(BadSignature, match="does not fit"):
            verify(secret, head, body, now=NOW)


def test_one_of_several_digests_is_enough_so_that_secrets_can_change() -> None:
    old, new = sign("old secret", b"{}", now=NOW), sign(SECRET, b"{}", now=NOW)
    both = f"{new},{old.partition(',')[2]}"
    verify("old secret", both, b"{}", now=NOW)
    verify(SECRET, both, b"{}", now=NOW)


@pytest.mark.parametrize(
    "header", ["", "v1=aa", "t=1772463600", "t=x,v1=aa", "t=1,t=2,v1=aa", "t=-5,v1=a", "é"]
)
def test_a_malformed_header_is_refused(header: str) -> None:
    with pytest.raises(BadSignature, match="must be"):
        verify(SECRET, header, b"{}", now=NOW)
