"""`redaction:` — what is done with private data, live (model, tools) and stored (everything that is kept)."""

import re
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from configs.redaction_presets import PRESETS, How, Preset
from configs.schema.base import Block
from configs.schema.tool_promises import ToolName

PatternName = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z_]{0,31}$",
        json_schema_extra={"patternErrorMessage": "small letters and _, at most 32 of them"},
    ),
]
MAX_PATTERN = 200
"""Characters of a pattern: it is tried on everything that is said."""


def _wrong(problem: str, allowed: str) -> PydanticCustomError:
    return PydanticCustomError("redaction", "{problem}", {"problem": problem, "allowed": allowed})


class EntityRule(Block):
    """One kind of private data. What is left out is as in the preset."""

    live: How | None = None
    """What the language model and the tools see: `keep` = the words, `token` = `[CARD_1]`, which `open` may
    name for a tool, `mask` = `[card]`, and nobody has the value."""

    stored: How | None = None
    """What is kept in journals, records, logs, traces and webhooks: `keep`, `token` (tells only that it is
    the same one again) or `mask`."""


class PatternRule(Block):
    """A kind of private data of your own."""

    pattern: str = Field(min_length=1, max_length=MAX_PATTERN)
    """A regular expression (Python's), looked for in what is written and in spoken digits and letters."""

    live: How = "token"
    """What the language model and the tools see."""

    stored: How = "mask"
    """What is kept."""

    @field_validator("pattern")
    @classmethod
    def _can_be_read(cls, pattern: str) -> str:
        try:
            read = re.compile(pattern)
        except re.error as error:
            raise _wrong(
                f"the pattern cannot be read: {error.msg} at character {error.pos}", "a regular expression"
            ) from None
        if read.search(""):
            raise _wrong("the pattern fits a text without a character", "one that needs a character at least")
        return pattern

    @model_validator(mode="after")
    def _fits(self) -> "PatternRule":
        _check("the pattern", self.live, self.stored)
        return self


class EntityRules(Block):
    """The kinds that are known by themselves."""

    card: EntityRule = EntityRule()
    """A payment card's number."""

    cvv: EntityRule = EntityRule()
    """Its security code; it can never be stored."""

    card_expiry: EntityRule = EntityRule()
    """The month and year up to which it is good."""

    bank_account: EntityRule = EntityRule()
    """Account, routing and IBAN."""

    national_id: EntityRule = EntityRule()
    """A social security number and its like."""

    phone: EntityRule = EntityRule()
    """A telephone number."""

    email: EntityRule = EntityRule()
    """An e-mail address."""

    birth_date: EntityRule = EntityRule()
    """A date of birth."""

    address: EntityRule = EntityRule()
    """Where somebody lives."""

    person_name: EntityRule = EntityRule()
    """A person's name."""

    medical_record: EntityRule = EntityRule()
    """A number of a medical record."""

    passport: EntityRule = EntityRule()
    """A passport's number."""

    licence: EntityRule = EntityRule()
    """A driving licence's number."""

    password: EntityRule = EntityRule()
    """A password or PIN."""

    ip_address: EntityRule = EntityRule()
    """An internet address."""


class RedactionBlock(Block):
    """What is done with private data."""

    preset: Preset = "standard"
    """Where every kind starts.

    `standard`: cards, accounts, national ids, passports, licences, medical records and passwords are tokens
    live and masked in what is kept, a CVV is masked everywhere, the rest is kept. `pci`: as standard, but the
    model and the tools never have a card, its expiry, an account or a password either. `hipaa`: as standard,
    and names, telephones, addresses, birth dates are masked in what is kept. `strict`: whatever is private is
    a token live, cards and ids are masked, and nothing of it is kept.
    """

    entities: EntityRules = EntityRules()
    """Kinds that are dealt with otherwise than in the preset."""

    patterns: dict[PatternName, PatternRule] = Field(default_factory=dict)
    """Kinds of your own: `member_number: {pattern: 'M\\d{6}'}`."""

    open: dict[ToolName, tuple[str, ...]] = Field(default_factory=dict)
    """Tool → the kinds whose tokens are opened in its arguments. Other tools get them as a part of a text,
    and say no to a value that is one."""

    presidio: bool = False
    """Whether written text is searched by Presidio too (the extra `presidio`): slow to start, in English."""

    def ways(self) -> dict[str, tuple[How, How]]:
        """For every kind, the file's own included: live, and stored."""
        resolved: dict[str, tuple[How, How]] = dict(PRESETS[self.preset])
        for name, (live, stored) in PRESETS[self.preset].items():
            rule: EntityRule = getattr(self.entities, name)
            resolved[name] = (rule.live or live, rule.stored or stored)
        return {**resolved, **_own(self.patterns)}

    @field_validator("patterns")
    @classmethod
    def _names_are_new(cls, patterns: dict[str, PatternRule]) -> dict[str, PatternRule]:
        if taken := next((name for name in patterns if name in PRESETS["standard"]), None):
            raise _wrong(f'the kind "{taken}" is there already', "another name; `entities:` has its rules")
        return patterns

    @field_validator("entities")
    @classmethod
    def _entities_fit(cls, entities: EntityRules, info: ValidationInfo) -> EntityRules:
        if entities.cvv.stored not in (None, "mask"):
            raise _wrong("a cvv cannot be stored, in no form", "`stored: mask`")
        for name, (live, stored) in PRESETS[info.data.get("preset", "standard")].items():
            rule: EntityRule = getattr(entities, name)
            _check(name, rule.live or live, rule.stored or stored)
        return entities

    @field_validator("open")
    @classmethod
    def _can_be_opened(
        cls, opened: dict[str, tuple[str, ...]], info: ValidationInfo
    ) -> dict[str, tuple[str, ...]]:
        entities: EntityRules = info.data.get("entities", EntityRules())
        known = {**PRESETS[info.data.get("preset", "standard")], **_own(info.data.get("patterns", {}))}
        for tool, names in opened.items():
            for name in names:
                if name not in known:
                    raise _wrong(f'{tool}: there is no kind "{name}"', ", ".join(known))
                rule = getattr(entities, name, EntityRule())
                if (rule.live or known[name][0]) == "mask":
                    raise _wrong(f"{tool}: {name} is masked live: there is nothing to open", "`live: token`")
        return opened


def _own(patterns: dict[str, PatternRule]) -> dict[str, tuple[How, How]]:
    return {name: (rule.live, rule.stored) for name, rule in patterns.items()}


def _check(name: str, live: How, stored: How) -> None:
    if live != "keep" and stored == "keep":
        raise _wrong(f"{name} is hidden live and would be stored", "`stored: mask` or `stored: token`")
