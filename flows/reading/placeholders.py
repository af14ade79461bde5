"""`{{ key.sub }}` in prompts and spoken text: which there are, and whether the flow's state has them."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from configs.lines import Lines
from configs.problems import KeyPath, Problem, did_you_mean

# The form that Pipecat fills; `\{{ key }}` is kept as it is.
_PLACEHOLDER = re.compile(r"(\\?)\{\{\s*([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)\s*\}\}")
_BRACES = re.compile(r"\\?\{\{.*?\}\}", re.DOTALL)


def placeholders(text: str) -> list[str]:
    """The keys that a text shows, in order, without those that are escaped."""
    return [key for escaped, key in _PLACEHOLDER.findall(text) if not escaped]


def malformed(text: str) -> list[str]:
    """What looks like a placeholder and would be spoken as it stands: `{{ a b }}`, `{{ x|upper }}`."""
    return [found for found in _BRACES.findall(text) if not _PLACEHOLDER.fullmatch(found)]


def has_key(state: Mapping[str, Any], path: str) -> bool:
    """Whether `a.b` can be filled from the state."""
    here: Any = state
    for part in path.split("."):
        if not isinstance(here, Mapping) or part not in here:
            return False
        here = here[part]
    return True


def check_texts(
    texts: Iterable[tuple[KeyPath, str]],
    lines: Lines,
    state: Mapping[str, Any],
    also: Collection[str] = (),
) -> list[Problem]:
    """Placeholders that nothing sets, or that are none. `also`: keys that are set besides the state's."""
    problems = []
    for place, text in texts:
        for key in placeholders(text):
            if key not in also and not has_key(state, key):
                guess = did_you_mean(key, [str(name) for name in (*state, *also)])
                hint = f"add it to STATE in tools.py with its first value{guess}"
                message = f"nothing sets {{{{ {key} }}}}: it is not in the flow's state"
                problems.append(lines.problem(place, message, hint))
        for braces in malformed(text):
            hint = "write {{ key }} or {{ key.sub }}"
            problems.append(lines.problem(place, f"{braces} is not a placeholder", hint))
    return problems
