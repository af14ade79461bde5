"""Whether the keys of the chosen providers are set, and look like such keys. No key is ever shown."""

import re

from cli.checkup.case import Case, spec_of
from cli.checkup.finding import Finding, ok, problem, warning
from services.arguments import key_variable
from services.spec import ServiceSpec

_PLACEHOLDERS = re.compile(
    r"(?ix) \.{3} | x{3,} | <.*> | change[-_ ]?me | todo | none | null | example | dummy | test"
    r" | (your|my|the|put|insert|enter)[-_ ].* | .*[-_ ]here | \$\{?\w+\}?"
)
"""What people write where a key belongs; the whole value, whatever its case."""


async def check_keys(case: Case) -> list[Finding]:
    """One finding per variable."""
    wanted = key_variables(case)
    return [judge_key(name, case.environ.get(name, ""), spec) for name, spec in wanted.items()]


def key_variables(case: Case) -> dict[str, ServiceSpec]:
    """The variables that hold the keys of the chosen providers, and whose key it is."""
    wanted: dict[str, ServiceSpec] = {}
    for placed in case.choices:
        spec = spec_of(placed)
        variable = key_variable(spec, placed.choice.args) if spec else None
        if spec and variable:
            wanted.setdefault(variable, spec)
    return wanted


def judge_key(variable: str, value: str, spec: ServiceSpec) -> Finding:
    """What is to be said of a key. Its text goes nowhere."""
    name = f"key {variable}"
    key = value.strip()
    if not key:
        hint = f"set {variable} in the environment or in .env, or take {spec.name} out of the agent file"
        return problem(name, f"not set; {spec.name} ({spec.kind}) cannot work without it", hint)
    if _PLACEHOLDERS.fullmatch(key):
        return problem(name, "holds a placeholder instead of a key", f"set the key that {spec.name} gave you")
    if key[0] in "'\"" or re.search(r"\s", key) or not key.isascii():
        hint = "write the key alone, without quotes, spaces or line ends"
        return problem(name, "holds characters that no key has", hint)
    if spec.secret_shape and not re.fullmatch(spec.secret_shape.pattern, key):
        hint = f"look whether it is {spec.name}'s, and whole; its keys are {spec.secret_shape.words}"
        return warning(name, f"set, {len(key)} characters, and not like a key of {spec.name}", hint)
    return ok(name, f"set; {spec.name}")
