"""What Twilio asks when a document of ours has ended and the caller is still there."""

from fastapi import APIRouter, Request, Response

from transports.phone.callers import CallerCall, Step, after_dial
from transports.phone.office import Office
from transports.phone.public import PublicUrl
from transports.twilio.answers import away_document, goodbye, message_document, next_document, silent_end
from transports.twilio.fields import Fields, call_sid, fields_reader


def twiml(document: str) -> Response:
    """An answer that Twilio obeys."""
    return Response(document, media_type="application/xml")


def spoke(form: Fields) -> bool:
    """Whether a `<Dial>` that has ended was answered."""
    return form.get("DialCallStatus") in ("completed", "answered")


def caller_routes(office: Office, account_sid: str | None = None) -> APIRouter:
    """What becomes of the caller when a document of ours has ended."""
    router = APIRouter(prefix="/call/{token}")
    read = fields_reader(office, account_sid)

    def known(token: str, form: Fields) -> CallerCall | None:
        """The call, by its token; or by its SID, where another process made the address."""
        sid = call_sid(form)
        caller = office.book.caller(token)
        if caller is None and office.prove is not None:
            return office.book.caller_of(sid)
        return caller if caller is not None and caller.sid == sid else None

    async def go_on(form: Fields, caller: CallerCall | None, step: Step, host: str) -> Response:
        if step is Step.RETURN:
            caller = await office.again(call_sid(form), host)
        if caller is None and step is Step.RETURN:
            step = Step.MESSAGE
        if step is Step.MESSAGE and (away := await office.rescue(call_sid(form))) is not None:
            return twiml(away_document(away, office.front.public or PublicUrl.of_host(host)))
        if caller is None:
            # The process that took the call is gone, the caller is not. `message` is beside this address.
            over = step in (Step.HANG_UP, Step.FAREWELL)
            return twiml(silent_end() if over else message_document(office.wording, "message"))
        return twiml(next_document(caller, step, office.wording))

    @router.post("/after-stream")
    async def stream_ended(token: str, request: Request) -> Response:
        form = await read(request)
        caller = known(token, form)
        step = await office.after_stream(call_sid(form), caller)
        return await go_on(form, caller, step, request.headers.get("host", ""))

    @router.post("/after-dial")
    async def dial_ended(token: str, request: Request) -> Response:
        form = await read(request)
        caller = known(token, form)
        if caller is None:
            return twiml(silent_end())
        step = after_dial(caller, spoke=spoke(form), how=form.get("DialCallStatus", ""))
        return await go_on(form, caller, office.settled(caller, step), request.headers.get("host", ""))

    @router.post("/message")
    async def message(token: str, request: Request) -> Response:
        form = await read(request)
        secs = form.get("RecordingDuration", "")
        await office.message(
            call_sid(form),
            form.get("RecordingUrl", ""),
            int(secs) if secs.isdecimal() and len(secs) < 9 else 0,
        )
        return twiml(goodbye(office.wording.message_taken, office.wording))

    return router
