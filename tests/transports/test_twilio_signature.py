"""Twilio's signatures, made by Twilio's own SDK."""

import hashlib
import json
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from transports.phone.proof import Asked, Forged
from transports.twilio.signature import Secrets, verify, verify_stream

TOKEN, OTHER, SHARED = "a" * 32, "b" * 32, "c" * 40
SECRETS = Secrets((TOKEN, OTHER), {"webhooks_sharedkey_1": SHARED})
URL = "https://phone.example.com/twilio/voice"
FORM = {
    "CallSid": "CA" + "1" * 32,
    "From": "+12025550123",
    "To": "+12025550199",
    "Digits": "",
    "Said": "é &=+",
}


def signed(
    form: dict[str, str] = FORM,
    *,
    url: str = URL,
    token: str = TOKEN,
    algorithm: str | None = None,
    **headers: str,
) -> Asked:
    signature = RequestValidator(token).compute_signature(url, form, algorithm)
    return Asked(url, {"x-twilio-signature": signature, **headers}, urlencode(form).encode())


def test_what_twilio_signed_is_believed() -> None:
    verify(signed(), SECRETS)
    verify(signed(token=OTHER), SECRETS)
    verify(signed({}), SECRETS)


def test_a_shared_key_signs_by_sha_256() -> None:
    settings = {"x-twilio-webhooks-signature-settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
    verify(signed(token=SHARED, algorithm="HMAC_SHA256", **settings), SECRETS)


@pytest.mark.parametrize(
    ("settings", "token", "algorithm"),
    [
        ("key=webhooks_sharedkey_2,algorithm=HMAC_SHA256", SHARED, "HMAC_SHA256"),
        ("key=webhooks_sharedkey_1,algorithm=HMAC_SHA256", TOKEN, "HMAC_SHA256"),
        ("key=webhooks_sharedkey_1,algorithm=HMAC_MD5", SHARED, "HMAC_SHA256"),
        ("key=webhooks_sharedkey_1,algorithm=HMAC_SHA256", SHARED, "HMAC_SHA1"),
        ("key=webhooks_sharedkey_1", SHARED, "HMAC_SHA1"),
    ],
)
def test_a_key_that_is_not_ours_or_not_of_that_algorithm_is_refused(
    settings: str, token: str, algorithm: str
) -> None:
    headers = {"x-twilio-webhooks-signature-settings": settings}
    with pytest.raises(Forged):
        verify(signed(token=token, algorithm=algorithm, **headers), SECRETS)


def test_the_port_may_be_in_what_was_signed_or_not() -> None:
    with_port = URL.replace("example.com", "example.com:443")
    verify(Asked(URL, signed(url=with_port).headers, urlencode(FORM).encode()), SECRETS)
    verify(Asked(with_port, signed().headers, urlencode(FORM).encode()), SECRETS)


def test_a_json_body_is_signed_by_its_hash() -> None:
    body = json.dumps({"event": "é"}).encode()
    url = f"{URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = RequestValidator(TOKEN).compute_signature(url, {})
    verify(Asked(url, {"x-twilio-signature": signature}, body), SECRETS)
    with pytest.raises(Forged, match="body"):
        verify(Asked(url, {"x-twilio-signature": signature}, body + b" "), SECRETS)


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-twilio-signature": ""}, {"x-twilio-signature": "AAAA"}, {"x-twilio-signature": "é" * 28}],
)
def test_no_signature_and_nonsense_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        verify(Asked(URL, headers, urlencode(FORM).encode()), SECRETS)


@given(st.data())
def test_one_byte_changed_anywhere_is_refused(data: st.DataObject) -> None:
    good = signed()
    at = data.draw(st.integers(0, len(good.body) - 1))
    flipped = bytes([good.body[at] ^ data.draw(st.integers(1, 255))])
    body = good.body[:at] + flipped + good.body[at + 1 :]
    # `%C3` and `%c3` are the same field.
    fields = [parse_qs(each.decode("latin-1"), keep_blank_values=True) for each in (body, good.body)]
    assume(fields[0] != fields[1])
    with pytest.raises(Forged):
        verify(Asked(good.url, good.headers, body), SECRETS)


def test_another_address_or_another_account_is_refused() -> None:
    good = signed()
    for url in (URL + "/", URL.replace("phone", "other"), URL + "?a=b", URL.replace("https", "http")):
        with pytest.raises(Forged):
            verify(Asked(url, good.headers, good.body), SECRETS)
    with pytest.raises(Forged):
        verify(signed(token="d" * 32), SECRETS)


@pytest.mark.parametrize("spelling", ["wss://{}", "https://{}", "wss://{}/", "https://{}:443"])
def test_a_streams_handshake_is_signed_without_fields(spelling: str) -> None:
    host, path = "phone.example.com", "/twilio/stream"
    url = spelling.format(host + path) if ":443" not in spelling else f"https://{host}:443{path}"
    signature = RequestValidator(TOKEN).compute_signature(url, {})
    verify_stream(Asked(f"wss://{host}{path}", {"x-twilio-signature": signature}), SECRETS)
    with pytest.raises(Forged):
        verify_stream(Asked(f"wss://{host}/other", {"x-twilio-signature": signature}), SECRETS)
