"""What the Twilio routes of one process share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from fastapi import HTTPException, Request
from loguru import logger

from transports.twilio.book import Book
from transports.twilio.callers import CallerCall
from transports.twilio.control import TwilioControl
from transports.twilio.rest import TwilioRest
from transports.twilio.wording import Wording

MAX_BODY_BYTES = 65_536

Fields = dict[str, str]
"""The fields of one of Twilio's requests."""

Check = Callable[[Request, Fields], None]
"""Whether a request is Twilio's. Raises HTTPException if it is not."""


@dataclass(frozen=True)
class TakenMessage:
    """What a caller said after a call had broken off."""

    call_sid: str
    recording_url: str
    secs: int


OnMessage = Callable[[TakenMessage], Awaitable[None]]


async def log_message(message: TakenMessage) -> None:
    """The least that is done with a message: it is not lost without a trace."""
    logger.warning(
        f"{message.call_sid} broke off; a message of {message.secs} s was left: {message.recording_url}"
    )


@dataclass(frozen=True)
class Office:
    """Everything that the routes need."""

    rest: TwilioRest | None = None
    """None: no account is set, so calls have no control."""
    public_host: str | None = None
    """The name Twilio reaches us by; None = whatever a request says, for development only."""
    check: Check | None = None
    wording: Wording = field(default_factory=Wording)
    on_message: OnMessage = log_message
    book: Book = field(default_factory=Book)

    def control(self, caller: CallerCall) -> TwilioControl | None:
        """The control of a caller's call."""
        return TwilioControl(caller, self.rest, self.book, self.wording) if self.rest is not None else None

    async def read(self, request: Request) -> Fields:
        """The fields of a request. The one place at which a request proves whose it is."""
        body = await request.body()
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413)
        text = body.decode("utf-8", "replace")
        fields = {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
        if self.check is not None:
            self.check(request, fields)
        return fields
