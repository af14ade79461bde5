"""What becomes of a caller who does not get in: a busy tone, a sentence, another number, a message."""

from fastapi import APIRouter, Request, Response

from calls.gate import TurnedAway
from transports.phone.office import Office
from transports.phone.public import PublicUrl
from transports.twilio.addresses import away_address
from transports.twilio.answers import MESSAGE_SECS, silent_end
from transports.twilio.fields import fields_reader
from transports.twilio.twiml import Document
from transports.twilio.webhooks import spoke, twiml

OVERFLOW_RING_SECS = 30
"""Seconds the other number rings."""


def away_document(away: TurnedAway, public: PublicUrl) -> str:
    """What Twilio does with the call instead."""
    document = Document()
    if away.say:
        document.say(away.say, language=away.language)
    if away.dial is not None:
        then = "message" if away.message else "end"
        return document.dial(
            away.dial, action=away_address(public, f"dialled/{then}"), timeout_secs=OVERFLOW_RING_SECS
        ).text
    if away.message:
        return _record(document, public)
    return document.hang_up().text if away.say else document.reject().text


def away_routes(office: Office, account_sid: str | None = None) -> APIRouter:
    """What Twilio asks about such a call later. Nothing of it is known here but what the address says."""
    router = APIRouter(prefix="/away")
    read = fields_reader(office, account_sid)

    @router.post("/dialled/{then}")
    async def dialled(then: str, request: Request) -> Response:
        form = await read(request)
        if then != "message" or spoke(form):
            return twiml(silent_end())
        public = office.front.public or PublicUrl.of_host(request.headers.get("host", ""))
        document = Document().say(office.wording.nobody_there, language=office.wording.language)
        return twiml(_record(document, public))

    return router


def _record(document: Document, public: PublicUrl) -> str:
    action = away_address(public, "message")
    return document.record(action=action, max_secs=MESSAGE_SECS).hang_up().text
