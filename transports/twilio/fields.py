"""The fields of Twilio's requests, once they have proved to be Twilio's."""

import re
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from fastapi import HTTPException, Request

from transports.phone.office import Office
from transports.twilio.signature import MOST_FIELDS

Fields = dict[str, str]

CALL_SID = re.compile(r"CA[0-9a-f]{32}")


def fields_reader(office: Office, account_sid: str | None = None) -> Callable[[Request], Awaitable[Fields]]:
    """Reads a request's fields. Raises HTTPException 400, 403 or 413."""

    async def read(request: Request) -> Fields:
        body = await office.read(request)
        try:
            parsed = parse_qs(
                body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
            )
        except ValueError:
            raise HTTPException(400) from None
        fields = {name: values[0] for name, values in parsed.items()}
        if account_sid is not None and fields.get("AccountSid") != account_sid:
            raise HTTPException(403)
        return fields

    return read


def call_sid(form: Fields) -> str:
    """The call that a request speaks of. Raises HTTPException 400 for what is no call's SID."""
    sid = form.get("CallSid", "")
    if not CALL_SID.fullmatch(sid):
        raise HTTPException(400)
    return sid
