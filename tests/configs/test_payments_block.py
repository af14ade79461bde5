"""`payments:` of the agent file: what may stand there, and what is said of the rest."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from configs import ConfigProblems, load_agent
from configs.loaded import LoadedAgent

SECRET = "0123456789abcdef-hush"
ENVIRON = {"BANK_SECRET": SECRET}
TOKENISER = {"url": "https://pay.example.com/tokens", "secret": "${BANK_SECRET}"}


def loaded(folder: Path, **payments: Any) -> LoadedAgent:
    file = folder / "shop.yaml"
    file.write_text(yaml.safe_dump({"agent": "shop", "flow": "appointments", "payments": payments}))
    return load_agent(file, environ=ENVIRON)


def test_a_tokeniser_is_read_and_its_secret_is_not_shown(tmp_path: Path) -> None:
    agent = loaded(tmp_path, tokeniser=TOKENISER, zip=True, brands=["visa"])
    block = agent.config.payments
    assert block.tokeniser is not None and block.tokeniser.secret == SECRET
    assert (block.zip, block.brands, block.attempts, block.shown.expiry) == (True, ("visa",), 2, False)
    assert SECRET not in repr(agent.config) and SECRET not in agent.config.model_dump_json()


def test_no_card_is_taken_unless_a_tokeniser_is_there(tmp_path: Path) -> None:
    assert loaded(tmp_path).config.payments.tokeniser is None


@pytest.mark.parametrize(
    ("payments", "place", "problem"),
    [
        ({"tokeniser": {**TOKENISER, "secret": None}}, "payments.tokeniser", "signed requests only"),
        (
            {"tokeniser": {**TOKENISER, "url": "http://pay.example.com"}},
            "payments.tokeniser",
            "https://HOST/PATH",
        ),
        ({"tokeniser": {**TOKENISER, "allow_hosts": ["x.org"]}}, "payments.tokeniser", "allow_hosts"),
        ({"tokeniser": {**TOKENISER, "effect": "read"}}, "payments.tokeniser.effect", "effect"),
        ({"brands": []}, "payments.brands", "1"),
        ({"brands": ["vista"]}, "payments.brands", "visa"),
        ({"attempts": 0}, "payments.attempts", "1"),
        ({"shown": {"number": True}}, "payments.shown.number", "expiry"),
    ],
)
def test_what_cannot_be_is_told_at_its_place(
    payments: dict[str, Any], place: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigProblems) as caught:
        loaded(tmp_path, **payments)
    (only,) = caught.value.problems
    assert place in str(only) and problem in str(only) and SECRET not in str(only)
