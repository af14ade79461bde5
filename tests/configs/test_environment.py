"""References to the environment, and secrets that neither stand in a file nor leave it."""

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from configs import ConfigProblems, LoadedAgent, load_agent
from configs.explain import validated
from configs.lines import Lines
from configs.schema.agent import Timezone
from configs.schema.base import Block, Deployed, FromEnvironment
from configs.schema.providers import ProviderChoice
from configs.secrets import looks_secret, shown_value, without_secrets

SECRET = "sk-proj-A1b2C3d4E5f6G7h8J9"


def agent_with(tmp_path: Path, llm: str, environ: dict[str, str]) -> LoadedAgent:
    """An agent whose only language model has these lines."""
    (tmp_path / "flows/talk").mkdir(parents=True, exist_ok=True)
    (tmp_path / "flows/talk/flow.yaml").write_text("initial_node: a\n")
    head = "agent: a\nflow: talk\npipeline:\n  llm:\n    - service: openai\n"
    (tmp_path / "a.yaml").write_text(head + "".join(f"      {line}\n" for line in llm.splitlines()))
    return load_agent(tmp_path / "a.yaml", environ=environ)


def setting(tmp_path: Path, written: str, environ: dict[str, str], key: str = "value") -> Any:
    agent = agent_with(tmp_path, f"settings:\n  {key}: {written}", environ)
    return agent.config.pipeline.llm[0].settings[key]


@pytest.mark.parametrize(
    ("written", "environ", "meant"),
    [
        ("${MODEL}", {"MODEL": "m-1"}, "m-1"),
        ("${MODEL:-m-2}", {}, "m-2"),
        ("${MODEL:-m-2}", {"MODEL": "m-1"}, "m-1"),
        ("${MODEL:-m-2}", {"MODEL": ""}, "m-2"),
        ("${MODEL:-}", {}, ""),
        ("wss://${HOST}:${PORT:-443}/v1", {"HOST": "h"}, "wss://h:443/v1"),
        ("${HEAT}", {"HEAT": "0.5"}, 0.5),
        ("${COUNT:-3}", {}, 3),
        ("${STRICT}", {"STRICT": "true"}, True),
        ('"${COUNT}"', {"COUNT": "3"}, "3"),
        ("a${COUNT}", {"COUNT": "3"}, "a3"),
        ("${PHONE}", {"PHONE": "+15551234567"}, "+15551234567"),
    ],
)
def test_a_reference_gives_the_variable_or_its_default(
    tmp_path: Path, written: str, environ: dict[str, str], meant: object
) -> None:
    value = setting(tmp_path, written, environ)
    assert value == meant
    assert isinstance(value, type(meant))


def test_a_key_made_of_digits_stays_text(tmp_path: Path) -> None:
    assert setting(tmp_path, "${KEY}", {"KEY": "12345678"}, key="api_key") == "12345678"


def test_references_work_at_any_depth_of_args(tmp_path: Path) -> None:
    agent = agent_with(tmp_path, 'args: {headers: [{x: "${A}"}]}', {"A": "b"})
    assert agent.config.pipeline.llm[0].args == {"headers": [{"x": "b"}]}


def test_a_value_is_not_read_for_references_again(tmp_path: Path) -> None:
    assert setting(tmp_path, "${A}", {"A": "${B}", "B": "b"}) == "${B}"


def test_a_missing_variable_is_named_with_its_line_and_its_neighbour(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems) as caught:
        setting(tmp_path, "${OPENAI_API_KY}", {"OPENAI_API_KEY": SECRET})
    (problem,) = caught.value.problems
    assert problem.line == 7
    assert problem.message == "the environment variable OPENAI_API_KY is not set"
    assert 'did you mean "OPENAI_API_KEY"' in problem.hint
    assert SECRET not in str(problem)


def test_an_empty_variable_is_told_apart_from_a_missing_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems, match="A is empty"):
        setting(tmp_path, "${A}", {"A": ""})


@pytest.mark.parametrize(
    "secret",
    [SECRET, "plain-word", "0123456789abcdef0123456789abcdef", "line one\nline two"],
)
def test_what_comes_from_the_environment_is_never_shown(tmp_path: Path, secret: str) -> None:
    agent = agent_with(tmp_path, 'args: {api_key: "${KEY}", url: "wss://${KEY}/x"}', {"KEY": secret})
    choice = agent.config.pipeline.llm[0]
    assert choice.args["api_key"] == secret

    everything = [
        repr(agent),
        str(agent),
        f"{agent.config}",
        agent.config.model_dump_json(),
        repr(choice.args),
    ]
    everything += [json.dumps(agent.config.model_dump(mode="json")), repr(copy.deepcopy(choice))]
    everything += [repr(agent.references), repr(pickle.loads(pickle.dumps(choice)))]
    for text in everything:
        assert secret not in text
        assert "${KEY}" in text


def test_a_value_from_the_environment_is_an_ordinary_text_to_whoever_uses_it() -> None:
    value = FromEnvironment("wss://host", "${URL}")
    assert f"{value}/x" == "wss://host/x"
    assert json.dumps({"url": value}) == '{"url": "wss://host"}'
    assert pickle.loads(pickle.dumps(value)) == value


def test_any_field_can_be_marked_as_deployed() -> None:
    class Mailbox(Block):
        """A block with one field that differs between deployments."""

        host: Deployed[str]

    mailbox = Mailbox(host=FromEnvironment("mail.internal", "${MAIL_HOST}"))
    assert mailbox.host == "mail.internal"
    assert mailbox.model_dump_json() == '{"host":"${MAIL_HOST}"}'
    assert "mail.internal" not in repr(mailbox)


def test_a_secret_in_the_wrong_place_is_hidden_even_as_a_wrong_value(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems) as caught:
        agent_with(tmp_path, f"settings: {SECRET}\napi_key: {SECRET}\nargs: [{SECRET}]", {})
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value)
    assert {p.key for p in caught.value.problems} == {
        "pipeline.llm[0].settings",
        "pipeline.llm[0].api_key",
        "pipeline.llm[0].args",
        "pipeline.llm[0].args[0]",
    }


def test_a_wrong_value_that_came_from_the_environment_is_named_by_its_reference() -> None:
    assert shown_value("port", FromEnvironment("hunter2", "${PORT}")) == "the value of ${PORT}"


def test_a_secret_is_hidden_even_as_a_key_or_a_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems) as caught:
        agent_with(tmp_path, f"{SECRET}: 1\nargs: !include {SECRET}.yaml", {})
    assert SECRET not in str(caught.value)
    assert "pipeline.llm[0].(hidden)" in {problem.key for problem in caught.value.problems}
    with pytest.raises(ConfigProblems) as caught:
        load_agent(SECRET, environ={})
    assert SECRET not in str(caught.value.problems[0].message)


def test_a_validator_that_quotes_a_value_of_the_environment_is_told_by_reference(tmp_path: Path) -> None:
    class Office(Block):
        """A block whose time zone differs between deployments."""

        zone: Deployed[Timezone]
        size: Deployed[int]

    lines = Lines(tmp_path / "a.yaml")
    data = {"zone": FromEnvironment("hunter2", "${ZONE}"), "size": FromEnvironment("hunter2", "${SIZE}")}
    office, problems = validated(Office, data, lines)
    assert office is None
    assert [problem.message for problem in problems] == [
        'there is no time zone "${ZONE}"',
        "the value of ${SIZE} does not fit here",
    ]
    assert "hunter2" not in str(problems)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("anything", SECRET),
        ("text", f"my key is {SECRET}, thanks"),
        ("api_key", "0123456789abcdef0123456789abcdef01234567"),
        ("url", "0123456789abcdef0123456789abcdef01234567"),
        ("xi-api-key", "0123456789abcdef0123456789abcdef"),
        ("auth_token", "AC0123456789abcdef0123456789abcdef"),
        ("authToken", "Zm9vYmFyYmF6cXV4MTIz"),
        ("token", "q8Zt2LmX0pRw7Yv4"),
        ("password", "hunter2"),
        ("client_secret", 12345678),
        ("api_key", "${KEY:-q8Zt2LmX0pRw7Yv4}"),
        ("url", "postgresql://me:pa55@db/calls"),
        ("url", "wss://host/v1?api_key=abcdefgh"),
        ("key", "-----BEGIN RSA PRIVATE KEY-----"),
        ("x", "AKIAABCDEFGHIJKLMNOP"),
    ],
)
def test_what_looks_like_a_secret(key: str, value: object) -> None:
    assert looks_secret(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("api_key", "${OPENAI_API_KEY}"),
        ("Authorization", "Bearer ${TOKEN}"),
        ("password", "${DB_PASSWORD}"),
        ("api_key", "not-needed"),
        ("api_key", "EMPTY"),
        ("api_key", None),
        ("max_tokens", 4096),
        ("voice", "21m00Tcm4TlvDq8ikWAM"),
        ("voice", "79a125e8-cd45-4c13-8a67-188112f4dd22"),
        ("model_id", "0123456789abcdef0123456789abcdef01234567"),
        ("model", "nova-3-general"),
        ("description", "A desk-bound assistant for basic responsibilities and token authentication"),
        ("base_url", "http://localhost:11434/v1"),
        ("say", "We're open Monday to Friday, 9:00 to 17:00; write to desk@example.org"),
    ],
)
def test_what_does_not_look_like_a_secret(key: str, value: object) -> None:
    assert not looks_secret(key, value)


def test_shapes_of_secrets_are_blotted_out_of_any_text() -> None:
    assert without_secrets(f"bad: {SECRET}!") == "bad: (hidden)!"


def test_choices_built_in_python_hide_inputs_in_pydantics_own_errors() -> None:
    with pytest.raises(ValueError, match="settings") as caught:
        ProviderChoice(service="openai", settings=SECRET)  # pyright: ignore[reportArgumentType]
    assert SECRET not in str(caught.value)
