"""`script.yaml`: what the local engines say and understand at each node of a flow.

It stands beside `flow.yaml` and serves the dialogue engine (what to say, how to ask) and the local speech
recogniser (which phrases to expect). Other language models never see it.

Phrases hold slots in single braces: `book a {service} {day} at {time}`. A slot is a parameter of the tool, or
a class under `words`. Spoken text holds values in double braces: `{{ day }}`, filled from the flow's state,
the values understood so far, and the last tool result. A value of a parameter is put in as it is said
("Tuesday, December third"), whatever its form in the data. A sentence whose value is missing is left out.

How a node runs:

- On entry `say` is said. When it does not end in a question mark, the first unknown parameter of `main` is
  asked after it. When it does, and that parameter is known already, the next one is asked in its place.
- Once every parameter of `main` is known, `main` is called, on entry too, except when it has `on_yes`:
  then it waits for the yes.
- What a caller said earlier in the call counts for every parameter of the same name. See `forget`.
- A tool's result may hold `say` (a sentence for the caller) and `needs` (a list of parameters to ask again).
  `say` is said when the flow stays on the node, and whenever `ok` is false: before the entry of the next
  node, whose own words are left out when `say` is a question. After a success with a transition only
  the next node speaks; it can use `{{ say }}` and every other key of the result.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block
from configs.truth import is_true_answer

Kind = Literal[
    "date",
    "time",
    "phone",
    "choice",
    "number",
    "digits",
    "name",
    "yes_no",
    "text",
    "email",
    "address",
    "birth_date",
]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Sayings = Annotated[
    list[str], Field(min_length=1), BeforeValidator(_listed, json_schema_input_type=str | list[str])
]
"""One sentence, or several that are used in turn when it has to be said again."""


class ParameterScript(Block):
    """One parameter of a tool: its kind and how to ask for it."""

    kind: Kind

    ask: Sayings | None = None
    """How to ask for it; None = only taken when offered."""

    words: str | None = None
    """For a `choice`: the class under `words` that lists its values. For a `name`: names that the recogniser
    is to expect; others are still understood."""

    keypad: bool = False
    """Whether digits pressed on the keypad answer it."""

    hours: tuple[int, int] = (8, 18)
    """For a `time`: the opening hours (0 to 24) that decide whether "three" is morning or afternoon."""


class ToolScript(Block):
    """How a caller asks for a tool."""

    phrases: list[str] = Field(default_factory=list)
    """Examples of what a caller says to mean this tool."""

    label: str | None = None
    """What the tool does, as it goes on after "Do you want to": `book a visit`. With it, a caller whose words
    fit several tools is asked which one they mean."""

    on_yes: bool = False
    """A bare yes at this node means this tool."""

    on_no: bool = False
    """A bare no at this node means this tool."""

    parameters: dict[str, ParameterScript] = Field(default_factory=dict)
    """In the order in which they are asked. A parameter that the tool requires and that has no `ask` is asked
    for by its name."""

    before: Sayings | None = None
    """Said while the tool runs ("Let me look that up."); None = nothing."""

    forget: list[str] = Field(default_factory=list)
    """Parameters to be said anew once this tool has succeeded: `[day, time]` for the tool that books, and for
    the one that a "no" at the confirmation means. Kept when the caller said a new value for one of them in
    the same breath ("no, make that Thursday")."""

    again: list[str] = Field(default_factory=list)
    """Parameters to ask again when the tool refused and its result has no `needs`. Empty = the last one of
    `parameters`."""


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

    goodbye: str | None = None
    """The tool that ends the call; called when the caller says goodbye, where it is offered."""

    farewell: str = "Goodbye."
    """Said to a caller who says goodbye where no tool ends the call."""

    robot: str = "I'm an automated assistant. I follow fixed rules, and I'm not a person."
    """The answer to "are you a robot". It must say that it is a machine."""

    help: str = "I can help you step by step. You can also say repeat, or ask for a person."
    """The answer to "what can you do" at nodes without a `help` of their own."""

    go_on: Sayings = Field(default_factory=lambda: ["Go on.", "And the rest?"])
    """Said when a number has begun and is not complete."""

    wait: str = "One moment, please."
    """Said to a caller who speaks while a tool is running."""

    failed: str = "Sorry, that didn't go through."
    """Said when a tool failed and its result says nothing for the caller."""

    offer_after_failure: str = "Would you like to speak to a person?"
    """Said after a tool failed for no fault of the caller."""

    no_person: str = "I'm sorry, I can't reach a person from here."
    """Said to a caller who wants a person where `person` is not offered."""

    thanks: str = "Thank you."
    """Said when something was understood that is not asked for yet, before the question is asked again."""

    past: str = "That day has already passed."
    """Said before a day that lies in the past is asked again."""

    tools: dict[str, ToolScript] = Field(default_factory=dict)
    """Tools that every node offers (the flow's global functions)."""

    nodes: dict[str, NodeScript]

    @field_validator("robot")
    @classmethod
    def _is_true(cls, sentence: str) -> str:
        if not is_true_answer(sentence):
            raise PydanticCustomError(
                "not_true",
                "the answer does not say that this is a machine",
                {"allowed": "a sentence with a word such as automated, AI, virtual, computer or robot"},
            )
        return sentence
