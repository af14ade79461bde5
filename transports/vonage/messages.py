"""What a Vonage media stream says first, and what webhooks say. Ids are checked before anything is built of
them."""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from transports.errors import StreamRefused
from transports.vonage.ncco import CONTENT_TYPE

CALL_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
CallId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$")]
Text = Annotated[str, Field(max_length=200)]


class Connected(BaseModel):
    """The first message, with the headers that we gave for the stream."""

    event: Literal["websocket:connected"]
    content_type: str = Field(alias="content-type")
    call: CallId


class Hook(BaseModel):
    """The body of a webhook. What is not needed is not read."""

    uuid: CallId | None = None
    from_: Text = Field(default="", alias="from")
    to: Text = ""
    status: Text = ""
    direction: Text = ""
    payload: dict[str, Any] = Field(default_factory=dict)
    dtmf: dict[str, Any] | None = None
    speech: dict[str, Any] | None = None
    recording_url: Annotated[str, Field(max_length=2000)] = ""
    start_time: Text = ""
    end_time: Text = ""


def read_connected(text: str) -> Connected:
    """Parse and check the first message. Raises StreamRefused, naming the fields and never their values."""
    try:
        connected = Connected.model_validate_json(text)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, e["loc"])) or "message" for e in error.errors()}))
        raise StreamRefused(f"the first message is not valid: {fields}") from None
    if connected.content_type != CONTENT_TYPE:
        raise StreamRefused(f"its audio is not {CONTENT_TYPE}")
    return connected


def read_hook(body: bytes) -> Hook:
    """A webhook's body. Raises ValueError for nonsense."""
    return Hook.model_validate_json(body)


def pressed(hook: Hook) -> str:
    """The keys that were pressed."""
    return str((hook.dtmf or {}).get("digits") or "")[:20]


def said(hook: Hook) -> str:
    """The words that were heard, of the likeliest result."""
    results = (hook.speech or {}).get("results")
    first = results[0] if isinstance(results, list) and results else None
    return str(first.get("text") or "")[:500] if isinstance(first, dict) else ""
