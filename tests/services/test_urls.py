"""A malformed address is refused up front: providers repair or ignore one in silence."""

import pytest
from pydantic import TypeAdapter, ValidationError

from services.urls import AnyAddress, HttpAddress, SocketAddress, SocketHost, is_within


def accepted(kind, address: str) -> str:
    return TypeAdapter(kind).validate_python(address)


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (HttpAddress, "http://127.0.0.1:8080/v1"),
        (HttpAddress, "https://llm.example.com"),
        (SocketAddress, "wss://api.cartesia.ai/tts/websocket"),
        (SocketHost, "ws://localhost:9000"),
        (AnyAddress, "https://[::1]:443/listen"),
    ],
)
def test_a_good_address_stays_as_it_is(kind, address):
    assert accepted(kind, address) == address


def test_scheme_and_last_slash_are_put_right():
    assert accepted(AnyAddress, "WSS://Host/") == "wss://Host"


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (HttpAddress, "localhost:8080"),
        (HttpAddress, "ws://localhost"),
        (SocketAddress, "https://api.elevenlabs.io"),
        (SocketAddress, "wss://"),
        (SocketHost, "wss://api.cartesia.ai/stt/websocket"),
        (AnyAddress, "wws://api.deepgram.com"),
        (AnyAddress, "api.deepgram.com"),
        (AnyAddress, "wss://host:port"),
        (AnyAddress, "wss://host:99999"),
        (AnyAddress, "wss://ho st"),
        (AnyAddress, "wss://[::1"),
        (AnyAddress, "wss://host?key=1"),
        (AnyAddress, ""),
    ],
)
def test_a_malformed_address_is_refused(kind, address):
    with pytest.raises(ValidationError):
        accepted(kind, address)


def test_an_address_with_a_password_is_refused_without_repeating_it():
    with pytest.raises(ValidationError) as refusal:
        accepted(HttpAddress, "https://user:hunter2@host")
    assert "hunter2" not in refusal.value.errors()[0]["msg"]


def test_a_domain_holds_itself_and_what_lies_below_it():
    assert is_within("https://api.openai.com/v1", "openai.com")
    assert is_within("https://openai.com", "openai.com")
    assert not is_within("https://notopenai.com", "openai.com")
    assert not is_within("https://openai.com.evil.example", "openai.com")
    assert not is_within("https://[::1", "openai.com")
