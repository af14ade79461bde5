"""What the events of a call say of its transfers."""

from calls.events import TransferCallTold, TransferEnded, TransferRequested
from calls.record_parts import Transfer, TransferAttempt
from calls.transfers import LegResult, TransferOutcome

_PICKED_UP = frozenset(
    {LegResult.ANSWERED, LegResult.HUMAN, LegResult.BRIEFED, LegResult.ACCEPTED, LegResult.VOICEMAIL}
)


class Transfers:
    """The transfers of one call, taken event by event."""

    def __init__(self) -> None:
        self.transfers: list[Transfer] = []
        self._attempts: dict[int, TransferAttempt] = {}

    def requested(self, event: TransferRequested) -> None:
        """A new one begins."""
        self._attempts = {}
        self.transfers.append(
            Transfer(
                destination=event.destination,
                reason=event.reason,
                mode=event.mode,
                requested_ms=event.at_ms,
                brief=event.brief,
            )
        )

    def told(self, event: TransferCallTold) -> None:
        """A call to a person has come further."""
        if not self.transfers:
            return
        attempt = self._attempts.get(event.call)
        if attempt is None:
            attempt = self._attempts[event.call] = TransferAttempt(
                target=event.target, number=event.number, result=event.result, started_ms=event.at_ms
            )
            self.transfers[-1].attempts.append(attempt)
        attempt.result = event.result
        if event.result in _PICKED_UP and attempt.answered_ms is None:
            attempt.answered_ms = event.at_ms
        if event.result.final and event.result not in (LegResult.CONNECTED, LegResult.FORWARDED):
            attempt.ended_ms = event.at_ms

    def ended(self, event: TransferEnded) -> None:
        """The last one is over."""
        if not self.transfers:
            return
        transfer = self.transfers[-1]
        transfer.outcome, transfer.ended_ms = event.outcome, event.at_ms
        if event.outcome is TransferOutcome.CONNECTED:
            transfer.human_connected_ms = event.at_ms
            transfer.time_to_human_ms = event.at_ms - transfer.requested_ms
