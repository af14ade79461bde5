"""Reading a flow's `script.yaml`."""

from pathlib import Path

from configs.explain import validated
from configs.files import KIB
from configs.problems import ConfigProblems
from configs.script import Script
from configs.script_checks import script_problems
from configs.yaml_lines import read_yaml

MAX_SCRIPT_BYTES = 256 * KIB


def load_script(path: str | Path) -> Script:
    """The script of a flow.

    Raises:
        ConfigProblems: with every problem of the file.
    """
    reading = read_yaml(path, max_bytes=MAX_SCRIPT_BYTES)
    if reading.fatal:
        raise ConfigProblems(reading.problems)
    script, found = validated(Script, reading.data, reading.lines, known=reading.problems)
    problems = [*reading.problems, *found]
    if script is not None:
        problems += script_problems(script, reading.lines)
    if script is None or problems:
        raise ConfigProblems(problems)
    return script
