"""What a Telnyx media stream says first (`connected`, then `start`), and what webhooks say.

Ids are checked before anything is built from them, since whoever opens a socket chooses them.
"""

import json
import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from transports.errors import StreamRefused

CALL_ID = re.compile(r"v[0-9]:[A-Za-z0-9_-]{16,200}")
CallId = Annotated[str, Field(pattern=r"^v[0-9]:[A-Za-z0-9_-]{16,200}$")]


class MediaFormat(BaseModel):
    """The audio of the stream: always µ-law, mono."""

    encoding: Literal["PCMU"]
    sample_rate: Literal[8000]
    channels: Literal[1]


class StartBody(BaseModel):
    """Which call this stream belongs to."""

    call_control_id: CallId
    from_: str = Field(default="", max_length=200, alias="from")
    to: str = Field(default="", max_length=200)
    media_format: MediaFormat


class Start(BaseModel):
    """The `start` message."""

    event: Literal["start"]
    stream_id: str = Field(pattern=r"^[0-9A-Za-z-]{8,64}$")
    start: StartBody


class Payload(BaseModel):
    """What an event says of a call. What is not needed is not read."""

    call_control_id: CallId
    connection_id: str = Field(default="", max_length=100)
    direction: str = Field(default="", max_length=20)
    from_: str = Field(default="", max_length=200, alias="from")
    to: str = Field(default="", max_length=200)
    client_state: str | None = Field(default=None, max_length=20_000)
    hangup_cause: str = Field(default="", max_length=100)
    digits: str = Field(default="", max_length=100)
    result: str = Field(default="", max_length=100)
    recording_urls: dict[str, str] = Field(default_factory=dict, max_length=10)
    recording_started_at: datetime | None = None
    recording_ended_at: datetime | None = None


class Event(BaseModel):
    """One event."""

    id: str = Field(min_length=1, max_length=100)
    event_type: str = Field(max_length=100)
    payload: Payload


def read_start(text: str) -> Start:
    """Parse and check a `start` message. Raises StreamRefused, naming the fields and never their values."""
    try:
        return Start.model_validate_json(text)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, e["loc"])) or "message" for e in error.errors()}))
        raise StreamRefused(f"the start message is not valid: {fields}") from None


def read_event(body: bytes) -> Event | None:
    """An event of a webhook's body; None for what is none of a call. Raises ValueError for nonsense."""
    message: Any = json.loads(body)
    data = message.get("data") if isinstance(message, dict) else None
    if not isinstance(data, dict):
        raise ValueError("there is no data in it")
    payload = data.get("payload")
    if isinstance(payload, dict) and not payload.get("call_control_id"):
        return None  # of a recording, a fax, a number: nothing that a call waits for
    return Event.model_validate(
        {**data, "payload": {k: v for k, v in (payload or {}).items() if v is not None}}
    )
