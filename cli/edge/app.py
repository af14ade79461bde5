"""The application of one worker: the carriers' routes behind their bounds, and health."""

from fastapi import APIRouter, FastAPI

from calls.audit import AuditLog
from configs.server.schema import ServerConfig
from pipeline.edge.worker import EdgeWorker
from transports.briefing import briefing_routes
from transports.edge.bounds import App, Bounds
from transports.edge.health import health_routes
from transports.edge.homes import Homes
from transports.edge.proxies import Proxies
from transports.phone.office import Front
from transports.phone.public import PublicUrl
from transports.recordings import recording_routes
from transports.twilio.account import Credentials
from transports.twilio.app import routes as twilio_routes
from transports.twilio.http_wire import twilio_wire
from transports.twilio.rest import TwilioRest


def edge_app(edge: EdgeWorker) -> App:
    """What is served."""
    config = edge.server.config
    app = FastAPI(title="Callwright", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(health_routes(edge))
    front = Front(answer=edge.desk.answer, public=PublicUrl(config.public_url), gate=edge.desk)
    for router in carrier_routers(config, front):
        app.include_router(router)
    audit: AuditLog | None = None
    for board in edge.boards.values():
        audit = audit or AuditLog.open(board.data)
        app.include_router(briefing_routes(board.briefings, audit))
        app.include_router(recording_routes(board.data, audit.keys, audit))
    bounded = Bounds(
        app, per_address=config.limits.connections_per_ip, trusted=Proxies(config.trusted_proxies)
    )
    return Homes(bounded, own=edge.worker, address_of=edge.address_of)


def carrier_routers(config: ServerConfig, front: Front) -> list[APIRouter]:
    """The routes of every carrier that has a block."""
    routers = []
    if (account := config.carriers.twilio) is not None:
        credentials = Credentials(account.account_sid, account.auth_token, shared_keys=account.signing_keys)
        base = {"base_url": account.rest_url} if account.rest_url else {}
        rest = TwilioRest(account.account_sid, twilio_wire(credentials, **base))
        routers.append(twilio_routes(front, rest=rest, secrets=credentials.secrets))
    return routers
