"""Capture as a tool uses it: `capture(flow_manager, "phone", said)` and what to tell the model.

    got = capture(flow_manager, "callback", said, kind="phone")
    if not got.known:
        raise got.refusal()          # status, say, needs: what the caller hears next
    ...
    confirm_value(flow_manager, "callback")   # the tool that a yes means

Everything that is understood is kept in `desk.values`, with where it came from; nothing else of a capture is
needed by a flow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipecat.flows import FlowManager

from calls.values import Source, StaleConfirmation, Via
from flows.capture.base import CaptureType, pressed
from flows.capture.slot import Slot, Step
from flows.capture.types import TYPES
from flows.tools.confirming import caller_turns
from flows.tools.envelope import Refused
from flows.tools.setting import setting_of
from flows.tools.spec import desk_of


@dataclass(frozen=True)
class Captured:
    """What came of an answer."""

    name: str
    step: Step

    dropped: tuple[str, ...] = ()
    """Values that do not count any more, because they rested on this one."""

    @property
    def status(self) -> str:
        """See `flows.capture.slot.Status`."""
        return self.step.status

    @property
    def say(self) -> str:
        """What the caller hears next."""
        return self.step.say

    @property
    def value(self) -> Any:
        """The value as it is understood now; None when there is none."""
        return self.step.value

    @property
    def known(self) -> bool:
        """Whether there is a value, confirmed or not."""
        return self.step.value is not None

    @property
    def complete(self) -> bool:
        """Whether nothing more is to be asked about it."""
        return self.step.status in ("captured", "declined")

    def fields(self) -> dict[str, Any]:
        """For a tool's result: `status`, `say`, `needs`, and the value."""
        found: dict[str, Any] = {"status": self.status, "say": self.say}
        if not self.complete and self.status not in ("confirm", "stale", "unconfirmed"):
            found["needs"] = [self.name]
        if self.known:
            found[self.name] = self.value
        if self.dropped:
            found["invalidated"] = list(self.dropped)
        return {key: value for key, value in found.items() if value != ""}

    def refusal(self) -> Refused:
        """The same as a refusal, for a tool that cannot go on without the value."""
        facts = {key: value for key, value in self.fields().items() if key not in ("status", "say")}
        return Refused(self.say, status=self.status, retryable=True, **facts)


def capture(
    flow_manager: FlowManager,
    name: str,
    given: Any,
    *,
    kind: str | CaptureType | None = None,
    depends_on: Sequence[str] = (),
    optional: bool = False,
    confirm: bool = True,
    confidence: float | None = None,
) -> Captured:
    """Take an answer: the caller's words, their keys (`DTMF: 123`), or a canonical value from a model.

    Args:
        flow_manager: The call's.
        name: The value's name in `desk.values`, and of the parameter to ask again.
        given: What was said, pressed or passed on.
        kind: Its type, or the name of one; None = `name` is the name of one.
        depends_on: Values that it rests on: when one of them changes, it is dropped.
        optional: Whether the caller may decline to tell it.
        confirm: Whether it is read back on its own. If not, a read-back of several values confirms it:
            see `confirm_values`.
        confidence: What the recogniser thought of the words, 0 to 1.

    Raises:
        KeyError: There is no such type.
    """
    desk, slot = desk_of(flow_manager), _slot(flow_manager, name, kind, optional, confirm)
    said = given if isinstance(given, str) else _as_said(slot.type, given)
    source = Source(caller_turns(flow_manager), said, _via(flow_manager, said), confidence)
    step = slot.hear(said, setting_of(desk), source)
    if step.value is None:
        if name in desk.values:
            slot_kept = desk.values.asking.get(name)
            dropped = desk.values.drop(name)
            desk.values.asking[name] = slot_kept
            return Captured(name, step, dropped[1:])
        return Captured(name, step)
    dropped = desk.values.put(
        name,
        step.value,
        kind=slot.type.name,
        source=source,
        depends_on=depends_on,
        secret=slot.type.secret,
    )
    return Captured(name, step, dropped)


def confirm_value(flow_manager: FlowManager, name: str, value: Any = None) -> Captured:
    """The caller said yes to the read-back of a value.

    Args:
        flow_manager: The call's.
        name: The value's.
        value: What they agreed to, if the model says; anything but what was read back makes it stale.
    """
    desk = desk_of(flow_manager)
    slot = desk.values.asking.get(name)
    if not isinstance(slot, Slot):
        raise Refused(f"What is the {name.replace('_', ' ')}?", status="again", retryable=True, needs=[name])
    turn = caller_turns(flow_manager)
    step = slot.agree(turn, value)
    if step.status == "captured":
        desk.values.confirm(name, step.value, turn=turn)
    return Captured(name, step)


def deny_value(flow_manager: FlowManager, name: str) -> Captured:
    """The caller said that a value is wrong: it is dropped with what rests on it, and asked again."""
    desk = desk_of(flow_manager)
    slot = desk.values.asking.get(name)
    dropped = desk.values.drop(name)
    if not isinstance(slot, Slot):
        raise Refused(f"What is the {name.replace('_', ' ')}?", status="again", retryable=True, needs=[name])
    desk.values.asking[name] = slot
    return Captured(name, slot.deny(), dropped[1:])


def decline_value(flow_manager: FlowManager, name: str, *, kind: str | None = None) -> Captured:
    """The caller will not tell a value. Only one that is optional can be declined."""
    slot = _slot(flow_manager, name, kind, optional=False, confirm=True)
    step = slot.decline()
    if step.status == "declined":
        values = desk_of(flow_manager).values
        values.drop(name)
        values.asking[name] = slot
    return Captured(name, step)


def correct(flow_manager: FlowManager, name: str, value: Any) -> tuple[str, ...]:
    """A repair command gave a captured value anew: it has to be confirmed again.

    Returns:
        The names of the values that were dropped because they rested on the old one; none when `name` was
        not captured.
    """
    values = desk_of(flow_manager).values
    held = values.get(name)
    if held is None:
        return ()
    plain = value.isoformat() if hasattr(value, "isoformat") else value
    values.asking.pop(name, None)
    source = Source(caller_turns(flow_manager), str(plain), _via(flow_manager, str(plain)))
    return values.put(
        name, plain, kind=held.kind, source=source, depends_on=held.depends_on, secret=held.secret
    )


def confirm_values(flow_manager: FlowManager, read_back: Mapping[str, Any]) -> tuple[str, ...]:
    """A read-back of several values was agreed to: name to the value that was read back.

    Returns:
        The names whose values are others by now, and which are not confirmed.
    """
    values, turn = desk_of(flow_manager).values, caller_turns(flow_manager)
    stale = []
    for name, value in read_back.items():
        try:
            values.confirm(name, value, turn=turn)
        except (StaleConfirmation, KeyError):
            stale.append(name)
    return tuple(stale)


def _slot(
    flow_manager: FlowManager, name: str, kind: str | CaptureType | None, optional: bool, confirm: bool
) -> Slot:
    """The open question of a value, or a new one."""
    asking = desk_of(flow_manager).values.asking
    slot = asking.get(name)
    if isinstance(slot, Slot) and (kind is None or slot.type.name == getattr(kind, "name", kind)):
        return slot
    type_ = kind if isinstance(kind, CaptureType) else TYPES[kind or name]
    asking[name] = slot = Slot(name, type_, optional=optional, confirm=confirm)
    return slot


def _as_said(type_: CaptureType, given: Any) -> str:
    """A value that a model passed on as a number, a boolean or a date, in words that the type reads."""
    if isinstance(given, bool):
        return "yes" if given else "no"
    return given.isoformat() if hasattr(given, "isoformat") else str(given)


def _via(flow_manager: FlowManager, said: str) -> Via:
    """Whether a value is in the caller's last words, or was put into other words by a model."""
    if pressed(said) is not None:
        return "keypad"
    messages = [
        str(message.get("content") or "")
        for message in flow_manager.get_current_context()
        if isinstance(message, dict) and message.get("role") == "user"
    ]
    return "speech" if messages and said.strip().lower() in messages[-1].lower() else "model"
