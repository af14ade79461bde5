"""The script of a flow, checked like an agent file."""

from pathlib import Path

import pytest

from configs import ConfigProblems
from configs.script_file import load_script

ROOT = Path(__file__).parents[2]

GOOD = """\
words:
  service:
    cleaning: [cleaning, "teeth cleaned"]
person: ask_for_person
tools:
  ask_for_person:
    phrases: [talk to a person]
nodes:
  greet:
    say: Hello.
    main: book
    tools:
      book:
        phrases: ["book a {service}", "{service} at {time}"]
        parameters:
          service: {kind: choice, words: service, ask: "What for?"}
          time: {kind: time}
"""


def problems_of(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "script.yaml").write_text(text)
    with pytest.raises(ConfigProblems) as caught:
        load_script(tmp_path / "script.yaml")
    return [
        f"{problem.line}: {problem.key}: {problem.message}; {problem.hint}"
        for problem in caught.value.problems
    ]


def test_a_good_script_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "script.yaml").write_text(GOOD)
    script = load_script(tmp_path / "script.yaml")
    assert script.nodes["greet"].say == ["Hello."]
    assert script.nodes["greet"].tools["book"].parameters["time"].kind == "time"


def test_yes_and_no_stay_words(tmp_path: Path) -> None:
    (tmp_path / "script.yaml").write_text("words: {answer: {yes: [yes, on], no: [no, off]}}\nnodes: {}\n")
    assert load_script(tmp_path / "script.yaml").words == {
        "answer": {"yes": ["yes", "on"], "no": ["no", "off"]}
    }


@pytest.mark.parametrize(
    "file", sorted((ROOT / "flows").glob("*/script.yaml")), ids=lambda file: file.parent.name
)
def test_the_scripts_that_come_along_are_good(file: Path) -> None:
    assert load_script(file).nodes


def test_all_problems_of_a_script_come_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace("say: Hello.", "says: Hello.")
        .replace("kind: time", "kind: tme")
        .replace("[talk to a person]", "5")
    )
    assert problems_of(tmp_path, text) == [
        "7: tools.ask_for_person.phrases: 5 does not fit here; use a list, each item text",
        '10: nodes.greet.says: unknown key; allowed here: say, main, help, tools (did you mean "say"?)',
        '17: nodes.greet.tools.book.parameters.time.kind: "tme" is not one of the choices; use "date", '
        '"time", "phone", "choice", "number", "digits", "name", "yes_no", "text", "email", "address" or '
        '"birth_date" (did you mean "time"?)',
    ]


def test_names_that_refer_to_nothing_are_told_with_what_there_is(tmp_path: Path) -> None:
    text = GOOD.replace("{service} at {time}", "{servce} at {time}").replace("main: book", "main: bok")
    text = text.replace("words: service,", "words: services,").replace(
        "person: ask_for_person", "person: someone"
    )
    assert problems_of(tmp_path, text) == [
        '4: person: there is no tool "someone" here; use ask_for_person',
        '11: nodes.greet.main: there is no tool "bok" here; use book or ask_for_person '
        '(did you mean "book"?)',
        '14: nodes.greet.tools.book.phrases[1]: there is no slot "servce" here; use service or time '
        '(did you mean "service"?)',
        '16: nodes.greet.tools.book.parameters.service.words: there is no class of words "services" here; '
        'use service (did you mean "service"?)',
    ]


@pytest.mark.parametrize("phrase", ["at {time", "at time}", "at {{time}}"])
def test_a_brace_that_is_not_a_slot_is_told(tmp_path: Path, phrase: str) -> None:
    (said,) = problems_of(tmp_path, GOOD.replace("{service} at {time}", phrase))
    assert "a brace is not closed, or doubled" in said


def test_a_choice_needs_words(tmp_path: Path) -> None:
    (said,) = problems_of(tmp_path, GOOD.replace("words: service, ", ""))
    assert "a choice has no words to choose from" in said


def test_an_empty_list_of_sentences_is_refused(tmp_path: Path) -> None:
    (said,) = problems_of(tmp_path, GOOD.replace("say: Hello.", "say: []"))
    assert "the list is too short" in said
