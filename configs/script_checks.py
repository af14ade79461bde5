"""What a script's models cannot say: that the names in it refer to something."""

import re
from collections.abc import Iterator, Mapping

from configs.lines import Lines
from configs.problems import KeyPath, Problem, did_you_mean, listed
from configs.script import Script, ToolScript

SLOT = re.compile(r"\{([^{}]*)\}")
"""A slot of a phrase: `{day}`."""


def script_problems(script: Script, lines: Lines) -> list[Problem]:
    """Slots, word classes and tools that are named but are nowhere."""
    problems = list(_tools(script, script.tools, ("tools",), lines))
    for name, node in script.nodes.items():
        place: KeyPath = ("nodes", name)
        problems += _tools(script, node.tools, (*place, "tools"), lines)
        tools = [*node.tools, *script.tools]
        if node.main is not None and node.main not in tools:
            problems.append(_unknown("tool", node.main, tools, (*place, "main"), lines))
    if script.person is not None and script.person not in script.tools:
        problems.append(_unknown("tool", script.person, script.tools, ("person",), lines))
    return problems


def _tools(
    script: Script, tools: Mapping[str, ToolScript], place: KeyPath, lines: Lines
) -> Iterator[Problem]:
    for name, tool in tools.items():
        for index, phrase in enumerate(tool.phrases):
            yield from _phrase(script, tool, phrase, (*place, name, "phrases", index), lines)
        for parameter, how in tool.parameters.items():
            path = (*place, name, "parameters", parameter)
            if how.words is not None and how.words not in script.words:
                yield _unknown("class of words", how.words, script.words, (*path, "words"), lines)
            if how.kind == "choice" and how.words is None:
                yield lines.problem(path, "a choice has no words to choose from", "add `words: CLASS`")


def _phrase(script: Script, tool: ToolScript, phrase: str, path: KeyPath, lines: Lines) -> Iterator[Problem]:
    if "{" in SLOT.sub("", phrase) or "}" in SLOT.sub("", phrase):
        yield lines.problem(path, "a brace is not closed, or doubled", "a phrase holds slots like {day}")
        return
    known = [*tool.parameters, *script.words]
    for slot in SLOT.findall(phrase):
        if slot not in known:
            yield _unknown("slot", slot, known, path, lines)


def _unknown(
    what: str, name: str, known: Mapping[str, object] | list[str], path: KeyPath, lines: Lines
) -> Problem:
    names = list(dict.fromkeys(known))
    hint = f"use {listed(names)}{did_you_mean(name, names)}" if names else "there is none yet; add it"
    return lines.problem(path, f'there is no {what} "{name}" here', hint)
