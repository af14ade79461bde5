"""What Twilio's callbacks say of a person's leg. Pure."""

from collections.abc import Mapping

from calls.control import LegEvent

ANSWERED_BY = {"human": LegEvent.HUMAN, "fax": LegEvent.MACHINE}
"""Twilio's `AnsweredBy`; every `machine_...` is a machine, and `unknown` says nothing."""

DECLINED_CODE, WRONG_NUMBER_CODES = 603, range(400, 500)
"""SIP: the callee refuses; the number is at fault."""


def of_status(form: Mapping[str, str]) -> list[LegEvent]:
    """What a status callback says, in order. Empty for what is no news (`queued`, `initiated`)."""
    status = form.get("CallStatus", "")
    if status == "completed":
        return [LegEvent.ANSWERED, LegEvent.ENDED]
    if status in ("busy", "failed"):
        return [_refusal(status, form.get("SipResponseCode", ""))]
    simple = {
        "ringing": LegEvent.RINGING,
        "in-progress": LegEvent.ANSWERED,
        "answered": LegEvent.ANSWERED,
        "no-answer": LegEvent.NO_ANSWER,
        "canceled": LegEvent.ENDED,
    }.get(status)
    return [simple] if simple else []


def _refusal(status: str, sip_code: str) -> LegEvent:
    code = int(sip_code) if sip_code.isdigit() else None
    if code == DECLINED_CODE:
        return LegEvent.REJECTED
    if status == "busy":
        return LegEvent.BUSY
    # Without a code, `failed` means what Twilio says it mostly means: no such number.
    return LegEvent.REJECTED if code is None or code in WRONG_NUMBER_CODES else LegEvent.FAILED


def of_answered_by(form: Mapping[str, str]) -> LegEvent | None:
    """What a machine-detection callback says; None for `unknown`."""
    answered_by = form.get("AnsweredBy", "")
    if answered_by.startswith("machine"):
        return LegEvent.MACHINE
    return ANSWERED_BY.get(answered_by)
