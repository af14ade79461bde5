"""What Vonage asks when a caller's call has come to the end of what it was told."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from transports.phone.callers import Place, Step, after_dial
from transports.phone.office import Office
from transports.phone.public import PublicUrl
from transports.vonage.answers import away, next_ncco, silent_end, take_message
from transports.vonage.messages import CALL_ID, Hook, read_hook
from transports.vonage.ncco import CALLED
from transports.vonage.notices import UNREACHED
from transports.vonage.rest import Ncco

Read = Callable[[Request], Awaitable[Hook]]


def hook_reader(office: Office) -> Read:
    """Reads a request's body. Raises HTTPException 400, 403 or 413."""

    async def read(request: Request) -> Hook:
        body = await office.read(request)
        try:
            return read_hook(body)
        except ValueError:
            raise HTTPException(400) from None

    return read


def obeyed(ncco: Ncco | None) -> Response:
    """An answer that Vonage obeys; None: what the call does goes on."""
    return JSONResponse(list(ncco)) if ncco is not None else Response(status_code=204)


def checked(call: str) -> str:
    """The call that an address names. Raises HTTPException 400 for what is none."""
    if not CALL_ID.fullmatch(call):
        raise HTTPException(400)
    return call


def caller_routes(office: Office) -> APIRouter:
    """What becomes of the caller. The address names the call; that it is Vonage's was proved."""
    router = APIRouter(prefix="/call/{call}")
    read = hook_reader(office)

    def public_of(request: Request) -> PublicUrl:
        return office.front.public or PublicUrl.of_host(request.headers.get("host", ""))

    async def go_on(request: Request, sid: str, step: Step, ended: Ncco | None, called: str = "") -> Response:
        """A step; `ended`: what to do where the call is known no more and is to end.

        `called`: our number, where it is told.
        """
        caller = office.book.caller_of(sid)
        if step is Step.RETURN:
            caller = await office.again(sid, request.headers.get("host", ""))
            step = Step.RETURN if caller is not None else Step.MESSAGE
        if step is Step.MESSAGE and (instead := await office.rescue(sid)) is not None:
            to = caller.to if caller is not None else called
            return obeyed(away(instead, public_of(request), sid, to, office.wording))
        if caller is not None:
            return obeyed(next_ncco(caller, step, office.wording))
        wording = office.wording
        if step is Step.MESSAGE:
            return obeyed(take_message(public_of(request), sid, wording.apology, wording.language, wording))
        return obeyed(ended)

    @router.post("/after-stream")
    async def stream_ended(call: str, request: Request) -> Response:
        hook = await read(request)
        sid = checked(call)
        step = await office.after_stream(sid, office.book.caller_of(sid))
        return await go_on(request, sid, step, silent_end(), str(hook.payload.get(CALLED, "")))

    @router.post("/after-dial")
    async def dial_ended(call: str, request: Request) -> Response:
        hook = await read(request)
        caller = office.book.caller_of(checked(call))
        if hook.status not in UNREACHED or caller is None or caller.place is not Place.NUMBER:
            return obeyed(None)
        step = office.settled(caller, after_dial(caller, spoke=False, how=hook.status))
        return await go_on(request, caller.sid, step, None)

    @router.post("/dialled/{then}")
    async def dialled_instead(call: str, then: str, request: Request) -> Response:
        hook = await read(request)
        if hook.status not in UNREACHED or then != "message":
            return obeyed(None)
        wording = office.wording
        sid, public = checked(call), public_of(request)
        return obeyed(take_message(public, sid, wording.nobody_there, wording.language, wording))

    @router.post("/message")
    async def message(call: str, request: Request) -> Response:
        hook = await read(request)
        await office.message(checked(call), hook.recording_url, _secs(hook))
        return Response(status_code=204)

    return router


def _secs(hook: Hook) -> int:
    try:
        began, ended = datetime.fromisoformat(hook.start_time), datetime.fromisoformat(hook.end_time)
        return max(0, round((ended - began).total_seconds()))
    except (ValueError, TypeError):
        return 0
