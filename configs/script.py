"""`script.yaml`: what the local engines say and understand at each node of a flow.

It stands beside `flow.yaml` and serves the dialogue engine (what to say, how to ask) and the local speech
recogniser (which phrases to expect). Other language models never see it.

Phrases hold slots in single braces: `book a {service} {day} at {time}`. A slot is a parameter of the tool, or
a class under `words`. Spoken text holds values in double braces: `{{ day }}`, filled from the flow's state,
the values understood so far, and the last tool result.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from configs.schema.base import Block

Kind = Literal["date", "time", "phone", "choice", "number", "digits", "name", "yes_no", "text"]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Sayings = Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]
"""One sentence, or several that are used in turn when it has to be said again."""


class ParameterScript(Block):
    """One parameter of a tool: its kind and how to ask for it."""

    kind: Kind

    ask: Sayings | None = None
    """How to ask for it; None = only taken when offered."""

    words: str | None = None
    """For a `choice`: the class under `words` that lists its values."""

    keypad: bool = False
    """Whether digits pressed on the keypad answer it."""


class ToolScript(Block):
    """How a caller asks for a tool."""

    phrases: list[str] = Field(default_factory=list)
    """Examples of what a caller says to mean this tool."""

    on_yes: bool = False
    """A bare yes at this node means this tool."""

    on_no: bool = False
    """A bare no at this node means this tool."""

    parameters: dict[str, ParameterScript] = Field(default_factory=dict)


class NodeScript(Block):
    """One node of the flow."""

    say: Sayings | None = None
    """Said when the node is entered; None = the first question of `main` is asked at once."""

    main: str | None = None
    """The tool whose parameters are asked for at this node, one by one."""

    help: str | None = None
    """The answer to "what can you do" here."""

    tools: dict[str, ToolScript] = Field(default_factory=dict)


class Script(Block):
    """The whole of `script.yaml`."""

    words: dict[str, dict[str, list[str]]] = Field(default_factory=dict)
    """Class to value to the ways of saying it: `service: {cleaning: [cleaning, "teeth cleaned"]}`."""

    unclear: Sayings = Field(
        default_factory=lambda: ["Sorry, I didn't catch that.", "I still didn't get it."]
    )
    """Said before the question is asked again."""

    offer_person: str = "I'm having trouble understanding. Would you like to speak to a person?"
    """Said after two re-asks that did not help."""

    person: str | None = None
    """The tool that fetches a person or takes a message; it must be reachable from every node."""

    tools: dict[str, ToolScript] = Field(default_factory=dict)
    """Tools that every node offers (the flow's global functions)."""

    nodes: dict[str, NodeScript]
