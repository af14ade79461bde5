"""Does `script.yaml` fit its flow? Every node has words, and every word belongs to something that exists."""

from collections.abc import Mapping
from typing import Any

from configs.lines import Lines
from configs.problems import KeyPath, Problem, did_you_mean, listed
from configs.script import Script, ToolScript
from flows.reading.placeholders import check_texts
from flows.reading.script_texts import each, sentences, tool_entries
from flows.reading.shape import Shape

Parameters = Mapping[str, Mapping[str, Any]]
"""Tool to its parameters, with their JSON Schemas."""

RESULT_KEYS = frozenset({"say"})
"""Keys of a tool's last result that spoken text may show, besides the flow's state."""


class ScriptCheck:
    """Compares a script with the flow that it speaks for."""

    def __init__(self, script: Script, lines: Lines, shape: Shape, tools: Parameters) -> None:
        self._script, self._lines, self._shape, self._tools = script, lines, shape, tools
        self.problems: list[Problem] = []

    def run(self, state: Mapping[str, Any] | None) -> list[Problem]:
        """Everything that does not fit. Without a state, placeholders are not looked at."""
        for name in sorted(set(self._shape.nodes) - set(self._script.nodes)):
            self._say(("nodes",), f'the node "{name}" of flow.yaml has no entry', f"add {name}: under nodes")
        self._tool_block(("tools",), self._script.tools, self._shape.global_tools)
        for name in self._script.nodes:
            self._node(name)
        for key in ("person", "goodbye"):
            tool = getattr(self._script, key)
            if tool and tool not in self._shape.global_tools:
                self._unknown((key,), "global function", tool, self._shape.global_tools)
        if state is not None:
            self.problems += check_texts(sentences(self._script), self._lines, state, RESULT_KEYS)
            self._questions(state)
        return self.problems

    def _node(self, name: str) -> None:
        place: KeyPath = ("nodes", name)
        if name not in self._shape.nodes:
            self._unknown(place, "node of flow.yaml", name, self._shape.nodes)
            return
        script, offered = self._script.nodes[name], self._shape.offered(name)
        self._tool_block((*place, "tools"), script.tools, offered)
        if script.main and script.main not in offered:
            self._unknown((*place, "main"), "tool at this node", script.main, offered)
        for answer in ("on_yes", "on_no"):
            meant = [tool for tool, entry in script.tools.items() if getattr(entry, answer)]
            if len(meant) > 1:
                message = f"{answer} stands at {listed(meant, 'and')}"
                self._say((*place, "tools", meant[1], answer), message, "one tool of a node may have it")

    def _tool_block(self, place: KeyPath, entries: Mapping[str, ToolScript], offered: set[str]) -> None:
        for name, entry in entries.items():
            if name not in offered:
                self._unknown((*place, name), "tool at this node", name, offered)
                continue
            self._parameters((*place, name), name, entry)
            self._parameter_lists((*place, name), name, entry)
            self._slots((*place, name), entry)

    def _parameters(self, place: KeyPath, tool: str, entry: ToolScript) -> None:
        known = self._tools.get(tool, {})
        for name, parameter in entry.parameters.items():
            here = (*place, "parameters", name)
            if name not in known:
                self._unknown(here, f"parameter of {tool}", name, known)
            elif parameter.words and parameter.words not in self._script.words:
                self._unknown((*here, "words"), "class of words", parameter.words, self._script.words)
            elif parameter.words:
                self._choices((*here, "words"), parameter.words, known[name].get("enum"))

    def _choices(self, place: KeyPath, words: str, allowed: list[Any] | None) -> None:
        if allowed is None:
            return
        for value in sorted(set(self._script.words[words]) - {str(item) for item in allowed}):
            hint = f"it takes {listed([str(item) for item in allowed])}"
            self._say(place, f'"{value}" under words.{words} is not a value of the parameter', hint)

    def _parameter_lists(self, place: KeyPath, name: str, entry: ToolScript) -> None:
        # What is forgotten may be a parameter of any tool: the one that books forgets what others asked for.
        every = {parameter for parameters in self._tools.values() for parameter in parameters}
        for key, known in (("forget", every), ("again", set(self._tools.get(name, {})))):
            for index, parameter in enumerate(getattr(entry, key)):
                if parameter not in known:
                    self._unknown((*place, key, index), "parameter", parameter, known)

    def _slots(self, place: KeyPath, entry: ToolScript) -> None:
        known = set(entry.parameters) | set(self._script.words)
        for index, phrase in enumerate(entry.phrases):
            for slot in _slots_of(phrase):
                if slot not in known:
                    self._unknown((*place, "phrases", index), "parameter or class of words", slot, known)

    def _questions(self, state: Mapping[str, Any]) -> None:
        """A question may show what the tool's earlier questions have brought."""
        for place, entry in tool_entries(self._script):
            known: list[str] = []
            for name, parameter in entry.parameters.items():
                texts = each((*place, "parameters", name, "ask"), parameter.ask)
                self.problems += check_texts(texts, self._lines, state, {*known, *RESULT_KEYS})
                known += [name] if parameter.ask else []

    def _unknown(self, place: KeyPath, kind: str, name: str, known: Any) -> None:
        names = sorted(known)
        hint = f"there is {listed(names, 'and') or 'none'}{did_you_mean(name, names)}"
        self._say(place, f'"{name}" is no {kind}', hint)

    def _say(self, place: KeyPath, message: str, hint: str = "") -> None:
        self.problems.append(self._lines.problem(place, message, hint))


def _slots_of(phrase: str) -> list[str]:
    parts = phrase.replace("{{", "").split("{")[1:]
    return [part.split("}")[0].strip() for part in parts]
