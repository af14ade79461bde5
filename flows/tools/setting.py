"""What values are understood against in a call: the clock of the business and the region of its numbers."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from calls.clock import utc_now
from calls.desk import Desk
from spoken.base import Setting
from spoken.phone import region_of

_SETTING: ContextVar[Setting | None] = ContextVar("capture_setting", default=None)


def setting_of(desk: Desk) -> Setting:
    """The setting of a call."""
    return Setting(now=desk.now(), region=region_of(desk.language))


@contextmanager
def understood_in(setting: Setting) -> Iterator[None]:
    """Inside, argument types understand spoken values in this setting."""
    token = _SETTING.set(setting)
    try:
        yield
    finally:
        _SETTING.reset(token)


def current_setting() -> Setting:
    """The setting in which a tool's arguments are being read; UTC and the US outside of any call."""
    return _SETTING.get() or Setting(now=utc_now())
