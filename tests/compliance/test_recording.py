"""May a call be recorded? The strictest of everybody's law wins."""

import pytest

from compliance.jurisdiction import Place, declared, place_of_number
from compliance.recording import Decision, Wanted, decide
from compliance.recording_policy import recording_policy

NEW_YORK, CALIFORNIA, WASHINGTON = "+12125550188", "+14155550188", "+12065550188"


def decided(
    caller: str | None, business: str | None, wanted: Wanted = "announce", counts: tuple[str, ...] = ()
) -> Decision:
    return decide(
        recording_policy(),
        wanted=wanted,
        caller=place_of_number(caller),
        business=declared(business),
        announcement_is_consent=counts,
    )


@pytest.mark.parametrize(
    ("caller", "business", "mode"),
    [
        (NEW_YORK, "US-NY", "announce"),
        (CALIFORNIA, "US-NY", "ask"),
        (NEW_YORK, "US-CA", "ask"),
        (NEW_YORK, None, "ask"),
        (None, "US-NY", "ask"),
        ("+18005550100", "US-NY", "ask"),
        ("+4930901820", "US-NY", "ask"),
        ("+15550100123", "US-TX", "ask"),
        (NEW_YORK, "DE", "ask"),
    ],
    ids=["both one-party", "caller", "business", "no business", "no number", "800", "German", "555", "DE"],
)  # fmt: skip
def test_the_strictest_law_wins_and_what_is_not_known_is_strict(
    caller: str | None, business: str | None, mode: str
) -> None:
    assert decided(caller, business).mode == mode
    assert decided(caller, business, "policy").mode == mode


def test_the_agent_file_may_be_stricter_and_never_laxer() -> None:
    assert decided(NEW_YORK, "US-NY", "ask").mode == "ask"
    assert decided(NEW_YORK, "US-NY", "off").mode == "off"
    assert decided(CALIFORNIA, "US-CA", "announce").mode == "ask"
    assert decided(CALIFORNIA, "US-CA", "announce").raised
    assert not decided(CALIFORNIA, "US-CA", "policy").raised


def test_an_announcement_is_consent_only_where_the_law_and_the_agent_file_both_say_so() -> None:
    assert decided(WASHINGTON, "US-NY").mode == "ask"
    assert decided(WASHINGTON, "US-NY", counts=("US-WA",)).mode == "announce"
    assert decided(WASHINGTON, "US-NY", "ask", counts=("US-WA",)).mode == "ask"
    assert decided(CALIFORNIA, "US-NY", counts=("US-CA",)).mode == "ask"
    assert decided(WASHINGTON, "US-CA", counts=("US-WA",)).mode == "ask"


def test_a_decision_tells_whose_law_it_was_and_how_sure_that_is() -> None:
    caller, business = decided(CALIFORNIA, "US-NY").reasons

    assert (caller.whose, caller.jurisdiction, caller.presumed, caller.asks) == (
        "caller",
        "US-CA",
        True,
        "ask",
    )
    assert caller.cite == "Cal. Penal Code 632, 632.7, 637.2"
    assert "people keep their numbers" in caller.because
    assert (business.whose, business.presumed, business.asks) == ("business", False, "announce")
    assert decided(CALIFORNIA, "US-NY").policy == recording_policy().version


def test_no_reason_holds_the_callers_number() -> None:
    for number in (NEW_YORK, "+4930901820", "+18005550100", "+15550100123", "anonymous"):
        assert not [reason for reason in decided(number, None).reasons if number[-7:] in reason.because]


def test_consent_that_is_taken_back_destroys_where_it_was_asked_for() -> None:
    assert decided(NEW_YORK, "US-NY").withdrawn == "stopped"
    assert decided(CALIFORNIA, "US-NY").withdrawn == "destroyed"
    assert decided(WASHINGTON, "US-NY", counts=("US-WA",)).withdrawn == "destroyed"
    assert decided(NEW_YORK, "US-NY", "ask").withdrawn == "destroyed"


def test_area_codes_need_not_be_trusted() -> None:
    place = place_of_number(NEW_YORK, trust_area_codes=False)

    assert place.code is None
    assert "trust_area_codes" in place.because
    assert place_of_number("+4930901820", trust_area_codes=False).code == "DE"


def test_what_is_declared_is_no_presumption() -> None:
    assert declared("US-NY") == Place("US-NY", presumed=False, because="the agent file says so")
