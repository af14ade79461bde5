"""What Twilio Media Streams says first: `connected`, then `start`.

Source: Twilio's Media Streams WebSocket messages. SIDs are checked before anything is built from them, since
whoever opens the socket chooses them. (`$` means the very end: pydantic's regex engine has no line ends.)
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationError

from transports.errors import StreamRefused

CallSid = Annotated[str, Field(pattern=r"^CA[0-9a-f]{32}$")]
StreamSid = Annotated[str, Field(pattern=r"^MZ[0-9a-f]{32}$")]
AccountSid = Annotated[str, Field(pattern=r"^AC[0-9a-f]{32}$")]


class MediaFormat(BaseModel):
    """The audio of the stream: always µ-law, mono."""

    encoding: Literal["audio/x-mulaw"]
    sampleRate: Literal[8000]
    channels: Literal[1]


class StartBody(BaseModel):
    """Which call this stream belongs to."""

    streamSid: StreamSid
    accountSid: AccountSid
    callSid: CallSid
    mediaFormat: MediaFormat
    customParameters: dict[str, Annotated[str, Field(max_length=500)]] = Field(
        default_factory=dict, max_length=20
    )


class Start(BaseModel):
    """The `start` message."""

    event: Literal["start"]
    streamSid: StreamSid
    start: StartBody


def read_start(text: str) -> Start:
    """Parse and check a `start` message. Raises StreamRefused, naming the fields and never their values."""
    try:
        start = Start.model_validate_json(text)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, e["loc"])) or "message" for e in error.errors()}))
        raise StreamRefused(f"the start message is not valid: {fields}") from None
    if start.streamSid != start.start.streamSid:
        raise StreamRefused("the start message names two streams")
    return start
