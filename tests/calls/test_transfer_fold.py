"""What the record tells of a call's transfers."""

from calls.events import CallStarted, TransferCallTold, TransferEnded, TransferRequested
from calls.record import CallRecord, fold
from calls.transfers import LegResult, TransferOutcome

STARTED = CallStarted(
    call_id="call_e3yipouzda2nyaoxh64a", agent="desk", agent_hash="0", carrier="memory", direction="inbound",
    started_at="2026-03-02T15:00:00.000Z",
)  # fmt: skip


def requested(at_ms: int) -> TransferRequested:
    return TransferRequested(
        at_ms=at_ms, destination="desk", reason="person", mode="warm", brief={"who": "Maria"}
    )


def told(at_ms: int, result: LegResult, call: int = 0, number: str = "+12125550142") -> TransferCallTold:
    return TransferCallTold(at_ms=at_ms, call=call, target=call, number=number, result=result)


def ended(at_ms: int, outcome: TransferOutcome) -> TransferEnded:
    return TransferEnded(at_ms=at_ms, destination="desk", outcome=outcome)


def test_the_time_to_a_person_runs_from_the_request_to_the_join() -> None:
    record = fold(
        [
            STARTED,
            requested(1000),
            told(4000, LegResult.DIALLED),
            told(9000, LegResult.BUSY),
            told(9000, LegResult.DIALLED, call=1, number="+12125550143"),
            told(12000, LegResult.ANSWERED, call=1),
            told(12500, LegResult.HUMAN, call=1),
            told(20000, LegResult.CONNECTED, call=1),
            ended(20000, TransferOutcome.CONNECTED),
        ]
    )
    (transfer,) = record.transfers
    assert (transfer.human_connected_ms, transfer.time_to_human_ms) == (20000, 19000)
    first, second = transfer.attempts
    assert (first.result, first.started_ms, first.answered_ms, first.ended_ms) == ("busy", 4000, None, 9000)
    assert (second.number, second.result, second.answered_ms) == ("+12125550143", "connected", 12000)
    assert second.ended_ms is None, "it goes on without us"
    assert transfer.brief == {"who": "Maria"}


def test_each_transfer_has_its_own_attempts() -> None:
    record = fold(
        [
            STARTED,
            requested(0),
            told(100, LegResult.DIALLED),
            told(200, LegResult.BUSY),
            ended(200, TransferOutcome.BUSY),
            requested(5000),
            told(5100, LegResult.DIALLED),
            told(5200, LegResult.CANCELLED),
            ended(5200, TransferOutcome.CALLER_HUNG_UP),
        ]
    )
    assert [(each.outcome, each.attempts[0].result) for each in record.transfers] == [
        ("busy", "busy"),
        ("caller_hung_up", "cancelled"),
    ]
    assert all(each.time_to_human_ms is None for each in record.transfers)


def test_a_transfer_that_a_crash_ended_has_no_outcome() -> None:
    record = fold([STARTED, requested(0), told(100, LegResult.RINGING)])
    assert record.transfers[0].outcome is None
    assert record.end_reason == "crashed"


def test_the_record_survives_its_own_json() -> None:
    record = fold([STARTED, requested(0), ended(5, TransferOutcome.NO_ANSWER)])
    assert CallRecord.model_validate(record.to_dict()).transfers == record.transfers
    assert list(record.to_dict()["transfers"][0]) == [
        "destination", "reason", "mode", "outcome", "requested_ms", "human_connected_ms", "time_to_human_ms",
        "ended_ms", "attempts", "brief",
    ]  # fmt: skip


def test_records_from_before_there_were_transfers_can_be_read() -> None:
    old = fold([STARTED]).to_dict()
    del old["transfers"]
    assert CallRecord.model_validate(old).transfers == []
