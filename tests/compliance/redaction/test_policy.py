"""What is done with each kind of private data, and that it can only become tighter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.redaction.entities import ENTITIES
from compliance.redaction.policy import Looser, Policy, Rule
from configs.redaction_presets import LOOSEST_FIRST, PRESETS, looser

WAYS = st.builds(Rule, st.sampled_from(LOOSEST_FIRST), st.sampled_from(LOOSEST_FIRST))


def test_a_kind_that_nobody_has_heard_of_is_hidden() -> None:
    assert Policy.preset().rule("shoe_size") == Rule("token", "mask")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_tightens_standard_to_itself(name: str) -> None:
    assert Policy.preset().tightened(name) == Policy.preset(name)  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from(ENTITIES), WAYS), st.sampled_from(sorted(PRESETS)))
def test_a_preset_never_makes_anything_looser(rules: dict[str, Rule], name: str) -> None:
    before = Policy({**Policy.preset().rules, **rules})
    after = before.tightened(name)  # type: ignore[arg-type]
    for entity in ENTITIES:
        assert not looser(after.rule(entity).live, before.rule(entity).live)
        assert not looser(after.rule(entity).stored, before.rule(entity).stored)


def test_one_kind_can_be_tightened() -> None:
    policy = Policy.preset().tightened({"phone": Rule("token", "mask")})
    assert policy.rule("phone") == Rule("token", "mask")
    assert policy.rule("email") == Rule("keep", "keep")


@pytest.mark.parametrize("rule", [Rule("keep", "mask"), Rule("token", "token")])
def test_nothing_can_be_made_looser(rule: Rule) -> None:
    with pytest.raises(Looser, match=r"card: .* cannot become"):
        Policy.preset("strict").tightened({"card": rule})


def test_a_preset_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(Looser, match='no preset "loose"; allowed: standard, pci, hipaa, strict'):
        Policy.preset().tightened("loose")  # type: ignore[arg-type]
