"""`/health/...`: for load balancers, Kubernetes and whoever rolls out a new version."""

import asyncio
from typing import Protocol

from fastapi import APIRouter
from fastapi.responses import JSONResponse


class Health(Protocol):
    """What a worker says of itself."""

    @property
    def worker(self) -> str:
        """Its name."""
        ...

    @property
    def active_calls(self) -> int:
        """Calls that are waited for or held."""
        ...

    @property
    def cap(self) -> int:
        """Most calls at one time."""
        ...

    @property
    def draining(self) -> bool:
        """Whether it takes no further calls because it will end."""
        ...

    @property
    def has_database(self) -> bool:
        """Whether the database answered the last time."""
        ...

    @property
    def lag_ms(self) -> float:
        """How late the event loop is, p95."""
        ...

    def unready(self) -> str | None:
        """Why it takes no further call now; None = it does."""
        ...


def health_routes(health: Health) -> APIRouter:
    """`live`: 200 while the process works. `ready`: 200 while it takes calls, otherwise 503 and why.

    A database that is away does not make a worker unready: calls are answered without it.
    """
    router = APIRouter(prefix="/health")

    @router.get("/live")
    async def live() -> JSONResponse:
        return JSONResponse({"worker": health.worker, "live": True})

    @router.get("/ready")
    async def ready() -> JSONResponse:
        why = health.unready()
        told = {"worker": health.worker, "ready": why is None, "why": why, "database": health.has_database}
        return JSONResponse(told, 200 if why is None else 503)

    @router.get("/active-calls")
    async def active_calls() -> JSONResponse:
        told = {"active_calls": health.active_calls, "cap": health.cap, "draining": health.draining}
        work = {"loop_lag_ms": round(health.lag_ms, 1), "tasks": len(asyncio.all_tasks())}
        return JSONResponse({"worker": health.worker, **told, **work})

    return router
