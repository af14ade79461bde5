"""Whose Twilio account it is comes from the environment, whole or not at all."""

import pytest

from transports.errors import LineUnavailable
from transports.phone.numbers import masked
from transports.twilio.account import Credentials, credentials_from

SID = "AC" + "1" * 32


def test_without_an_account_there_is_none():
    assert credentials_from({}) is None
    assert credentials_from({"TWILIO_ACCOUNT_SID": " ", "TWILIO_AUTH_TOKEN": ""}) is None


def test_the_account_is_read_and_its_secret_is_not_shown():
    found = credentials_from({"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": "s3cret"})
    assert found == Credentials(SID, "s3cret")
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"TWILIO_ACCOUNT_SID": SID}, "TWILIO_AUTH_TOKEN is not; set both"),
        ({"TWILIO_AUTH_TOKEN": "x"}, "TWILIO_ACCOUNT_SID is not; set both"),
        (
            {"TWILIO_ACCOUNT_SID": "AC/1", "TWILIO_AUTH_TOKEN": "x"},
            "allowed: AC and 32 hexadecimal digits",
        ),
    ],
)
def test_half_an_account_is_an_error_that_names_the_other_half(environ, message):
    with pytest.raises(LineUnavailable, match=message):
        credentials_from(environ)


def test_a_number_in_a_log_is_its_last_two_digits():
    assert masked("+12025550111") == "…11"
