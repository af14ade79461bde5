"""The fake Twilio's REST on a socket of this machine."""

import base64
import binascii
import hmac
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from simulation.carrier.network import FakeTwilio
from simulation.carrier.rest import RestDesk, refusal


def rest_app(twilio: FakeTwilio, desk: RestDesk) -> FastAPI:
    """An application that answers as Twilio's interface does, for whoever has the account's secret."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.api_route("/2010-04-01/{path:path}", methods=["GET", "POST"])
    async def answer(request: Request) -> Response:
        if not _is_account(request.headers.get("authorization", ""), twilio):
            denied = refusal(401, 20003, "Authenticate")
            return JSONResponse(denied.body, denied.status)
        form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        query = f"?{request.url.query}" if request.url.query else ""
        answered = await desk.handle(request.method, request.url.path + query, form)
        return JSONResponse(answered.body, answered.status)

    return app


def _is_account(header: str, twilio: FakeTwilio) -> bool:
    scheme, _, code = header.partition(" ")
    try:
        given = base64.b64decode(code, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    wanted = f"{twilio.account_sid}:{twilio.auth_token}"
    return scheme == "Basic" and hmac.compare_digest(given.encode(), wanted.encode())
