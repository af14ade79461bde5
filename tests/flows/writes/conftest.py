"""A call without a pipeline: what a tool sees of one, and somebody who speaks."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from pipecat.flows import FlowManager
from pipecat.flows.types import FlowsDirectFunctionWrapper

from calls.desk import Desk
from calls.events import AgentSpoke
from calls.ledger_book import Ledger
from flows.tools import tool
from flows.tools.running import idempotency_key


class Notes:
    """Nobody reads them here."""

    def note(self, key: str, value: Any) -> None: ...

    def outcome(self, disposition: str, *, resolved: bool) -> None: ...


class Place:
    """Stands in for the flow manager of a call in which the caller has said one thing."""

    def __init__(self, timeout: float = 5.0, call_id: str = "call-1", rows: Any = None) -> None:
        self.state: dict[str, Any] = {}
        self.words: list[Any] = [{"role": "user", "content": "do it"}]
        self.ledger = Ledger(call_id, rows)
        self.desk = Desk(
            call_id=call_id, caller=None, timezone=ZoneInfo("America/New_York"), notes=Notes(),
            resources=None, data_dir=Path(), tool_timeout_secs=timeout, ledger=self.ledger,
        )  # fmt: skip
        self.worker = SimpleNamespace(app_resources=self.desk)

    def get_current_context(self) -> list[Any]:
        return self.words

    @property
    def states(self) -> list[str]:
        """How far every write of the call got."""
        return [row.state.value for row in self.ledger.rows]

    def caller_says(self, text: str) -> None:
        self.ledger.caller_began()
        self.words.append({"role": "user", "content": text})

    def agent_says(self, text: str, *, heard: str | None = None) -> None:
        """The agent says it; `heard`: the caller cut it off after these words."""
        told = text if heard is None else heard
        event = AgentSpoke(text=text, heard=told, interrupted=heard is not None, start_ms=0, end_ms=1)
        self.desk.heard.take(event)

    async def call(self, function: Any, **arguments: Any) -> dict[str, Any]:
        """The result of a tool, called as Pipecat calls it."""
        result, _ = await FlowsDirectFunctionWrapper(function).invoke(arguments, self)  # type: ignore[arg-type]
        return result

    async def agreed(self, function: Any, **arguments: Any) -> dict[str, Any]:
        """The result of a tool that was read back and agreed to."""
        await self.call(function, **arguments)
        self.caller_says("yes")
        return await self.call(function, **arguments)


@pytest.fixture
def new_place() -> Callable[..., Place]:
    """Makes calls."""
    return Place


@pytest.fixture
def place() -> Place:
    """A call."""
    return Place()


@pytest.fixture
def pizza() -> Callable[..., tuple[Any, list[tuple[str, str]]]]:
    """Makes a tool that orders, and the list of what it ordered with which key."""

    def make(effect: Literal["write", "irreversible"] = "write") -> tuple[Any, list[tuple[str, str]]]:
        orders: list[tuple[str, str]] = []

        def words(flow_manager: FlowManager, size: str) -> str:
            return f"That is one {size} pizza for eleven dollars"

        @tool(effect=effect, read_back=words)
        async def order_pizza(flow_manager: FlowManager, size: Literal["small", "large"]) -> dict[str, Any]:
            """Order a pizza."""
            orders.append((size, idempotency_key(flow_manager)))
            return {"status": "ordered", "size": size}

        return order_pizza, orders

    return make
