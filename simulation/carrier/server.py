"""A simulated carrier's REST on a socket of this machine."""

import json
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from simulation.carrier.wire import Desk


def rest_app(desk: Desk) -> FastAPI:
    """An application that answers as the carrier's interface does, for whoever has the account's secret."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.api_route("/{path:path}", methods=["GET", "POST", "PUT"])
    async def answer(request: Request) -> Response:
        if not desk.is_ours(request.headers.get("authorization", "")):
            return JSONResponse({"status": 401, "code": 20003, "message": "Authenticate"}, 401)
        text = (await request.body()).decode()
        is_json = request.headers.get("content-type", "").startswith("application/json")
        body = json.loads(text) if is_json else parse_qsl(text, keep_blank_values=True)
        query = f"?{request.url.query}" if request.url.query else ""
        answered = await desk.handle(request.method, request.url.path + query, body)
        return JSONResponse(answered.body, answered.status)

    return app
