"""Every kind of value by its name in `script.yaml`."""

from collections.abc import Mapping
from typing import Any

from configs.script import Kind, ParameterScript, Script
from spoken.address import AddressKind
from spoken.base import Setting, ValueKind
from spoken.birth_date import BirthDateKind
from spoken.choice import ChoiceKind
from spoken.date import DateKind
from spoken.digits import DigitsKind
from spoken.email import EmailKind
from spoken.name import NameKind
from spoken.number import NumberKind
from spoken.phone import PhoneKind
from spoken.text import TextKind
from spoken.time import TimeKind
from spoken.yes_no import YesNoKind

KINDS: Mapping[Kind, ValueKind] = {
    "date": DateKind(),
    "time": TimeKind(),
    "phone": PhoneKind(),
    "choice": ChoiceKind(),
    "number": NumberKind(),
    "digits": DigitsKind(),
    "name": NameKind(),
    "email": EmailKind(),
    "yes_no": YesNoKind(),
    "text": TextKind(),
    "address": AddressKind(),
    "birth_date": BirthDateKind(),
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
