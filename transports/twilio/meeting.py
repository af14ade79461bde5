"""Caller and person are brought together in a conference, and it is counted who is there."""

import asyncio
from collections.abc import Awaitable, Callable

from loguru import logger

from calls.control import CallerGone
from transports.phone.callers import CallerCall, Place
from transports.phone.legs import PersonLeg
from transports.phone.rest import RestRefused
from transports.phone.wording import Wording
from transports.twilio.answers import next_document, to_conference
from transports.twilio.rest import TwilioRest

PERSON_SECS = 5.0
"""Seconds within which a person who has accepted must be in the conference, after a last sentence."""

MEET_SECS = 4.0
"""Seconds within which the caller must be there too."""

LOOK_SECS = 0.25
"""Between two looks into the conference."""


async def redirect(rest: TwilioRest, caller: CallerCall, place: Place, document: str) -> None:
    """Give the caller's live call a document. Raises CallerGone, or RestRefused.

    Wherever it is unsure whether Twilio did it, the caller is taken to be at `place`.
    """
    caller.moved(place, document)
    try:
        await rest.redirect_call(caller.sid, document)
    except RestRefused as refused:
        if not refused.unsure:
            caller.moved(Place.AGENT, "")
        if refused.call_is_over:
            raise CallerGone("the caller has hung up") from refused
        raise


class Meeting:
    """One attempt to bring caller and person together."""

    def __init__(self, rest: TwilioRest, caller: CallerCall, person: PersonLeg, wording: Wording) -> None:
        self._rest = rest
        self._caller = caller
        self._person = person
        self._wording = wording

    async def hold(self, sid: str) -> int:
        """How many are together then. `sid`: the person's call. Raises CallerGone, or RestRefused.

        The caller is not moved before the person is seen in the conference. One who was moved and is alone
        there comes back to the agent on a new stream.
        """
        caller, person = self._caller, self._person
        if sid not in await self._look({sid}, PERSON_SECS) or person.notices.closing:
            return 1
        unsure: RestRefused | None = None
        try:
            await redirect(self._rest, caller, Place.CONFERENCE, to_conference(caller, person.conference))
        except RestRefused as refused:
            if not refused.unsure:
                raise
            unsure = refused
        there = await self._look({sid, caller.sid}, MEET_SECS)
        if {sid, caller.sid} <= there:
            person.joined = caller.met = True
            return len(there)
        if await self._rest.is_over(caller.sid):
            raise CallerGone("the caller hung up on the way to the person")
        if unsure is not None and caller.sid not in there:
            caller.moved(Place.AGENT, "")
            raise unsure
        await self._bring_back()
        return len(there)

    async def _look(self, wanted: set[str], within_secs: float) -> frozenset[str]:
        """Who is in the conference: as soon as all who are wanted are, or cannot be any more, or in time."""
        return await until(
            lambda: self._rest.participants(self._person.conference),
            lambda there: wanted <= there or self._person.notices.over,
            within_secs,
        )

    async def _bring_back(self) -> None:
        caller = self._caller
        if caller.place is not Place.CONFERENCE:
            return  # the conference has ended, and its end has led the caller back
        document = next_document(caller, caller.back("not_joined"), self._wording)
        try:
            await self._rest.redirect_call(caller.sid, document)
        except RestRefused as refused:
            logger.info(f"the caller could not be brought back ({refused})")


async def until(
    look: Callable[[], Awaitable[frozenset[str]]],
    enough: Callable[[frozenset[str]], bool],
    within_secs: float,
) -> frozenset[str]:
    """Look again and again, until it is enough or the time is over. A look that fails shows nobody."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_secs
    there: frozenset[str] = frozenset()
    while True:
        try:
            there = await look()
        except RestRefused as refused:
            logger.warning(f"Twilio: {refused}")
        if enough(there) or loop.time() >= deadline:
            return there
        await asyncio.sleep(LOOK_SECS)
