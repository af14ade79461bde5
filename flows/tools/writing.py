"""A write, from the model's wish to the ledger's last word on it."""

import asyncio
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from loguru import logger
from pipecat.flows import FlowManager

from calls.ledger import Row, State
from flows.tools.acting import Answer, act, where
from flows.tools.confirming import allowed, canonical, propose_again
from flows.tools.envelope import Refused, already, failed, interrupted, refused, still_unknown
from flows.tools.spec import Body, ToolSpec, desk_of

FINISH_SECS = 2.0
"""Seconds that a write in progress is given to finish when the call ends around it."""

_key: ContextVar[str] = ContextVar("idempotency_key")


def idempotency_key(flow_manager: FlowManager) -> str:
    """The key of the write at hand, for whoever does the work: the same however often it is tried.

    Raises LookupError outside the body of a write.
    """
    try:
        return _key.get()
    except LookupError:
        raise LookupError("there is no write at hand: only the body of a write has a key") from None


async def write(spec: ToolSpec, body: Body, flow_manager: FlowManager, values: Mapping[str, Any]) -> Answer:
    """Do it at most once, if it is allowed. Raises nothing but CancelledError."""
    ledger = desk_of(flow_manager).ledger
    begun = ledger.turns_begun
    try:
        what = canonical(spec, flow_manager, values)
        row = ledger.latest(spec.name, what)
        if row is not None and (twin := ledger.under_way(row.key)) is not None:
            return _again(await asyncio.shield(twin))
        if row is not None and (ledger.counts(row) or (row.state is State.UNKNOWN and not spec.idempotent)):
            return _again(_known(spec, row))
        if row is None or row.state is not State.UNKNOWN:
            row = allowed(spec, flow_manager, values, what)
        attempt = _Attempt(spec, flow_manager, row, begun)
    except Refused as no:
        return Answer(refused(no), "failed")
    except Exception as error:
        logger.error("tool {}: {} at {}", spec.name, type(error).__name__, where(error))
        return Answer(failed(unknown=False, again=False), "failed")
    twin = ledger.begin(row.key)
    try:
        answer = await attempt.run(body, values)
        twin.set_result(answer)
        return answer
    except Exception as error:
        logger.error("tool {}: {} at {}", spec.name, type(error).__name__, where(error))
        return _known(spec, ledger.get(row.key))
    finally:
        if not twin.done():
            twin.set_result(_known(spec, ledger.get(row.key)))


def _known(spec: ToolSpec, row: Row) -> Answer:
    """What the ledger knows of a write that was tried before."""
    if row.state is State.DONE:
        return Answer(row.result or {"ok": True, "status": "ok"}, "done")
    if row.state in (State.SENT, State.UNKNOWN):
        return Answer(still_unknown(again=spec.idempotent), "unknown")
    return Answer(interrupted(), "failed")


def _again(answer: Answer) -> Answer:
    """What came of a write, for whoever asked for it once more."""
    return Answer(already(answer.result), "done") if answer.fate == "done" else answer


class _Attempt:
    """One try of a write that may leave."""

    def __init__(self, spec: ToolSpec, flow_manager: FlowManager, row: Row, begun: int) -> None:
        desk = desk_of(flow_manager)
        self._spec = spec
        self._manager = flow_manager
        self._row = row
        self._ledger = desk.ledger
        self._deadline = spec.timeout_secs or desk.tool_timeout_secs
        self._begun = begun
        self._request = "" if spec.request is None else str(spec.request(flow_manager))

    async def run(self, body: Body, values: Mapping[str, Any]) -> Answer:
        """Store the row, act, settle the row; then take back what this replaces."""
        before = await self._others_settled()
        if self._is_interrupted() or self._ledger.get(self._row.key).state is State.FAILED:
            return await self._cancelled()
        try:
            await self._ledger.send(self._row.key, request=self._request)
        except Exception as error:
            logger.error("tool {}: not sent, the ledger cannot be stored: {}", self._spec.name, error)
            if self._row.state is State.UNKNOWN:
                return _known(self._spec, self._row)
            return Answer(failed(unknown=False, again=True), "failed")
        if self._is_interrupted():
            return await self._cancelled()
        answer = await self._seen_through(self._perform(body(self._manager, **values), self._row.key))
        if answer.fate == "done" and before:
            return await self._seen_through(self._replace(before, answer))
        return answer

    def _is_interrupted(self) -> bool:
        return self._ledger.turns_begun != self._begun

    async def _cancelled(self) -> Answer:
        """Nothing has left, and the caller is saying something that the model has not heard."""
        reason = "the caller spoke before it was sent"
        if self._row.state is State.UNKNOWN:
            # An earlier try may have gone through: that this one did not leave tells nothing of it.
            if self._ledger.get(self._row.key).state is State.SENT:
                await self._ledger.settle(self._row.key, State.UNKNOWN, reason=reason)
            return _known(self._spec, self._row)
        if self._ledger.get(self._row.key).state is not State.FAILED:
            await self._ledger.settle(self._row.key, State.FAILED, reason=reason)
            if self._spec.confirm != "request":
                propose_again(self._manager, self._row)
        return Answer(interrupted(), "failed")

    async def _perform(self, work: Any, key: str) -> Answer:
        """Act, and keep what came of it, in one task: neither is left without the other."""
        _key.set(key)
        try:
            answer = await act(self._spec, work, self._deadline)
        except asyncio.CancelledError:
            await self._ledger.settle(key, State.UNKNOWN, reason="the call ended around it")
            raise
        reason = "" if answer.fate == "done" else str(answer.result.get("error_kind", ""))
        await self._ledger.settle(
            key, State(answer.fate), reason=reason, result=answer.result if answer.fate == "done" else None
        )
        return answer

    async def _seen_through(self, work: Any) -> Answer:
        """What has begun is finished: when the call ends around it, it is given a moment."""
        task: asyncio.Future[Answer] = asyncio.ensure_future(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait({task}, timeout=min(self._deadline, FINISH_SECS))
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            raise

    # Corrections

    async def _others_settled(self) -> list[str]:
        """Keys of what was sent earlier for the same request, once it is known what came of each."""
        if self._spec.undo is None:
            return []
        others = self._ledger.standing(self._spec.name, self._request, but=self._row)
        under_way = [twin for row in others if (twin := self._ledger.under_way(row.key)) is not None]
        if under_way:
            await asyncio.wait(under_way)
        return [row.key for row in self._ledger.standing(self._spec.name, self._request, but=self._row)]

    async def _replace(self, keys: list[str], answer: Answer) -> Answer:
        """The new one is done: now the earlier ones are taken back, and the model is told what came of it."""
        replaced = []
        for key in keys:
            old = self._ledger.get(key)
            fate = "unknown" if old.state is State.UNKNOWN else await self._undo(old)
            replaced.append({"outcome": fate, "was": old.result or old.arguments})
        result = {**answer.result, "replaced": replaced}
        fates = {item["outcome"] for item in replaced}
        if fates != {"undone"}:
            doubt = "is not taken back" if fates <= {"undone", "standing"} else "may still stand"
            result["say"] = f"{result.get('say', '')} What was done before {doubt}.".strip()
        return Answer(result, answer.fate, answer.silent)

    async def _undo(self, old: Row) -> str:
        """Take one back: a write of its own. Gives `undone`, `standing` or `unknown`."""
        assert self._spec.undo is not None
        name, ledger = f"{self._spec.name}.undo", self._ledger
        row = ledger.latest(name, {"key": old.key})
        if row is None or row.state is not State.UNKNOWN:
            row = ledger.propose(name, {"key": old.key}, turn=self._row.turn, asks=False)
        try:
            await ledger.send(row.key, request=self._request)
        except Exception as error:
            logger.error("tool {}: not undone, the ledger cannot be stored: {}", self._spec.name, error)
            return "standing"
        work = self._spec.undo(self._manager, old.result or {})
        answer = await self._perform(_mapping(work), row.key)
        if answer.fate != "done":
            return "standing" if answer.fate == "failed" else "unknown"
        await ledger.settle(old.key, State.UNDONE, reason="replaced by a correction")
        return "undone"


async def _mapping(work: Any) -> Mapping[str, Any]:
    """An undo may return anything, or nothing."""
    result = await work
    return result if isinstance(result, Mapping) else {}
