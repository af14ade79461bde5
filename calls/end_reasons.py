"""How a call ended: one closed list, each with who ended it and whose fault it was.

`ended_by` says who acted; `fault` says who was to blame (`none` for an ordinary end). The outcome of the
call (was the caller helped?) is a different question: see `Outcome` in `calls/record.py`.
"""

from enum import StrEnum
from typing import Literal

EndedBy = Literal["caller", "agent", "system", "operator"]
Fault = Literal["none", "caller", "us", "provider", "carrier", "config"]


class EndReason(StrEnum):
    """Why the call ended."""

    ended_by: EndedBy
    fault: Fault

    def __new__(cls, value: str, ended_by: EndedBy, fault: Fault) -> "EndReason":
        member = str.__new__(cls, value)
        member._value_ = value
        member.ended_by = ended_by
        member.fault = fault
        return member

    # The caller's doing.
    CALLER_HUNG_UP = "caller_hung_up", "caller", "none"
    CALLER_HUNG_UP_BEFORE_GREETING = "caller_hung_up_before_greeting", "caller", "none"
    CALLER_HUNG_UP_DURING_TOOL = "caller_hung_up_during_tool", "caller", "none"
    CALLER_HUNG_UP_DURING_TRANSFER = "caller_hung_up_during_transfer", "caller", "none"
    CALLER_SILENT = "caller_silent", "agent", "none"
    CALLER_NEVER_SPOKE = "caller_never_spoke", "agent", "none"
    CALLER_ABUSIVE = "caller_abusive", "agent", "caller"

    # The agent finished.
    COMPLETED = "completed", "agent", "none"
    AGENT_GAVE_UP = "agent_gave_up", "agent", "none"
    TRANSFERRED = "transferred", "agent", "none"
    MESSAGE_TAKEN = "message_taken", "agent", "none"
    CALLBACK_BOOKED = "callback_booked", "agent", "none"
    VOICEMAIL_REACHED = "voicemail_reached", "agent", "none"
    SCREENED = "screened", "agent", "none"
    CONSENT_REFUSED = "consent_refused", "agent", "none"
    OPTED_OUT = "opted_out", "agent", "none"

    # Limits and people.
    MAX_DURATION = "max_duration", "system", "none"
    SPEND_LIMIT = "spend_limit", "system", "none"
    CAPACITY_REFUSED = "capacity_refused", "system", "us"
    OPERATOR_ENDED = "operator_ended", "operator", "none"
    OPERATOR_TOOK_OVER = "operator_took_over", "operator", "none"
    DRAINED = "drained", "system", "us"

    # Providers.
    STT_FAILED = "stt_failed", "system", "provider"
    LLM_FAILED = "llm_failed", "system", "provider"
    TTS_FAILED = "tts_failed", "system", "provider"
    TOOL_FAILED = "tool_failed", "system", "provider"
    TRANSFER_FAILED = "transfer_failed", "system", "provider"

    # The carrier.
    BUSY = "busy", "system", "carrier"
    NO_ANSWER = "no_answer", "system", "carrier"
    REJECTED = "rejected", "system", "carrier"
    CARRIER_FAILED = "carrier_failed", "system", "carrier"
    NO_AUDIO = "no_audio", "system", "carrier"
    STREAM_REFUSED = "stream_refused", "system", "carrier"

    # Us.
    CONFIG_ERROR = "config_error", "system", "config"
    FLOW_ERROR = "flow_error", "system", "config"
    SETUP_TIMEOUT = "setup_timeout", "system", "us"
    CRASHED = "crashed", "system", "us"
    INTERNAL_ERROR = "internal_error", "system", "us"
