"""What a service may know of the call it is built for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from configs.script import Script


@dataclass(frozen=True)
class BuildContext:
    """Everything around one call that building a service needs. Flow-aware services keep it as `flow`."""

    environ: Mapping[str, str] = field(repr=False)
    """Where secrets come from. Left out of the repr, so that no log shows it."""

    language: str
    """BCP 47 tag that is spoken, e.g. `en-US`."""

    timezone: str
    """IANA zone of the business."""

    script: Script | None
    """The flow's `script.yaml`; None where the flow has none."""

    node: Callable[[], str | None]
    """Name of the flow's current node; None before the first."""

    state: Callable[[], Mapping[str, Any]]
    """The flow's state as it is now."""

    wideband: bool
    """Whether the call carries more than the phone's band (above 8 kHz sampling)."""
