"""The actions with which Vonage's questions are answered. Pure: values in, JSON out."""

from typing import Any

Action = dict[str, Any]

MOST_CHARS = 1500
"""Of one `talk`."""

CONTENT_TYPE = "audio/l16;rate=8000"

CALL = "call"
"""The header of a stream, and the field of a notice, that names the call."""

CALLED = "to"
"""The field of a notice that names our number."""


def talk(text: str, *, language: str) -> Action:
    """Speak. What follows begins when it was said."""
    return {"action": "talk", "text": text[:MOST_CHARS], "language": language}


def silence() -> Action:
    """Next to nothing: a call whose actions have come to their end is hung up."""
    return {"action": "talk", "text": "<speak><break time='10ms'/></speak>"}


def connect_stream(url: str, sid: str) -> Action:
    """Connect a media stream. What follows begins when it is closed."""
    endpoint = {"type": "websocket", "uri": url, "content-type": CONTENT_TYPE, "headers": {CALL: sid}}
    return {"action": "connect", "endpoint": [endpoint]}


def connect_number(number: str, from_: str, ring_secs: int, event_url: str) -> Action:
    """Connect to a number. `event_url` is asked what follows when nobody answers there."""
    return {
        "action": "connect",
        "from": digits(from_),
        "timeout": ring_secs,
        "eventType": "synchronous",
        "eventUrl": [event_url],
        "endpoint": [{"type": "phone", "number": digits(number)}],
    }


def ask_us(url: str, sid: str, to: str = "") -> Action:
    """Ask what follows. `to`: the number that was called, for whichever process is asked."""
    payload = {CALL: sid, CALLED: to} if to else {CALL: sid}
    return {"action": "notify", "payload": payload, "eventUrl": [url], "eventMethod": "POST"}


def hear(url: str, timeout_secs: int, language: str) -> Action:
    """Hear one key or a few words."""
    return {
        "action": "input",
        "type": ["dtmf", "speech"],
        "dtmf": {"maxDigits": 1, "timeOut": timeout_secs},
        "speech": {"language": language, "startTimeout": max(1, timeout_secs), "endOnSilence": 1},
        "eventUrl": [url],
    }


def conversation(name: str, *, ends: bool) -> Action:
    """Into a conversation. `ends`: it ends for all when this call leaves."""
    return {"action": "conversation", "name": name, "startOnEnter": True, "endOnExit": ends}


def record(url: str, most_secs: int) -> Action:
    """Record what the caller says after a tone."""
    return {
        "action": "record",
        "format": "mp3",
        "beepStart": True,
        "endOnSilence": 4,
        "timeOut": most_secs,
        "eventUrl": [url],
    }


def digits(number: str) -> str:
    """A number as Vonage writes it: E.164 without the plus."""
    return number.removeprefix("+")


def e164(number: str) -> str:
    """A number of Vonage's in E.164; what is none stays as it is."""
    return f"+{number}" if number.isascii() and number.isdigit() and 7 <= len(number) <= 15 else number
