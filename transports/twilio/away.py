"""What becomes of a caller who does not get in: a busy tone, a sentence, another number, a message."""

from fastapi import APIRouter, Request, Response

from transports.phone.office import Office
from transports.phone.public import PublicUrl
from transports.twilio.answers import record_away, silent_end
from transports.twilio.fields import fields_reader
from transports.twilio.twiml import Document
from transports.twilio.webhooks import spoke, twiml


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
        return twiml(record_away(document, public))

    return router
