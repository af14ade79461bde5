"""Limits and facts in, a decision out."""

import pytest

from calls.admission.deciding import (
    NOT_IN_SERVICE,
    Counts,
    ProcessFacts,
    Spent,
    refused_anywhere,
    refused_for_money,
    refused_here,
    turned_away,
)
from calls.admission.fates import fate_of
from calls.end_reasons import EndReason
from calls.gate import Fate, Turned
from configs.server.numbers import NumberBlock
from configs.server.schema import ServerConfig

CONFIG = ServerConfig.model_validate(
    {
        "public_url": "https://calls.example.com",
        "numbers": {
            "+12125550142": {"agent": "desk", "calls": 3, "tenant": "acme"},
            "+12125550143": {"agent": "desk", "overflow": {"say": "Please hold.", "dial": "+12125550199"}},
        },
        "carriers": {},
        "limits": {"calls_per_process": 2, "calls_per_agent": 5, "calls_per_tenant": 4, "loop_lag_ms": 100},
        "spend": {"agent_per_day": 10, "tenant_per_day": 5},
    }
)
ENTRY = CONFIG.numbers["+12125550142"]
BARE = NumberBlock(agent="desk")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (ProcessFacts(active=1), None),
        (ProcessFacts(active=2), Turned.FULL),
        (ProcessFacts(active=0, lag_ms=101), Turned.OVERLOADED),
        (ProcessFacts(active=0, draining=True), Turned.DRAINING),
    ],
)
def test_a_process_takes_calls_until_it_is_full_late_or_ending(
    facts: ProcessFacts, why: Turned | None
) -> None:
    assert refused_here(CONFIG, facts) is why


@pytest.mark.parametrize(
    ("counts", "entry", "why"),
    [
        (Counts(4, 2, 3), ENTRY, None),
        (Counts(5, 0, 0), ENTRY, Turned.FULL),
        (Counts(0, 3, 0), ENTRY, Turned.FULL),
        (Counts(0, 0, 4), ENTRY, Turned.FULL),
        (Counts(0, 9, 9), BARE, None),  # neither a limit of the number nor a tenant
    ],
)
def test_agents_numbers_and_tenants_have_limits_of_their_own(
    counts: Counts, entry: NumberBlock, why: Turned | None
) -> None:
    assert refused_anywhere(CONFIG, entry, counts) is why


def test_a_budget_of_the_day_is_used_up_at_some_time() -> None:
    assert refused_for_money(CONFIG, ENTRY, Spent(9.99, 4.99)) is None
    assert refused_for_money(CONFIG, ENTRY, Spent(10, 0)) is Turned.SPENT
    assert refused_for_money(CONFIG, ENTRY, Spent(0, 5)) is Turned.SPENT
    assert refused_for_money(CONFIG, BARE, Spent(0, 5)) is None


def test_whoever_is_turned_away_is_offered_what_the_number_says() -> None:
    assert turned_away(CONFIG, CONFIG.numbers["+12125550143"], Turned.FULL).dial == "+12125550199"
    assert turned_away(CONFIG, ENTRY, Turned.FULL).say == CONFIG.overflow.say
    nobody = turned_away(CONFIG, None, Turned.NO_AGENT)
    assert (nobody.say, nobody.dial, nobody.message) == (NOT_IN_SERVICE, None, False)


def test_every_end_has_a_fate() -> None:
    assert {fate_of(reason) for reason in EndReason} == set(Fate)
    assert fate_of(None) is Fate.RESCUE
    assert fate_of(EndReason.COMPLETED) is Fate.HANG_UP
    assert fate_of(EndReason.CALLER_HUNG_UP) is Fate.BACK
    assert fate_of(EndReason.CRASHED) is Fate.RESCUE
    assert fate_of(EndReason.MAX_DURATION) is Fate.HANG_UP
