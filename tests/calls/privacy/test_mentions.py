"""A person is found in a text, however they are written."""

import pytest

from calls.keys import KeyRing
from calls.privacy.mentions import Mentions
from calls.privacy.person import Person

ADA = Person.of(["+12125550188"], ["ada.moreno@example.com"])


@pytest.mark.parametrize(
    "text",
    [
        "+12125550188",
        "12125550188",
        "2125550188",
        "(212) 555-0188",
        "212.555.0188",
        "+1 212 555 0188",
        "tel:+1-212-555-0188;ext=2",
        "2 1 2 5 5 5 0 1 8 8",
        "two one two five five five zero one eight eight",
        "it's two one two, five five five, oh one eight eight please",
        "two twelve triple five oh one double eight",
        "two one two uh five five five um oh one eighty eight",
        "two-one-two 555 o one 8 8",
        '{"phone": "+12125550188"}',
        "ada.moreno@example.com",
        "<Ada.Moreno@Example.COM>",
        "write to ada dot moreno at example dot com",
        "a d a dot m o r e n o at example dot com",
    ],
)
def test_every_writing_is_found(text: str) -> None:
    assert Mentions(ADA).in_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+12125550189",
        "(212) 555-0142",
        "two one two five five five zero one eight",
        "order 2125 of May 5 was 55.01, of June 8, 19.88",
        "mada.moreno@example.com",
        "ada@example.com",
        "jo.ada.moreno@example.com",
        "ada dot moreno at example dot org",
        "Ada Moreno",
    ],
)
def test_nobody_else_is_found(text: str) -> None:
    assert not Mentions(ADA).in_text(text)


def test_values_are_looked_through_with_their_keys() -> None:
    mentions = Mentions(ADA)
    assert mentions.in_value({"a": [{"b": 12125550188}]})
    assert mentions.in_value({"ada.moreno@example.com": None})
    assert not mentions.in_value({"a": [True, None, 3.5, {"b": "x"}]})


@pytest.mark.parametrize(
    "content", [b"\x00+12125550188\x01", b"x212 555 0188", b"TWO one two five five five oh one eight eight"]
)
def test_bytes_are_looked_through(content: bytes) -> None:
    assert Mentions(ADA).in_bytes(content)


@pytest.mark.parametrize(
    "page", [b"\x03+ada.moreno@example.com", b"+1212555018811201", b"99ada.moreno@example.comx"]
)
def test_in_a_page_of_a_database_anything_may_stand_beside_a_value(page: bytes) -> None:
    assert Mentions(ADA).in_pages(page)
    assert not Mentions(Person.of(["+12125550142"])).in_pages(page)


def test_who_is_only_a_call_is_in_no_text() -> None:
    nobody = Mentions(Person())
    assert not nobody.in_text("anything") and not nobody.in_bytes(b"x") and not nobody.in_pages(b"x")


def test_a_call_is_found_by_its_id() -> None:
    call = "call_" + "a" * 20
    assert Mentions(Person.of(calls=[call])).in_bytes(f"see {call}/record.json".encode())


@pytest.mark.parametrize("phone", ["(212) 555-0188", "+1 212 555 0188", "212-555-0188"])
def test_a_telephone_may_be_given_in_any_writing(phone: str) -> None:
    assert Person.of([phone]).phones == ("+12125550188",)
    assert Person.of(["030 1234567"], region="DE").phones == ("+49301234567",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"phones": ["nine"]}, "'nine' is no telephone number of US"),
        ({"emails": ["ada"]}, "'ada' is no e-mail address"),
        ({"calls": ["../x"]}, "'../x' is not a call id"),
        ({}, "nobody is meant"),
    ],
)
def test_what_means_nobody_is_told(given: dict[str, list[str]], said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("(", r"\(")):
        Person.of(**given)


def test_what_stands_for_a_person_tells_nothing_and_lasts_over_a_rotation(tmp_path) -> None:
    keys = KeyRing.open(tmp_path)
    (before, _) = ADA.marks(keys)
    keys.rotate()
    assert before in ADA.all_marks(keys)[0]
    assert ADA.marks(keys)[0] != before
    assert "2125550188" not in ADA.subject(keys)
    assert ADA.marks(KeyRing.open(tmp_path / "other"))[0] not in ADA.all_marks(keys)[0]
