"""The `handoff:` block: who may be fetched, and which numbers are never dialled."""

from pathlib import Path

import pytest

from configs import ConfigProblems, load_agent
from configs.dialling import not_allowed

HEAD = "agent: desk\nflow: appointments\n"


def load(tmp_path: Path, handoff: str, head: str = HEAD, **environ: str):
    file = tmp_path / "desk.yaml"
    file.write_text(head + handoff, encoding="utf-8")
    return load_agent(file, environ=environ).config.handoff


def problems(tmp_path: Path, handoff: str, head: str = HEAD, **environ: str) -> list[str]:
    with pytest.raises(ConfigProblems) as error:
        load(tmp_path, handoff, head, **environ)
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in error.value.problems]


def destination(number: str, more: str = "") -> str:
    return f"handoff:\n{more}  destinations:\n    desk:\n      targets:\n        - number: {number}\n"


def test_an_agent_without_the_block_fetches_nobody(tmp_path: Path) -> None:
    assert load(tmp_path, "").destinations == {}


@pytest.mark.parametrize("written", ['"+12125550142"', "+12125550142", '"${DESK}"', "${DESK}"])
def test_a_number_may_be_written_as_one_does(tmp_path: Path, written: str) -> None:
    handoff = load(tmp_path, destination(written), DESK="+12125550142")
    assert handoff.destinations["desk"].targets[0].number == "+12125550142"


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("+19005551234", "is a premium-rate number"),
        ("+18765551234", "is no number of US"),
        ("+442071838750", "is no number of US"),
        ("+15550100100", "is no number of US"),
        ("+882161234567", "is no number of US"),
        ("+1212555", "is no complete phone number"),
        ("12", "is no phone number with its country code"),
    ],
)
def test_a_number_that_may_cost_a_fortune_is_not_dialled(number: str, why: str) -> None:
    assert not_allowed(number, "US") == why


def test_prefixes_open_other_numbers_but_never_premium_ones() -> None:
    assert not_allowed("+442071838750", "US", ["+44 20"]) is None
    assert not_allowed("+449098790000", "US", ["+44"]) == "is a premium-rate number"
    assert not_allowed("+443300000000", "US", ["+4420"]) == "is no number of US"


def test_a_number_outside_of_the_country_is_refused_with_its_line(tmp_path: Path) -> None:
    assert problems(tmp_path, destination('"+442071838750"')) == [
        'desk.yaml:7: handoff.destinations.desk.targets[0].number: "+442071838750" is no number of US; set '
        "`handoff.country`, or list its beginning under `handoff.allowed_prefixes`"
    ]


def test_the_country_is_that_of_the_language_unless_it_is_set(tmp_path: Path) -> None:
    british = destination('"+442071838750"')
    assert load(tmp_path, british, HEAD + "language: en-GB\n").destinations
    assert load(tmp_path, destination('"+442071838750"', "  country: GB\n")).destinations
    (problem,) = problems(tmp_path, british, HEAD + "language: en\n")
    assert "cannot be placed, because no country is set" in problem


def test_a_number_from_the_environment_is_checked_and_not_printed(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, destination('"${DESK}"'), DESK="+18765551234")
    assert "the value of ${DESK} is no number of US" in problem
    assert "876" not in problem


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  default: backoffice\n", "no destination is called"),
        ("  max_ring_secs: 40\n", "40 is too large"),
        ("  accept_key: 12\n", "does not fit"),
        ("  webhook: {url: http://crm.example.com/x, secret: '${S}'}\n", "over http"),
    ],
)
def test_what_cannot_work_is_told(tmp_path: Path, line: str, said: str) -> None:
    found = problems(tmp_path, destination("+12125550142", line), S="s" * 20)
    assert any(said in problem for problem in found)
