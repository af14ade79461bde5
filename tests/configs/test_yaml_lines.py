"""YAML as plain data with lines, and its limits."""

import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from configs import ConfigProblems
from configs.yaml_lines import load_yaml


def loaded(tmp_path: Path, text: str, **others: str) -> Any:
    (tmp_path / "top.yaml").write_text(text)
    for name, content in others.items():
        (tmp_path / f"{name}.yaml").write_text(content)
    return load_yaml(tmp_path / "top.yaml")


def refused(tmp_path: Path, text: str, **others: str) -> str:
    with pytest.raises(ConfigProblems) as caught:
        loaded(tmp_path, text, **others)
    return str(caught.value)


def test_every_key_and_item_knows_its_line(tmp_path: Path) -> None:
    text = "a: 1\nb:\n  c: [x,\n    y]\n  d:\n    - e: 5\n      f: 6\n"
    _, lines = loaded(tmp_path, text)
    expected = {("a",): 1, ("b",): 2, ("b", "c"): 3, ("b", "c", 0): 3, ("b", "c", 1): 4}
    expected |= {("b", "d"): 5, ("b", "d", 0): 6, ("b", "d", 0, "f"): 7}
    assert {path: lines.at(path).line for path in expected} == expected


def test_a_key_that_is_not_there_has_the_line_of_its_parent(tmp_path: Path) -> None:
    _, lines = loaded(tmp_path, "a: 1\nb:\n  c: 2\n")
    assert lines.at(("b", "zzz", "deeper")).line == 2
    assert lines.at(("zzz",)).line == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("0.25", 0.25),
        ("1e3", 1000.0),
        ("0123456789", "0123456789"),
        ("+15551234567", "+15551234567"),
        ("10:30", "10:30"),
        ("2026-03-01", "2026-03-01"),
        ("0x10", "0x10"),
        (".inf", ".inf"),
        ("1_000", "1_000"),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
    ],
)
def test_scalars_mean_what_a_telephone_agent_means(tmp_path: Path, written: str, meant: object) -> None:
    data, _ = loaded(tmp_path, f"value: {written}\n")
    assert data == {"value": meant}
    assert type(data["value"]) is type(meant)


def test_keys_are_always_text(tmp_path: Path) -> None:
    data, _ = loaded(tmp_path, "1: one\nno: nope\n'': empty\ntrue: yep\n")
    assert list(data) == ["1", "no", "", "true"]


def test_aliases_and_merge_keys_work_and_own_keys_win(tmp_path: Path) -> None:
    text = "base: &b {x: 1, y: 2}\nsame: *b\nmore:\n  y: 3\n  <<: *b\nmost:\n  <<: [*b, {z: 4, x: 9}]\n"
    data, _ = loaded(tmp_path, text)
    assert data["same"] == {"x": 1, "y": 2}
    assert data["more"] == {"x": 1, "y": 3}
    assert data["most"] == {"x": 1, "y": 2, "z": 4}


def test_a_billion_laughs_are_refused_with_a_sentence(tmp_path: Path) -> None:
    names = "abcdefghij"
    rows = ["a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    rows += [f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in pairwise(names)]
    said = refused(tmp_path, "\n".join(rows))
    assert "grows too large when its aliases and includes are replaced; at most 20000 values" in said
    assert "top.yaml:" in said


def test_a_deep_tower_of_aliases_is_refused(tmp_path: Path) -> None:
    rows = ["a0: &a0 [ha]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 12)]
    assert "has aliases within aliases; at most 8 deep" in refused(tmp_path, "\n".join(rows))


def test_one_deep_block_may_be_used_twice(tmp_path: Path) -> None:
    deep = "{a: " * 12 + "1" + "}" * 12
    data, _ = loaded(tmp_path, f"one: &one {deep}\ntwo: *one\n")
    assert data["one"] == data["two"]


def test_a_long_text_cannot_be_multiplied(tmp_path: Path) -> None:
    rows = [f"a: &a {'x' * 30_000}", f"b: [{', '.join(['*a'] * 60)}]"]
    assert "grows too large" in refused(tmp_path, "\n".join(rows))


def test_too_many_aliases_are_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, "a: &a 1\n" + "".join(f"k{n}: *a\n" for n in range(101)))
    assert "too many aliases; at most 100 in one file" in said


def test_an_alias_of_itself_is_refused(tmp_path: Path) -> None:
    assert "holds an alias of itself" in refused(tmp_path, "a: &a\n  b: *a\n")


@pytest.mark.parametrize("text", ["[" * 30_000, "{a: " * 15_000, "- " * 30_000, "? " * 30_000])
def test_deep_nesting_is_refused_not_a_stack_overflow(tmp_path: Path, text: str) -> None:
    assert "nested too deeply; at most 20 levels" in refused(tmp_path, text)


def test_half_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    assert "surrogate" in refused(tmp_path, 'a: "\\ud800"\n')


def test_an_include_stands_where_it_is_named_with_its_own_lines(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/inner.yaml").write_text("deep: true\n")
    data, lines = loaded(tmp_path, "a: 1\nb: !include part.yaml\n", part="\nx: !include sub/inner.yaml\n")
    assert data == {"a": 1, "b": {"x": {"deep": True}}}
    assert lines.at(("b",)).line == 2
    assert (Path(lines.at(("b", "x")).file).name, lines.at(("b", "x")).line) == ("part.yaml", 2)
    assert Path(lines.at(("b", "x", "deep")).file).name == "inner.yaml"


def test_an_include_may_go_up_again_inside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/inner.yaml").write_text("!include ../part.yaml\n")
    data, _ = loaded(tmp_path, "a: !include sub/inner.yaml\n", part="1\n")
    assert data == {"a": 1}


def test_an_include_cannot_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("secret: 1\n")
    house = tmp_path / "house"
    house.mkdir()
    assert "leads out of its folder" in refused(house, "a: !include ../outside.yaml\n")
    assert "cannot take" in refused(house, f"a: !include {tmp_path}/outside.yaml\n")
    (house / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    assert "leads out of its folder" in refused(house, "a: !include link.yaml\n")
    (house / "folder").symlink_to(tmp_path)
    assert "leads out of its folder" in refused(house, "a: !include folder/outside.yaml\n")


def test_an_include_circle_is_refused(tmp_path: Path) -> None:
    said = refused(
        tmp_path, "a: !include one.yaml\n", one="b: !include two.yaml\n", two="!include one.yaml\n"
    )
    assert "leads back to itself" in said


def test_includes_within_includes_have_a_limit(tmp_path: Path) -> None:
    chain = {f"p{n}": f"x: !include p{n + 1}.yaml\n" for n in range(6)}
    assert "too many includes" in refused(tmp_path, "a: !include p0.yaml\n", p6="1\n", **chain)


def test_includes_cannot_multiply_without_end(tmp_path: Path) -> None:
    text = "".join(f"k{n}: !include part.yaml\n" for n in range(40))
    assert "too many includes; at most 32 in all" in refused(tmp_path, text, part="1\n")


def test_only_yaml_can_be_included(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("text")
    assert "name a .yaml file" in refused(tmp_path, "a: !include notes.txt\n")


def test_several_problems_of_one_file_come_together(tmp_path: Path) -> None:
    said = refused(tmp_path, "a: 1\na: 2\nb: !!set {x}\nc: !include none.yaml\n")
    assert len(said.splitlines()) == 3


def test_a_named_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(ConfigProblems, match="is not a file"):
        load_yaml(tmp_path / "pipe.yaml")
