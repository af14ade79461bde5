"""`handoff:` — when a person is fetched, who, and what happens when nobody comes."""

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block, Deployed
from configs.schema.destinations import DestinationBlock
from configs.schema.triggers import TriggersBlock

Prefix = Annotated[
    str,
    Field(
        pattern=r"^\+[1-9][0-9]{0,10}$",
        json_schema_extra={"patternErrorMessage": "the beginning of a number in quotes, such as +44"},
    ),
]
Key = Annotated[
    str,
    Field(
        pattern=r"^[0-9*#]$", json_schema_extra={"patternErrorMessage": "one key in quotes: 0 to 9, * or #"}
    ),
]
NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
Rung = Literal["callback", "message"]


class TransferTextsBlock(Block):
    """What is said around a transfer, word for word; no language model changes it."""

    announce: str = "I'll get somebody for you. Please hold, or say come back, or press {return_key}."
    """Said to the caller before a warm transfer. `{return_key}` is put in."""

    announce_cold: str = "I'll connect you now. Please hold."
    """Said to the caller before a cold transfer."""

    update: str = "I'm still trying to reach somebody. Please hold, or say come back."
    """Said to the caller every `update_secs`."""

    update_answered: str = "Somebody has picked up. One moment, please."
    """Said instead once somebody has."""

    returned: str = "All right, I'm back with you."
    """Said to a caller who came back."""

    failed: str = "I'm sorry, nobody could take the call just now."
    """Said to the caller when nobody could be reached."""

    closed: str = "I'm sorry, there is nobody to take the call at this hour."
    """Said when a person is wanted outside of their hours."""

    unavailable: str = "I'm sorry, I can't put you through to a person from here."
    """Said when a person is wanted and there is no way to reach one."""

    goodbye: str = "I'm sorry that I couldn't connect you. Please call again later. Goodbye."
    """Said when nobody was reached and the flow has nothing else to offer."""

    farewell: str = "The other side has hung up. Goodbye."
    """Said by the carrier to the caller when the person hung up."""


class BriefWebhookBlock(Block):
    """Where the briefing is sent as well, so that a transfer that fails still leaves something behind."""

    url: Deployed[str] = Field(pattern=r"^https?://[^\s/?#]+")
    """Gets a signed POST with JSON when a transfer begins and when it ends."""

    secret: Deployed[str] = Field(min_length=16)
    """Signs the POST; at least 16 characters, as `${NAME}`."""

    allow_private: bool = False
    """Whether the address may be a private one, of the machine or its network, and `url` may be http."""

    @model_validator(mode="after")
    def _is_private_or_safe(self) -> "BriefWebhookBlock":
        if not self.url.startswith("https://") and not self.allow_private and "${" not in self.url:
            raise PydanticCustomError(
                "not_https", "a briefing may not be sent over http", {"allowed": "https://HOST/PATH"}
            )
        return self


class HandoffBlock(Block):
    """Transfers to people."""

    destinations: dict[str, DestinationBlock] = Field(default_factory=dict)
    """Who can be fetched, by name (small letters, digits and _). None = no transfers: the flow takes a
    message."""

    default: str | None = None
    """The destination when none is named; None = the first."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """ISO code of the country whose numbers may be dialled; None = that of `language`."""

    allowed_prefixes: list[Prefix] = Field(default_factory=list)
    """Numbers outside the country that may be dialled as well. Premium-rate numbers never may."""

    max_ring_secs: float = Field(default=25.0, ge=5, le=25)
    """Seconds that any telephone may ring."""

    consult_secs: float = Field(default=90.0, ge=10, le=300)
    """Seconds in which a person who picked up must say yes or no."""

    update_secs: float = Field(default=20.0, ge=5, le=60)
    """Seconds between two words to a caller on hold."""

    music: bool = True
    """Whether a caller on hold hears quiet music; else silence."""

    accept_key: Key = "1"
    """The key with which a person takes the call."""

    return_key: Key = "9"
    """The key with which a caller on hold comes back."""

    return_phrases: list[Annotated[str, Field(min_length=2)]] = Field(
        default=["come back", "go back", "never mind", "forget it", "stop waiting", "don't want to wait"]
    )
    """What a caller on hold says to come back; one of these among their words is enough."""

    max_transfers: int = Field(default=2, ge=1, le=10)
    """Transfers that one call may try."""

    after_failure: list[Rung] = Field(default=["callback", "message"])
    """What is offered when nobody was reached, in this order: the flow's node of that name. A flow's
    `handoff_failed` node comes before all of them, and after them the call ends with `texts.goodbye`."""

    rings_from: Deployed[Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]] | None = None
    """Our number, such as "+15550100100", from which people are rung for a caller in a browser, who called
    none. None = such a caller is told that nobody can be reached from there."""

    triggers: TriggersBlock = TriggersBlock()
    """What makes the agent fetch a person by itself."""

    texts: TransferTextsBlock = TransferTextsBlock()
    """What is said around a transfer, word for word."""

    webhook: BriefWebhookBlock | None = None
    """Where the briefing is sent as well."""

    pages: Deployed[Annotated[str, Field(pattern=r"^https?://[^\s/?#]+$")]] | None = None
    """Where browsers reach this server, such as `https://calls.example.com`. With it, what the webhook is
    sent holds `page`, the address of the call's briefing page."""

    @model_validator(mode="after")
    def _names_are_good(self) -> "HandoffBlock":
        for name in self.destinations:
            if not NAME.fullmatch(name):
                raise PydanticCustomError(
                    "bad_name",
                    "{name} is no name for a destination",
                    {"name": f'"{name}"', "allowed": "small letters, digits and _, a letter first"},
                )
        if self.default is not None and self.default not in self.destinations:
            raise PydanticCustomError(
                "unknown_destination",
                "no destination is called {name}",
                {"name": f'"{self.default}"', "allowed": ", ".join(self.destinations) or "none is named"},
            )
        for trigger, name in self.triggers.destinations().items():
            if name not in self.destinations:
                raise PydanticCustomError(
                    "unknown_destination",
                    "triggers.{trigger}: no destination is called {name}",
                    {
                        "trigger": trigger,
                        "name": f'"{name}"',
                        "allowed": ", ".join(self.destinations) or "none is named",
                    },
                )
        return self
