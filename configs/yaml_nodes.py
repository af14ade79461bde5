"""Text to YAML nodes, with limits, and scalars to plain values.

Plain scalars are read by stricter rules than YAML 1.1's: only `true` and `false` are truth values (so that
`yes` and `no` stay words), only `null`, `~` and nothing are null, and what starts with `0` or `+` or holds a
colon stays text (so that telephone numbers and times of day survive). Dates stay text.
"""

import re
from math import isfinite

from yaml import MarkedYAMLError, ScalarNode
from yaml.composer import Composer, ComposerError
from yaml.error import YAMLError
from yaml.events import AliasEvent
from yaml.nodes import Node
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

MAX_DEPTH = 20
"""Levels of nesting in one file."""

MAX_ALIASES = 100
"""Aliases (`*name`) in one file."""

TAG = "tag:yaml.org,2002:"

_RULES = (
    (f"{TAG}null", re.compile(r"~|null|Null|NULL|")),
    (f"{TAG}bool", re.compile(r"true|True|TRUE|false|False|FALSE")),
    (f"{TAG}int", re.compile(r"-?(0|[1-9][0-9]{0,17})")),
    (f"{TAG}float", re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?([eE][-+]?[0-9]{1,3})?")),
    (f"{TAG}merge", re.compile(r"<<")),
)


class BadYaml(Exception):
    """The text is not YAML, or more of it than is allowed. `line` is counted from 1."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        self.line = line
        self.message = message
        self.hint = hint
        super().__init__(message)


class BadScalar(Exception):
    """A scalar cannot be read as its tag says."""


class _LimitedComposer(Reader, Scanner, Parser, Composer, BaseResolver):
    """Composes one document; refuses deep nesting and floods of aliases before they cost anything."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        BaseResolver.__init__(self)
        self._depth = 0
        self._aliases = 0

    def compose_node(self, parent: Node | None, index: object) -> Node | None:
        line = self.peek_event().start_mark.line + 1
        if self.check_event(AliasEvent):
            self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise BadYaml(line, "too many aliases", f"at most {MAX_ALIASES} in one file")
        if self._depth >= MAX_DEPTH:
            raise BadYaml(line, "nested too deeply", f"at most {MAX_DEPTH} levels")
        self._depth += 1
        try:
            return super().compose_node(parent, index)  # pyright: ignore[reportArgumentType]
        finally:
            self._depth -= 1

    def resolve(self, kind: type[Node], value: str, implicit: object) -> str:
        if kind is ScalarNode and isinstance(implicit, tuple) and implicit[0]:
            return plain_tag(value)
        return super().resolve(kind, value, implicit)  # pyright: ignore[reportArgumentType]


def compose(text: str) -> Node | None:
    """The node tree of one YAML document; None for an empty one.

    Raises:
        BadYaml: with the line.
    """
    try:
        composer = _LimitedComposer(text)
        return composer.get_single_node()
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadYaml(line, f"the character U+{_code(error.character):04X} is not allowed in YAML") from None
    except ComposerError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadYaml(line, *_composer_sentence(error)) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise BadYaml(line, f"not valid YAML: {_said(error)}", _quoting(text, line)) from None
    except (YAMLError, ValueError, OverflowError, IndexError):
        # PyYAML lets `"\U00110000"` and the like escape as ValueError, without a place.
        raise BadYaml(1, "not valid YAML: a character or number is out of range") from None


def plain_tag(value: str) -> str:
    """The tag of an unquoted scalar, by the rules at the top of this file."""
    for tag, rule in _RULES:
        if rule.fullmatch(value):
            return tag
    return f"{TAG}str"


def scalar_value(tag: str, value: str) -> str | int | float | bool | None:
    """The value of a scalar.

    Raises:
        BadScalar: the value does not fit the tag, or the tag is not allowed.
    """
    if tag in (f"{TAG}str", f"{TAG}merge"):
        return _text(value)
    if not any(tag == known and rule.fullmatch(value) for known, rule in _RULES):
        raise BadScalar(f'the tag "{tag.replace(TAG, "!!")}" is not allowed here')
    if tag == f"{TAG}null":
        return None
    if tag == f"{TAG}bool":
        return value.lower() == "true"
    if tag == f"{TAG}int":
        return int(value)
    number = float(value)
    if not isfinite(number):
        raise BadScalar("the number is too large")
    return number


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadScalar("half of a surrogate pair is not a character") from None
    return value


def _said(error: MarkedYAMLError) -> str:
    return ", ".join(part for part in (error.context, error.problem) if part) or "it cannot be read"


def _quoting(text: str, line: int) -> str:
    """The usual cause of a syntax error in a line that holds a reference."""
    lines = text.splitlines()
    if line <= len(lines) and "${" in lines[line - 1]:
        return 'inside { } and [ ], quote a reference: "${NAME}"'
    return ""


def _composer_sentence(error: ComposerError) -> tuple[str, str]:
    problem = error.problem or ""
    if "undefined alias" in problem:
        return "an alias (*name) has no anchor (&name) before it", "define the anchor first"
    if "another document" in problem:
        return "a second document begins here", "keep one document per file, without ---"
    return f"not valid YAML: {_said(error)}", ""


def _code(character: str | int | bytes) -> int:
    if isinstance(character, int):
        return character
    return ord(character[:1]) if character else 0
