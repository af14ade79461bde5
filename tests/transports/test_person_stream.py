"""The stream of a person whom a caller in a browser meets here: only the one who was rung gets in, once."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from fastapi import FastAPI

from calls.control import Leg, LegEvent
from simulation.asgi_socket import AsgiExchange
from simulation.carrier.blocks import PersonBlock
from simulation.carrier.stream_caller import StreamCaller
from simulation.carrier.switch import FakeCarrier
from simulation.carriers import KITS, open_account
from simulation.clock import run_virtual
from simulation.dialling import Dialled
from simulation.exchange import SocketRefused
from simulation.stage import PUBLIC
from transports.line import Line
from transports.phone.control import PhoneControl
from transports.phone.office import Front

CARRIERS = [name for name in KITS if name != "webrtc"]
NUMBER, OURS = "+12025550111", "+15550100100"


class Scene:
    """A person who was rung for a caller in a browser, and has not said yes."""

    def __init__(self, carrier: FakeCarrier, exchange: AsgiExchange, control: PhoneControl, leg: Leg) -> None:
        self.carrier, self.exchange, self.control, self.leg = carrier, exchange, control, leg

    @property
    def path(self) -> str:
        """Of the stream, as only the carrier knows it."""
        callbacks = self.carrier.legs[0].callbacks
        assert callbacks is not None
        found = re.search(r"(/\w+/leg/[^/?]+)", callbacks.url)
        assert found is not None
        return f"{found[1]}/stream"

    async def comes(self, path: str | None = None, *, sid: str | None = None) -> StreamCaller:
        """Somebody opens a stream. Raises SocketRefused where it is not even accepted."""
        line = self.carrier.stream_end(self.exchange, Random(7), NUMBER, OURS, carrier=self.carrier)
        line.call_sid = sid or self.leg.id
        path = path or self.path
        await line.start_stream(Dialled(path, {"call": line.call_sid}, f"wss://callwright.test{path}"))
        await asyncio.sleep(0.5)
        return line


def on(name: str, act: Callable[[Scene], Awaitable[Any]], *, here: bool = True) -> Any:
    """Do something while a person is being rung by a carrier, on a virtual clock."""

    async def answer(_: Line) -> None:
        raise AssertionError("no call reaches the agent")

    async def told(_: Leg, __: LegEvent) -> None:
        pass

    async def play() -> Any:
        kit = KITS[name]
        carrier = kit.carrier(Random(1), people={NUMBER: PersonBlock(after_secs=1, then="silent")})
        front = Front(answer, public=PUBLIC)
        app = FastAPI()
        app.include_router(open_account(carrier, front).router)
        exchange = AsgiExchange(app)
        carrier.reach(exchange)
        control = front.switchroom.control("", OURS, PUBLIC)
        assert control is not None
        control._caller.here = here
        leg = await control.dial(NUMBER, brief="Ada asks for you.", ring_secs=20, on_event=told)
        await asyncio.sleep(3)
        try:
            return await act(Scene(carrier, exchange, control, leg))
        finally:
            await control.close()
            await carrier.close()

    return run_virtual(play, start=datetime(2026, 3, 2, 9, 15, tzinfo=UTC))


async def refused(scene: Scene, path: str | None = None, *, sid: str | None = None) -> bool:
    try:
        line = await scene.comes(path, sid=sid)
    except SocketRefused:
        return True
    closed = line.ended_by_agent
    await line.hang_up()
    return closed


@pytest.mark.parametrize("carrier", CARRIERS)
def test_the_person_who_was_rung_comes_once(carrier: str) -> None:
    async def twice(scene: Scene) -> tuple[bool, bool]:
        first = await scene.comes()
        again = await refused(scene)
        stays = not first.ended.is_set()
        await first.hang_up()
        return stays, again

    assert on(carrier, twice) == (True, True)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_nobody_else_does(carrier: str) -> None:
    async def others(scene: Scene) -> list[bool]:
        stranger = scene.carrier.new_call_id()
        guessed = re.sub(r"leg/[^/]+", "leg/" + "A" * 32, scene.path)
        return [await refused(scene, guessed), await refused(scene, sid=stranger)]

    assert on(carrier, others) == [True, True]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_person_whom_the_carrier_joins_has_no_stream(carrier: str) -> None:
    assert on(carrier, refused, here=False)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_person_whom_nobody_wants_any_more_does_not_come(carrier: str) -> None:
    async def too_late(scene: Scene) -> bool:
        path = scene.path
        await scene.control.hang_up(scene.leg)
        return await refused(scene, path)

    assert on(carrier, too_late)


@pytest.mark.parametrize(("from_", "public"), [("", PUBLIC), ("anonymous", PUBLIC), (OURS, None)])
def test_nobody_is_rung_from_a_number_that_is_none_or_where_no_carrier_reaches_us(
    from_: str, public: Any
) -> None:
    async def answer(_: Line) -> None: ...

    front = Front(answer, public=PUBLIC)
    open_account(KITS["twilio"].carrier(Random(1)), front)
    assert front.switchroom.control("", from_, public) is None
    assert front.switchroom.control("", OURS, PUBLIC) is not None
