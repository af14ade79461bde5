"""Every kind of value by its name in `script.yaml`."""

from collections.abc import Mapping
from typing import Any

from configs.script import Kind, ParameterScript, Script
from services.local.values.base import Setting, ValueKind
from services.local.values.choice import ChoiceKind
from services.local.values.date import DateKind
from services.local.values.digits import DigitsKind
from services.local.values.name import NameKind
from services.local.values.number import NumberKind
from services.local.values.phone import PhoneKind
from services.local.values.text import TextKind
from services.local.values.time import TimeKind
from services.local.values.yes_no import YesNoKind

KINDS: Mapping[Kind, ValueKind] = {
    "date": DateKind(),
    "time": TimeKind(),
    "phone": PhoneKind(),
    "choice": ChoiceKind(),
    "number": NumberKind(),
    "digits": DigitsKind(),
    "name": NameKind(),
    "yes_no": YesNoKind(),
    "text": TextKind(),
}


def setting_of(parameter: ParameterScript, script: Script, base: Setting) -> Setting:
    """What one parameter's values are understood against: its words and opening hours."""
    choices = script.words.get(parameter.words or "", {})
    return Setting(now=base.now, region=base.region, hours=parameter.hours, choices=choices)


def spoken(parameter: ParameterScript, value: Any) -> str:
    """How a parameter's value is said. A value that is not in its canonical form is said as it is."""
    try:
        return KINDS[parameter.kind].spoken(value)
    except (ValueError, TypeError, IndexError):
        return str(value)
