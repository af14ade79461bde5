"""Stream tokens: what they hold, and who believes them."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.admission.tokens import MAX_CHARS, Claims, TokenMaker, address, claims_of, digest_of, expiry

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
CLAIMS = Claims("call_" + "a" * 20, "desk", "+12025550123", "+12125550142", NOW, expiry(NOW), "n0")
MAKER = TokenMaker(b"k" * 32)
CALL = ("twilio", "CA" + "0" * 32)


def test_a_token_tells_what_was_put_in_and_is_known_by_its_maker() -> None:
    token = MAKER.make(CLAIMS, *CALL)
    assert claims_of(token) == CLAIMS
    assert MAKER.is_ours(token, *CALL)
    assert len(token) < MAX_CHARS


@pytest.mark.parametrize("call", [("telnyx", CALL[1]), ("twilio", "CA" + "1" * 32)])
def test_a_token_is_of_one_call_alone(call: tuple[str, str]) -> None:
    token = MAKER.make(CLAIMS, *CALL)
    assert not MAKER.is_ours(token, *call)
    assert digest_of(token, *call) != digest_of(token, *CALL)


def test_another_key_believes_nothing() -> None:
    assert not TokenMaker(b"x" * 32).is_ours(MAKER.make(CLAIMS, *CALL), *CALL)


def test_a_token_is_too_old_after_half_a_minute() -> None:
    assert not CLAIMS.is_over(NOW + timedelta(seconds=29.9))
    assert CLAIMS.is_over(NOW + timedelta(seconds=30))


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=0, max_value=400), st.characters(codec="utf-8"))
def test_no_changed_character_is_believed(place: int, character: str) -> None:
    token = MAKER.make(CLAIMS, *CALL)
    place %= len(token)
    forged = token[:place] + character + token[place + 1 :]
    assert forged == token or not MAKER.is_ours(forged, *CALL)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=600))
def test_any_text_is_read_without_an_error_and_is_not_ours(text: str) -> None:
    claims_of(text)
    assert not MAKER.is_ours(text, *CALL)


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), st.lists, max_leaves=12))
def test_any_data_in_a_token_is_read_without_an_error(data: object) -> None:
    body = base64.urlsafe_b64encode(json.dumps(data).encode()).decode()
    assert claims_of(f"{body}.x") is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_a_caller_calls_themselves_the_token_fits_what_carriers_pass_on(from_: str, to: str) -> None:
    claims = Claims(CLAIMS.call_id, "a" * 64, from_, to, NOW, expiry(NOW), "n" * 16)
    token = MAKER.make(claims, *CALL)
    assert len(token) <= MAX_CHARS
    assert claims_of(token) == replace(claims, from_=address(from_), to=address(to))
