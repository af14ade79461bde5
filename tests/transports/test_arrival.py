"""Who may ask for which agent."""

import pytest

from transports.arrival import requested_agent
from transports.errors import StreamRefused


@pytest.mark.parametrize("body", [None, {}, [], "appointments", {"agent": None}, {"other": 1}, 7, object()])
def test_a_body_that_names_no_agent_leaves_the_choice(body):
    assert requested_agent(body) is None


@pytest.mark.parametrize("name", ["appointments", "appointments-cloud", "a", "7_eleven"])
def test_a_plain_name_is_taken(name):
    assert requested_agent({"agent": name}) == name


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "a/b",
        "/etc/passwd",
        "x.yaml",
        "",
        "-x",
        "A",
        "a b",
        "a\n",
        "a" * 65,
        7,
        True,
        ["a"],
        {"a": 1},
        "é",
    ],
)
def test_what_is_no_plain_name_is_refused(name):
    with pytest.raises(StreamRefused, match="allowed is an agent's name"):
        requested_agent({"agent": name})
