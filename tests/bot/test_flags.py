"""What `python bot.py` says before it serves anything."""

import argparse
import os
import sys
from pathlib import Path

import pytest

import bot
from transports.dev_runner import load_runner, offered

BROKEN = Path(__file__).resolve().parents[1] / "configs" / "broken"


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DAILY_API_KEY", "CALLWRIGHT_AGENT", "PIPECAT_WEBSOCKET_AUTH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CALLWRIGHT_DATA", str(tmp_path / "data"))


def said(
    flags: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[object, str]:
    """How the program ended, and all that it wrote."""
    monkeypatch.setattr(sys, "argv", ["bot.py", *flags])
    with pytest.raises(SystemExit) as ended:
        bot.main()
    code = ended.value.code
    written = capsys.readouterr()
    # Python itself writes a text code to stderr, and ends with 1.
    return (
        (1, f"{written.out}{written.err}{code}")
        if isinstance(code, str)
        else (code, written.out + written.err)
    )


@pytest.mark.parametrize("flags", [["-t", "daily"], ["-d"], ["-d", "-t", "daily", "-v"]])
def test_without_a_daily_key_it_says_what_to_set(flags, monkeypatch, capsys):
    code, text = said(flags, monkeypatch, capsys)
    assert code == 2
    assert "DAILY_API_KEY is not set" in text and "DAILY_API_KEY=..." in text
    assert "Bot ready" not in text and "Traceback" not in text


@pytest.mark.parametrize("way_in", ["livekit", "moq", "vonage", "websocket", "telnyx", "plivo", "exotel"])
def test_a_way_in_without_a_line_is_refused_by_name(way_in, monkeypatch, capsys):
    code, text = said(["-t", way_in], monkeypatch, capsys)
    assert code == 2
    assert f"-t {way_in} is not served; served: webrtc, daily, twilio" in text


@pytest.mark.parametrize("port", ["http", "65536", "-1", "²"])
def test_a_port_of_the_environment_that_is_none_is_told(port, monkeypatch, capsys):
    monkeypatch.setenv("CALLWRIGHT_PORT", port)
    code, text = said([], monkeypatch, capsys)
    assert code == 2
    assert f"CALLWRIGHT_PORT={port}: allowed is a port, 0 to 65535" in text


def test_twilio_needs_the_name_by_which_it_is_reached(monkeypatch, capsys):
    code, text = said(["-t", "twilio"], monkeypatch, capsys)
    assert code == 2 and "-x HOST" in text


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (None, "No such file"),
        ("agent: ../../etc/passwd", "allowed is an agent's name"),
        ("agent: [appointments]", "allowed is an agent's name"),
        ("agent: {", "--runner-body"),
        (b"\xff\xfe\x00", "--runner-body"),
    ],
)
def test_a_runner_body_that_names_no_agent_is_told(body, why, monkeypatch, capsys, tmp_path):
    file = tmp_path / "body.yaml"
    if body is not None:
        file.write_bytes(body if isinstance(body, bytes) else body.encode())
    code, text = said(["--runner-body", str(file)], monkeypatch, capsys)
    assert code == 2
    assert str(file) in text and why in text
    assert "Traceback" not in text


def test_an_unknown_agent_is_told_with_those_that_exist(monkeypatch, capsys):
    monkeypatch.setenv("CALLWRIGHT_AGENT", "appointmets")
    code, text = said([], monkeypatch, capsys)
    assert code == 1
    assert 'there is no agent named "appointmets"' in text and 'did you mean "appointments"' in text


def test_the_runner_body_counts_more_than_the_environment(monkeypatch, capsys, tmp_path):
    body = tmp_path / "body.yaml"
    body.write_text("agent: somebody")
    monkeypatch.setenv("CALLWRIGHT_AGENT", "appointments")
    _, text = said(["--runner-body", str(body)], monkeypatch, capsys)
    assert 'there is no agent named "somebody"' in text


def test_all_that_is_wrong_with_a_broken_agent_is_told_at_once(monkeypatch, capsys):
    file = BROKEN / "misspelt_keys.yaml"
    monkeypatch.setenv("CALLWRIGHT_AGENT", str(file))
    code, text = said([], monkeypatch, capsys)
    assert code == 1
    assert text.count("misspelt_keys.yaml:") > 2
    assert "Traceback" not in text and "Bot ready" not in text


def test_the_shell_counts_more_than_the_env_file(monkeypatch, tmp_path):
    env = tmp_path / ".env"
    env.write_text("CALLWRIGHT_AGENT=from-the-file\nONLY_IN_THE_FILE=1\n")
    monkeypatch.setattr("dotenv.main.find_dotenv", lambda *_, **__: str(env))
    monkeypatch.setenv("CALLWRIGHT_AGENT", "from-the-shell")
    monkeypatch.delenv("ONLY_IN_THE_FILE", raising=False)
    if "pipecat.runner.run" in sys.modules:
        monkeypatch.delitem(sys.modules, "pipecat.runner.run")
        monkeypatch.delattr("pipecat.runner.run")
    load_runner()

    assert os.environ["CALLWRIGHT_AGENT"] == "from-the-shell"
    assert os.environ.pop("ONLY_IN_THE_FILE") == "1"


def test_the_env_file_of_the_working_folder_is_read(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("ONLY_IN_THIS_FILE=1\nCALLWRIGHT_AGENT=from-the-file\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CALLWRIGHT_AGENT", "from-the-shell")
    load_runner()
    assert os.environ.pop("ONLY_IN_THIS_FILE") == "1"
    assert os.environ["CALLWRIGHT_AGENT"] == "from-the-shell"


def test_the_page_offers_only_what_would_work():

    anything = argparse.Namespace(transport=None)
    assert offered(anything, {}) == ["webrtc", "twilio"]
    assert offered(anything, {"DAILY_API_KEY": "k"}) == ["webrtc", "daily", "twilio"]
    assert offered(argparse.Namespace(transport="twilio"), {"DAILY_API_KEY": "k"}) == ["twilio"]
