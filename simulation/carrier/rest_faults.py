"""What a carrier's REST answers when it fails."""

import asyncio
from collections.abc import Callable

from simulation.faults import CONNECTING, STALL_SECS, Fault
from transports.phone.rest import RestAnswer, Unreachable

RESTED: frozenset[str] = CONNECTING | {"latency", "drop", "rst", "malformed", "empty"}
"""What strikes a request. With `after` above 0 it is carried out all the same."""

STATUS = {"http_401": 401, "http_403": 403, "http_429": 429, "http_500": 500, "http_503": 503}


async def badly(fault: Fault, do: Callable[[], RestAnswer]) -> RestAnswer:
    """The answer to a request that a fault strikes; `do` carries it out.

    Raises Unreachable when nobody took the request, and ConnectionError when no answer came back.
    """
    if fault.kind == "latency":
        await asyncio.sleep(fault.secs)
        return do()
    if fault.after:
        do()
    match fault.kind:
        case "connect_stall":
            await asyncio.sleep(fault.secs or STALL_SECS)
            raise ConnectionError("no answer")
        case "refuse_close":
            raise Unreachable("ClientConnectorError")
        case "drop" | "rst":
            raise ConnectionError("ServerDisconnectedError")
        case "html" | "malformed" | "empty":
            # Of an answer that is no JSON object the wire makes an empty one.
            return RestAnswer(200, {})
        case _:
            status = STATUS[fault.kind]
            return RestAnswer(status, {"status": status, "code": None, "message": "The carrier fails"})
