"""The application of one worker: the carriers' routes behind their bounds, and health."""

from fastapi import FastAPI

from calls.audit import AuditLog
from pipeline.edge.worker import EdgeWorker
from transports.briefing import briefing_routes
from transports.carriers import open_carriers
from transports.edge.bounds import App, Bounds
from transports.edge.health import health_routes
from transports.edge.homes import Homes
from transports.edge.proxies import Proxies
from transports.phone.office import Front
from transports.phone.public import PublicUrl
from transports.recordings import recording_routes


def edge_app(edge: EdgeWorker) -> App:
    """What is served. Raises LineUnavailable for a carrier's account that cannot be one."""
    config = edge.server.config
    app = FastAPI(title="Callwright", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(health_routes(edge))
    front = Front(answer=edge.desk.answer, public=PublicUrl(config.public_url), gate=edge.desk)
    for served in open_carriers(config.carriers, front).values():
        app.include_router(served.router)
        edge.on_close(served.close)
    audit: AuditLog | None = None
    for board in edge.boards.values():
        audit = audit or AuditLog.open(board.data)
        app.include_router(briefing_routes(board.briefings, audit))
        app.include_router(recording_routes(board.data, audit.keys, audit))
    bounded = Bounds(
        app, per_address=config.limits.connections_per_ip, trusted=Proxies(config.trusted_proxies)
    )
    return Homes(bounded, own=edge.worker, address_of=edge.address_of)
