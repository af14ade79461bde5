"""`compliance:` — where the business is, and what callers are told about who is speaking."""

from typing import Annotated

from pydantic import AfterValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block
from configs.schema.locale import COUNTRIES
from configs.truth import denies_machine, says_machine

US_STATES = frozenset(
    [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "DC",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
    ]
)


def known_jurisdiction(code: str) -> str:
    """The code, when there is such a place; a pydantic error otherwise."""
    country, _, state = code.partition("-")
    if country == "US" and state in US_STATES:
        return code
    if country in COUNTRIES - {"US"} and not state:
        return code
    raise PydanticCustomError(
        "unknown_jurisdiction",
        "there is no jurisdiction {code}",
        {"code": f'"{code}"', "allowed": "a state such as US-NY, or a country's ISO 3166 code such as DE"},
    )


Jurisdiction = Annotated[str, AfterValidator(known_jurisdiction)]


def _is_true(sentence: str | None) -> str | None:
    if sentence is not None and (denies_machine(sentence) or not says_machine(sentence)):
        raise PydanticCustomError(
            "not_true",
            "the notice does not say that this is a machine",
            {"allowed": "a sentence with a word such as automated, AI, virtual, computer or robot"},
        )
    return sentence


class DisclosureBlock(Block):
    """The caller is told that a machine is speaking: in the first sentence, after a return, in long calls."""

    text: str | None = Field(default=None, min_length=10, max_length=300)
    """Said first, in the language of the agent. None = the text that Callwright has in this language."""

    in_greeting: bool = False
    """The flow's own greeting says it. It is checked: who did not hear it there is told with `text`."""

    every_minutes: float = Field(default=10, ge=1, le=60)
    """In calls longer than this it is said again, before an answer."""

    off_because: str | None = Field(default=None, min_length=15, max_length=300)
    """Nothing of this is said, for this reason, which goes into the record of every call. "Are you a robot?"
    is answered truthfully all the same."""

    @field_validator("text")
    @classmethod
    def _says_it(cls, sentence: str | None) -> str | None:
        return _is_true(sentence)

    @model_validator(mode="after")
    def _not_both(self) -> "DisclosureBlock":
        if self.off_because and (self.text or self.in_greeting):
            raise PydanticCustomError(
                "off_and_on",
                "`off_because` stands beside `text` or `in_greeting`",
                {"allowed": "one of them"},
            )
        return self


class ComplianceBlock(Block):
    """See the module."""

    jurisdiction: Jurisdiction | None = None
    """Where the business is: `US-NY`, `DE` ... None = not known, which counts as the strictest."""

    trust_area_codes: bool = True
    """Whether a caller's area code is taken for where they are. It tells only where the number was given out.
    With `false`, callers from the United States count as of an unknown state."""

    disclosure: DisclosureBlock = DisclosureBlock()
    """What callers are told about who is speaking."""
