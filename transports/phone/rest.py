"""A carrier's REST interface over one small client.

A request that may have been done is never sent again unless doing it twice is the same as doing it once.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from loguru import logger

from calls.control import ControlError

Form = Sequence[tuple[str, str]]
"""Fields of a request, in order; a name may come twice."""

Body = Form | Mapping[str, Any]
"""A form, or an object that is sent as JSON."""

REQUEST_SECS = 4.0
"""Seconds an answer may take."""

PAUSES_SECS = (0.25, 0.75)
"""Before the second and the third attempt."""

TOO_MANY = 429


class RestRefused(ControlError):
    """The carrier did not do it, or did not say that it did."""

    def __init__(
        self,
        what: str,
        *,
        status: int | None,
        code: int | None,
        unsure: bool,
        over: bool = False,
        carrier: str = "its",
    ) -> None:
        """`what`: the request in words, without numbers. `status`: HTTP, None without an answer."""
        shown = f"HTTP {status}" if status is not None else "no answer"
        super().__init__(f"{what}: {shown}" + (f", {carrier} error {code}" if code else ""))
        self.status = status
        self.code = code
        self.unsure = unsure
        """Whether it may have been done all the same."""
        self.call_is_over = over
        """Whether the reason is that the call has ended, or never was."""


@dataclass(frozen=True)
class RestAnswer:
    """What came back."""

    status: int
    body: dict[str, Any]


class Unreachable(ConnectionError):
    """A wire could not carry a request: nothing was sent."""


class Wire(Protocol):
    """Carries one request to the carrier and its answer back."""

    async def send(self, method: str, path: str, body: Body) -> RestAnswer:
        """Raises Unreachable if nothing was sent, else ConnectionError."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class RestClient:
    """The requests of one account. Every one raises RestRefused; none writes a telephone number into a
    log."""

    def __init__(
        self,
        carrier: str,
        wire: Wire,
        *,
        code_of: Callable[[RestAnswer], int | None],
        is_over: Callable[[int, int | None], bool],
        request_secs: float = REQUEST_SECS,
    ) -> None:
        """`code_of`: the carrier's error code in an answer. `is_over`: whether (status, code) says that a
        call has ended."""
        self.wire = wire
        self._carrier = carrier
        self._code_of = code_of
        self._is_over = is_over
        self._request_secs = request_secs

    async def close(self) -> None:
        """Let go of connections."""
        await self.wire.close()

    async def ask(
        self, what: str, method: str, path: str, body: Body = (), *, repeatable: bool
    ) -> dict[str, Any]:
        """`repeatable`: whether doing it twice is the same as doing it once."""
        for pause in (*PAUSES_SECS, None):
            try:
                return await self._once(what, method, path, body)
            except RestRefused as refused:
                passing = refused.status == TOO_MANY or refused.status is None or refused.status >= 500
                if pause is None or not passing or (refused.unsure and not repeatable):
                    raise
                logger.warning(f"{self._carrier}: {refused}; again in {pause:g} s")
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def _once(self, what: str, method: str, path: str, body: Body) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._request_secs):
                answer = await self.wire.send(method, path, body)
        except Unreachable as error:
            raise RestRefused(what, status=None, code=None, unsure=False) from error
        except (TimeoutError, ConnectionError) as error:
            raise RestRefused(what, status=None, code=None, unsure=True) from error
        if 200 <= answer.status < 300:
            return answer.body
        code = self._code_of(answer)
        over = self._is_over(answer.status, code)
        unsure = answer.status >= 500
        raise RestRefused(
            what, status=answer.status, code=code, unsure=unsure, over=over, carrier=self._carrier
        )
