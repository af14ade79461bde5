"""The server file: what it says, and how it tells all that is wrong with it."""

from pathlib import Path

import pytest

from configs import ConfigProblems
from configs.server import load_server
from configs.server.numbers import entry_of

ENVIRON = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "a-token-of-the-account"}

SMALLEST = """
public_url: https://calls.example.com
numbers:
  "+12125550142": appointments
carriers:
  twilio: {account_sid: "${TWILIO_ACCOUNT_SID}", auth_token: "${TWILIO_AUTH_TOKEN}"}
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "server.yaml"
    file.write_text(text)
    return file


def problems_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigProblems) as caught:
        load_server(write(folder, text), environ=ENVIRON)
    return [str(problem).split("server.yaml:", 1)[1] for problem in caught.value.problems]


def test_the_smallest_file_names_url_number_and_carrier(tmp_path: Path) -> None:
    server = load_server(write(tmp_path, SMALLEST), environ=ENVIRON)
    config = server.config
    assert config.public_host == "calls.example.com"
    assert config.carriers.served == ("twilio",)
    assert config.numbers["+12125550142"].agent == "appointments"
    assert server.agents["appointments"].name == "appointments.yaml"
    assert config.limits.calls_per_process == 12
    assert config.workers.count == 1


def test_secrets_are_shown_by_their_references(tmp_path: Path) -> None:
    server = load_server(write(tmp_path, SMALLEST), environ=ENVIRON)
    assert server.config.carriers.twilio
    assert server.config.carriers.twilio.auth_token == ENVIRON["TWILIO_AUTH_TOKEN"]
    assert ENVIRON["TWILIO_AUTH_TOKEN"] not in repr(server) + server.config.model_dump_json()


def test_all_problems_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = """public_url: http://calls.example.com/path
numbers:
  "2125550142": appointments
  "+12125550143": {agent: nobody, cals: 3}
  "+12125550144": nobody
carriers:
  twilio: {account_sid: XX, auth_token: "${TWILIO_AUTH_TOKEN}"}
limits: {calls_per_process: 0}
"""
    told = problems_of(tmp_path, text)
    assert [line.split(":")[0] for line in told] == ["1", "3", "4", "7", "8"]
    assert "https:// and a host" in told[0]
    assert "such as +12125550142" in told[1]
    assert 'did you mean "calls"' in told[2]


def test_an_agent_that_is_not_there_is_told_at_its_number(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, SMALLEST.replace("appointments", "appointment"))
    assert told.startswith("4: numbers.+12125550142.agent: there is no agent")
    assert 'did you mean "appointments"' in told


def test_a_secret_written_into_the_file_is_refused_and_not_shown(tmp_path: Path) -> None:
    token = "0123456789abcdef0123456789abcdef"
    (told,) = problems_of(tmp_path, SMALLEST.replace("${TWILIO_AUTH_TOKEN}", token))
    assert "looks like a secret" in told
    assert token not in told


def test_overflow_never_dials_a_premium_number(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, SMALLEST + 'overflow: {dial: "+19005550100"}\n')
    assert "premium-rate" in told


def test_a_file_that_serves_no_carrier_is_refused(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, SMALLEST.split("carriers:")[0] + "carriers: {}\n")
    assert "names no carrier" in told


def test_agents_may_be_paths_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").write_text("agent: desk\nflow: talk\n")
    server = load_server(write(tmp_path, SMALLEST.replace("appointments", "./desk.yaml")), environ=ENVIRON)
    assert server.agents["./desk.yaml"] == (tmp_path / "desk.yaml").resolve()


@pytest.mark.parametrize("written", ["+12125550142", "12125550142", "+1 (212) 555-0142"])
def test_a_number_is_found_however_the_carrier_writes_it(tmp_path: Path, written: str) -> None:
    numbers = load_server(write(tmp_path, SMALLEST), environ=ENVIRON).config.numbers
    entry = entry_of(numbers, written)
    assert entry and entry.agent == "appointments"


def test_a_number_that_nobody_answers_goes_to_any_if_there_is_one(tmp_path: Path) -> None:
    config = load_server(write(tmp_path, SMALLEST), environ=ENVIRON).config
    assert config.answering("+13035550199") is None
    text = SMALLEST.replace("carriers:", "  any: support\ncarriers:")
    entry = load_server(write(tmp_path, text), environ=ENVIRON).config.answering("sip:desk@example.com")
    assert entry and entry.agent == "support"
