"""The switchboard: answers lines for one agent. One per process; everything that calls share is here."""

import asyncio
import os
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType

from loguru import logger
from pipecat.processors.frame_processor import FrameProcessor

from calls.audit.policies import note_policy
from calls.briefings import Briefings
from calls.clock import iso, off_loop, utc_now
from calls.end_reasons import EndReason
from calls.events import CallEnded, CallStarted
from calls.folders import JOURNAL, call_folder, data_dir, new_call_id
from calls.journal import Journal
from calls.kept_record import safe_record
from calls.kept_rows import KeptRows
from calls.keys import KeyRing
from calls.ledger_book import Ledger
from calls.record import CallRecord, fold
from calls.recordings import StereoRecording
from calls.recovery import recover
from calls.store import CallStore, StoreError, default_url
from compliance.redaction.redactor import Redactor
from compliance.redaction.safe import Masker
from configs import LoadedAgent, load_agent
from configs.schema.agent import AgentConfig
from flows.external.opening import ExternalTools
from flows.reading.loader import CompiledFlow, load_flow
from pipeline import tracing, watching
from pipeline.admitted import Unstored, call_started
from pipeline.after_call import made_of
from pipeline.call import Call
from pipeline.declared_tools import open_tools
from pipeline.keeping import keep_recording
from pipeline.phrases import Phrases
from pipeline.places import Extras
from pipeline.recording import begin_recording
from pipeline.redacting import redactor_of, until_forgotten
from pipeline.setting import Setting
from pipeline.warm import warm
from services.catalog import CATALOG
from services.failover.member import provider_health
from services.spec import ServiceSpec
from transports.line import Line

ROW_SECS = 0.25
"""Seconds a call may wait for its row."""

CLOSING_SECS = 10.0
"""Seconds that the store may still take for what it was given."""

OnCall = Callable[[Journal], None]
"""Told of each call's journal as the call starts, for whoever wants to watch."""


class Switchboard:
    """Answers calls. Open it once, give it lines, close it."""

    def __init__(
        self,
        agent: LoadedAgent,
        flow: CompiledFlow,
        store: CallStore,
        data: Path,
        *,
        environ: Mapping[str, str],
        extras: Extras,
        catalog: Sequence[ServiceSpec],
        rng: random.Random,
        resources: object,
        tools: ExternalTools,
        on_call: OnCall | None,
        ring: KeyRing | None,
    ) -> None:
        """Use `Switchboard.open`."""
        self.agent = agent
        self.flow = flow
        self.store = store
        self.data = data
        self.resources = resources
        self._environ = environ
        self._extras = extras
        self._catalog = catalog
        self._rng = rng
        self._tools = tools
        self._on_call = on_call
        self._ring = ring
        self.make_redactor: Callable[[AgentConfig], Redactor] = redactor_of
        """Makes the redactor of each call. Another one is for measuring what a scan finds without."""
        self.unstored = Unstored()
        """Records that the store did not take."""
        self.briefings = Briefings()
        """Tickets for the pages of people who are fetched to a call."""
        self._breakers = watching.breakers(agent.config.tools.breaker)
        self.health = provider_health()
        """What calls know of the providers; several agents of a process may share it."""
        self._writing: set[asyncio.Future[None]] = set()
        """Rows that the store has not taken yet."""
        self.phrases = Phrases(agent.config, environ, catalog)
        """What is said when nobody else can say anything."""
        self._active = 0
        self._calls: set[Call] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    @classmethod
    async def open(
        cls,
        agent: str | Path | LoadedAgent,
        *,
        data: Path | None = None,
        database_url: str | None = None,
        environ: Mapping[str, str] | None = None,
        extras: Extras | None = None,
        catalog: Sequence[ServiceSpec] = CATALOG,
        rng: random.Random | None = None,
        on_call: OnCall | None = None,
        own_ears: bool = True,
        open_store: Callable[[str], Awaitable[CallStore]] = CallStore.open,
    ) -> "Switchboard":
        """Load the agent, recover what a crash left, and warm all that a call needs.

        `open_store` opens the database of that address; another one is for a database that fails.
        `own_ears=False` leaves the agent's speech recognition cold: every call brings its `stt`.
        Raises ConfigProblems when the agent or its flow is wrong, ServiceError when a provider is.
        """
        environ = os.environ if environ is None else environ
        loaded = agent if isinstance(agent, LoadedAgent) else load_agent(agent, environ=environ)
        data = data or data_dir(environ)
        tracing.start(environ)
        tools = await open_tools(loaded)
        try:
            flow = load_flow(loaded.flow_dir, tools.functions)
            store = await open_store(database_url or _database(data, environ))
        except BaseException:
            await tools.close()
            raise
        try:
            for record in await recover(data, store):
                logger.warning(f"{record.call_id} had crashed; its record was rebuilt from its journal")
            await warm(loaded, flow, catalog, own_ears=own_ears)
            ring = None
            if loaded.config.recording.encrypt:
                ring = await off_loop(lambda: KeyRing.open(data, environ), name="key_ring")
            await note_policy(data, loaded.name, loaded.config.model_dump(mode="json"), environ)
            resources = await off_loop(lambda: flow.open_resources(data), name="open_resources")
        except BaseException:
            await tools.close()
            await store.close()
            raise
        board = cls(
            loaded,
            flow,
            store,
            data,
            environ=environ,
            extras=extras or {},
            catalog=catalog,
            rng=rng or random.Random(secrets.randbits(128)),
            resources=resources,
            tools=tools,
            on_call=on_call,
            ring=ring,
        )
        await board.phrases.make()
        return board

    async def __aenter__(self) -> "Switchboard":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def active_calls(self) -> int:
        """Calls that are being held now."""
        return self._active

    async def hang_up(self) -> None:
        """End every call now, in mid-sentence, and wait for their records."""
        while self._active:
            for call in list(self._calls):
                await call.hang_up(EndReason.DRAINED)
            # A call that was just being set up is asked again once it is there to be asked.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), 0.2)

    async def end_call(self, call_id: str) -> None:
        """End a call whose caller has gone, as the carrier says; nothing if it is not held here."""
        for call in list(self._calls):
            if call.call_id == call_id:
                await call.hang_up(EndReason.CALLER_HUNG_UP)

    async def close(self) -> None:
        """Close what calls share. Calls must have ended."""
        await self.phrases.close()
        await self._tools.close()
        if self._writing:
            await asyncio.wait(self._writing, timeout=CLOSING_SECS)
        await self.store.close()

    async def answer(self, line: Line, *, stt: FrameProcessor | None = None) -> CallRecord:
        """Hold one call from its line to its finished record. `stt` takes the place of the agent's ears."""
        admitted = line.admitted
        started = admitted.at if admitted else utc_now()
        call_id = admitted.call_id if admitted else new_call_id(self._rng)
        folder = call_folder(self.data, call_id, started)
        redactor = self.make_redactor(self.agent.config)
        journal = _journal(folder, redactor, begun=admitted is not None)
        ledger = Ledger(call_id, KeptRows(self.store.ledger, redactor))
        forget: Callable[[], None] | None = until_forgotten(redactor)
        self._active += 1
        self._idle.clear()
        try:
            if not journal.events:
                journal.write(self._call_started(call_id, line, started))
            if self._on_call is not None:
                self._on_call(journal)
            await self._begin(journal, redactor, admitted=admitted is not None)
            begun = begin_recording(self.agent.config, folder, journal, line, self._ring)
            recording = begun.recording
            setting = Setting(
                call_id=call_id,
                agent=self.agent,
                flow=self.flow,
                line=line,
                journal=journal,
                redactor=redactor,
                recording=recording,
                decision=begun.decision,
                recording_started=begun.started,
                resources=self.resources,
                data_dir=self.data,
                environ=self._environ,
                extras=self._extras,
                catalog=self._catalog,
                breakers=self._breakers,
                health=self.health,
                phrases=self.phrases,
                tokeniser=self._tools.tokeniser,
                briefings=self.briefings,
                stt=stt,
                ledger=ledger,
            )
            reason, detail = EndReason.INTERNAL_ERROR, ""
            try:
                reason, detail = await self._hold(Call(setting))
            except asyncio.CancelledError:
                reason = EndReason.DRAINED
                raise
            except Exception as error:
                logger.exception("The call could not be set up")
                detail = type(error).__name__
            finally:
                ending = asyncio.ensure_future(
                    self._finish(folder, journal, redactor, ledger, recording, reason, detail)
                )
                # The last words to be kept are masked as well, also when nobody waits for them any more.
                ending.add_done_callback(lambda _, forget=forget: forget())
                forget = None
                record = await asyncio.shield(ending)
            return record
        finally:
            if forget is not None:
                forget()
            self._active -= 1
            if not self._active:
                self._idle.set()

    async def _hold(self, call: Call) -> tuple[EndReason, str]:
        self._calls.add(call)
        try:
            return await call.run()
        finally:
            self._calls.discard(call)

    async def _begin(self, journal: Journal, masker: Masker, *, admitted: bool) -> None:
        record = safe_record(fold(journal.events, now=utc_now()), masker)
        writing = asyncio.ensure_future(self.store.begin(record, admitted=admitted))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)
        await asyncio.wait({writing}, timeout=ROW_SECS)
        # A caller is neither refused nor kept waiting for a database: the journal has the call, and `finish`
        # makes the row.
        if not writing.done():
            logger.error(f"{record.call_id}: the store is slow to take the call's row; the call goes on")
            writing.add_done_callback(_told)
        else:
            _told(writing)

    def _call_started(self, call_id: str, line: Line, started: datetime) -> CallStarted:
        arrival = line.admitted.arrival if line.admitted else None
        return call_started(
            self.agent,
            call_id,
            started,
            carrier=line.carrier,
            direction=line.direction,
            carrier_call=arrival.carrier_call if arrival else None,
            from_=(arrival and arrival.from_) or line.from_,
            to=(arrival and arrival.to) or line.to,
        )

    async def _finish(
        self,
        folder: Path,
        journal: Journal,
        redactor: Redactor,
        ledger: Ledger,
        recording: StereoRecording | None,
        reason: EndReason,
        detail: str,
    ) -> CallRecord:
        await ledger.flush()
        if recording is not None:
            block = self.agent.config.recording
            await keep_recording(recording, block, self._ring, journal, journal.now_ms())
        ended = CallEnded(end_reason=reason, ended_at=iso(utc_now()), detail=detail)
        summary = await made_of(
            fold([*journal.events, ended]), self.agent.config, self._environ, self._catalog
        )
        if summary is not None:
            journal.write(summary)
        journal.write(ended)
        # Some ten milliseconds of work after a long call: not while others are being heard.
        record = await off_loop(lambda: safe_record(fold(journal.events), redactor), name="record.fold")
        await off_loop(journal.close, name="journal.close")
        await self.unstored.store(self.store, folder, record)
        return record


def _journal(folder: Path, masker: Masker, *, begun: bool) -> Journal:
    """The journal of a call; of one that was admitted while the database was away, there is one already."""
    if begun and (folder / JOURNAL).exists():
        return Journal.resume(folder, masker=masker)
    return Journal.create(folder, masker=masker)


def _told(writing: "asyncio.Future[None]") -> None:
    """Log what the store said against a row. Raises what is no fault of the store's."""
    if writing.cancelled():
        logger.error("the store had not taken the call's row when the process ended")
        return
    try:
        writing.result()
    except StoreError as error:
        logger.error(f"the store did not take the call's row: {error}")


def _database(data: Path, environ: Mapping[str, str]) -> str:
    return environ.get("CALLWRIGHT_DATABASE_URL") or default_url(data)
