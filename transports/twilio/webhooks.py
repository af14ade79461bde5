"""What Twilio asks when a document of ours has ended and the caller is still there."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from loguru import logger

from transports.twilio.answers import goodbye, message_document, next_document, silent_end
from transports.twilio.callers import CallerCall, Place, Step, after_dial, after_stream
from transports.twilio.office import Fields, Office, TakenMessage

AGENT_CLOSING_SECS = 5.0
"""Seconds the agent may take to tell what its part of the call came to, once its stream has ended."""


def twiml(document: str) -> Response:
    """An answer that Twilio obeys."""
    return Response(document, media_type="application/xml")


def caller_routes(office: Office) -> APIRouter:
    """What becomes of the caller when a document of ours has ended."""
    router = APIRouter(prefix="/call/{token}")
    fields = Depends(office.read)

    def known(token: str, form: Fields) -> CallerCall | None:
        caller = office.book.caller(token)
        if caller is None or caller.sid != form.get("CallSid"):
            logger.warning("Twilio asks about a call that is not known: this process did not take it")
            return None
        return caller

    def go_on(caller: CallerCall, step: Step) -> Response:
        logger.info(f"{caller.sid} goes on: {step}" + (f" ({caller.came_back})" if caller.came_back else ""))
        if step in (Step.HANG_UP, Step.FAREWELL):
            office.book.forget_caller(caller)
        return twiml(next_document(caller, step, office.wording))

    @router.post("/after-stream")
    async def stream_ended(token: str, form: Annotated[Fields, fields]) -> Response:
        caller = known(token, form)
        if caller is None:
            # The process that took the call is gone, the caller is not. `message` is beside this address.
            return twiml(message_document(office.wording, "message"))
        if caller.place is Place.AGENT:
            try:
                async with asyncio.timeout(AGENT_CLOSING_SECS):
                    await caller.agent_done.wait()
            except TimeoutError:
                logger.warning(
                    f"{caller.sid}: the agent is not done {AGENT_CLOSING_SECS:g} s after its stream"
                )
        return go_on(caller, after_stream(caller))

    @router.post("/after-dial")
    async def dial_ended(token: str, form: Annotated[Fields, fields]) -> Response:
        caller = known(token, form)
        if caller is None:
            return twiml(silent_end())
        return go_on(caller, after_dial(caller, form))

    @router.post("/message")
    async def message(token: str, form: Annotated[Fields, fields]) -> Response:
        caller = known(token, form)
        if caller is not None:
            office.book.forget_caller(caller)
        secs = form.get("RecordingDuration", "")
        taken = TakenMessage(
            call_sid=form.get("CallSid", ""),
            recording_url=form.get("RecordingUrl", ""),
            secs=int(secs) if secs.isdigit() else 0,
        )
        await office.on_message(taken)
        return twiml(goodbye(office.wording.message_taken, office.wording))

    return router
