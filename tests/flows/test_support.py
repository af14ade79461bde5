"""What the online shop allows, and that it pays once."""

import importlib
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from flows.reading.loader import load_flow

FOLDER = Path(__file__).resolve().parents[2] / "flows" / "support"
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 10, 0)  # noqa: DTZ001 - the shop's wall clock


def part(name: str) -> ModuleType:
    """A module of the use case."""
    return importlib.import_module(f"{load_flow(FOLDER).tools.__package__}.{name}")


def order(days_ago: int = 5, **facts: Any) -> Any:
    """A lamp for 39.90 that was delivered some days ago."""
    day = TODAY - timedelta(days=days_ago)
    lamp = {"item": "lamp", "price_cents": 3990, "status": "delivered", "expected_on": day}
    return part("orders").Order("48213", "+12125550188", "11201", **{**lamp, "delivered_on": day, **facts})


def dealings(**facts: Any) -> Any:
    return part("orders").Dealings(**{"returned": False, "refunded_cents": 0, "lately_cents": 0, **facts})


@pytest.mark.parametrize(("days_ago", "trouble"), [(0, None), (30, None), (31, "late")])
def test_an_order_can_be_returned_for_thirty_days(days_ago: int, trouble: str | None) -> None:
    assert part("rules").return_trouble(order(days_ago), dealings(), TODAY) == trouble


@pytest.mark.parametrize(
    ("cents", "lately", "trouble"),
    [
        (100_00, 0, None),
        (100_01, 0, "over_limit"),
        (50_00, 100_00, None),
        (50_00, 100_01, "over_limit"),
    ],
)
def test_only_so_much_is_paid_back_without_a_specialist(cents: int, lately: int, trouble: str | None) -> None:
    expensive, before = order(price_cents=cents), dealings(lately_cents=lately)
    assert part("rules").refund_trouble(expensive, before, "damaged", cents, TODAY) == trouble


@pytest.mark.parametrize(
    ("facts", "before", "reason", "trouble"),
    [
        ({"delivered_on": None, "status": "packing"}, {}, "damaged", "not_delivered"),
        ({"delivered_on": None, "status": "packing"}, {}, "missing", "not_delivered"),
        ({}, {}, "missing", "trace"),
        ({}, {}, "changed_mind", "return_first"),
        ({"final_sale": True}, {}, "changed_mind", "final_sale"),
        ({"final_sale": True}, {}, "damaged", None),
        ({}, {"refunded_cents": 3990}, "damaged", "refunded"),
        ({"status": "cancelled", "delivered_on": None}, {}, "damaged", "cancelled"),
    ],
)
def test_a_refund_follows_the_rules(
    facts: dict[str, Any], before: dict[str, Any], reason: str, trouble: str | None
) -> None:
    rules = part("rules")
    assert rules.refund_trouble(order(**facts), dealings(**before), reason, 3990, TODAY) == trouble
    assert trouble is None or rules.wording(trouble, order(**facts))


def test_the_same_refund_is_paid_once_and_never_more_than_was_paid(tmp_path: Path) -> None:
    orders, lamp = part("orders").Orders(tmp_path / "support.sqlite"), order()
    orders.add(lamp)
    first = orders.refund("key", lamp, 3000, "damaged", "call-1", NOW)
    assert orders.refund("key", lamp, 3000, "damaged", "call-1", NOW) == first
    assert orders.dealings(lamp, NOW, 90).refunded_cents == 3000
    with pytest.raises(part("orders").TooMuch):
        orders.refund("another", lamp, 1000, "damaged", "call-1", NOW)
    assert orders.dealings(lamp, NOW, 90).refunded_cents == 3000
