"""The block `redaction:`."""

from typing import get_args

import pytest
from pydantic import ValidationError

from compliance.redaction.entities import ENTITIES
from configs.redaction_presets import PRESETS, How, Preset, looser
from configs.schema.redaction import EntityRules, RedactionBlock


def test_every_kind_has_its_rule_in_every_preset_and_its_key_in_the_file() -> None:
    assert tuple(EntityRules.model_fields) == ENTITIES
    for ways in PRESETS.values():
        assert tuple(ways) == ENTITIES


@pytest.mark.parametrize("name", ["pci", "hipaa", "strict"])
def test_no_preset_is_anywhere_looser_than_standard(name: Preset) -> None:
    for entity, (live, stored) in PRESETS["standard"].items():
        assert not looser(PRESETS[name][entity][0], live)
        assert not looser(PRESETS[name][entity][1], stored)


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_hidden_live_is_stored_in_no_preset(name: Preset) -> None:
    assert not [entity for entity, (live, stored) in PRESETS[name].items() if live != "keep" == stored]


def test_keep_is_the_loosest_and_mask_the_tightest() -> None:
    assert looser("keep", "token") and looser("token", "mask") and not looser("mask", "mask")
    assert set(get_args(How)) == {"keep", "token", "mask"}


def test_what_a_rule_leaves_out_is_as_in_the_preset() -> None:
    ways = RedactionBlock.model_validate({"entities": {"phone": {"stored": "mask"}}}).ways()
    assert ways["phone"] == ("keep", "mask")
    assert ways["email"] == ("keep", "keep")


def test_a_pattern_of_ones_own_is_a_kind_like_the_others() -> None:
    block = RedactionBlock.model_validate(
        {"patterns": {"member_number": {"pattern": "M\\d+"}}, "open": {"find_member": ["member_number"]}}
    )
    assert block.ways()["member_number"] == ("token", "mask")


@pytest.mark.parametrize("stored", ["keep", "token"])
def test_a_security_code_can_never_be_stored(stored: str) -> None:
    with pytest.raises(ValidationError, match="a cvv cannot be stored"):
        RedactionBlock.model_validate({"entities": {"cvv": {"stored": stored}}})


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({"entities": {"phone": {"live": "mask"}}}, "phone is hidden live and would be stored"),
        ({"patterns": {"card": {"pattern": "x"}}}, 'the kind "card" is there already'),
        ({"patterns": {"any": {"pattern": "x*"}}}, "fits a text without a character"),
        ({"open": {"pay": ["cvv"]}}, "pay: cvv is masked live: there is nothing to open"),
        ({"preset": "pci", "open": {"pay": ["card"]}}, "pay: card is masked live"),
        ({"open": {"pay": ["cards"]}}, 'pay: there is no kind "cards"'),
    ],
)
def test_what_makes_no_sense_is_an_error(block: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        RedactionBlock.model_validate(block)
