"""A person's leg: what it is told, and who is told of it."""

import asyncio
import secrets
from dataclasses import dataclass, field

from loguru import logger

from calls.control import Leg, LegEvent, OnLeg, PersonLine
from transports.phone.notices import ENDS, Notices
from transports.phone.numbers import masked
from transports.phone.public import PublicUrl
from transports.phone.reply import reply

MOST_ASKS = 12
"""Times a person is asked before the leg is given up; the handoff's own limit comes first."""

VERDICT_SECS = 4.0
"""Seconds after its first sentence for which a leg waits to learn whether a person answered."""


def new_token() -> str:
    """Part of an address that nobody can guess."""
    return secrets.token_urlsafe(24)


@dataclass(eq=False)
class PersonLeg:
    """One attempt to reach a person."""

    number: str
    brief: str
    conference: str
    """Name of the conference in which caller and person are to meet."""
    on_event: OnLeg
    public: PublicUrl
    """Where the carrier reaches us."""
    caller: str = ""
    """The carrier's id of the caller's call."""
    accept_key: str = "1"
    token: str = field(default_factory=new_token)
    leg: Leg | None = None
    """None until the carrier has taken the order."""
    notices: Notices = field(default_factory=Notices)
    joined: bool = False
    """Whether caller and person were seen in one conference."""
    here: bool = False
    """Whether the person comes onto a media stream of ours: the caller is here and not at a carrier."""
    line: PersonLine | None = None
    """The person's sound, once its stream has come."""
    asks: int = 0

    def __post_init__(self) -> None:
        self._told: asyncio.Queue[LegEvent] = asyncio.Queue()
        self._judged = asyncio.Event()
        self.arrived = asyncio.Event()
        """Set once the person's stream has come."""
        self._telling: asyncio.Task[None] | None = None

    @property
    def decline_key(self) -> str:
        """The key with which the person says no."""
        return "2" if self.accept_key != "2" else "1"

    @property
    def wanted(self) -> bool:
        """Whether anybody still waits for the person."""
        return not (self.notices.closing or self.notices.over or self.notices.machine)

    def __repr__(self) -> str:
        return f"leg {self.leg.id if self.leg else 'being dialled'} to {masked(self.number)}"

    # What happens

    def placed(self, sid: str) -> Leg:
        """The carrier has taken the order: whoever asked is told of everything from now on, in order."""
        self.leg = Leg(sid)
        self._telling = asyncio.create_task(self._tell(self.leg), name=f"tells of {sid[:6]}")
        return self.leg

    def take(self, *events: LegEvent) -> None:
        """Something was noticed. What counts of it is told on."""
        for event in events:
            for told in self.notices.take(event):
                self._told.put_nowait(told)
        if self.notices.machine or self.notices.over:
            self._judged.set()

    def judged(self) -> None:
        """Machine detection has come to its end, whatever it found."""
        self._judged.set()

    async def verdict(self) -> None:
        """Wait until machine detection has come to its end, or for `VERDICT_SECS`."""
        try:
            async with asyncio.timeout(VERDICT_SECS):
                await self._judged.wait()
        except TimeoutError:
            logger.info(f"{self}: no verdict on who answered within {VERDICT_SECS:g} s")

    def reply(self, pressed: str, said: str) -> LegEvent | None:
        """What the person answered; None for what is no answer."""
        keys = {self.accept_key: LegEvent.ACCEPTED, self.decline_key: LegEvent.DECLINED}
        return reply(pressed, said, keys=keys)

    def came(self, line: PersonLine) -> None:
        """The person's stream has come."""
        self.line = line
        self.arrived.set()

    def matches(self, sid: str) -> bool:
        """Whether a request that speaks of this call speaks of this leg."""
        return self.leg is None or self.leg.id == sid

    # Its end

    def close(self) -> None:
        """It is to end: a document that is asked for from now on says so."""
        self.notices.close()
        self._judged.set()

    async def release(self) -> None:
        """Tell nobody any more."""
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)

    async def _tell(self, leg: Leg) -> None:
        while True:
            event = await self._told.get()
            try:
                await self.on_event(leg, event)
            except Exception:
                # One notice that could not be taken must not hide the next.
                logger.exception(f"{self}: {event} was not taken")
            if event in ENDS:
                return
