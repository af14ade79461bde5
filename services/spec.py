"""The form of a catalogue entry: everything Callwright knows about one provider, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["stt", "llm", "tts"]
"""Hears, thinks, speaks."""


@dataclass(frozen=True)
class KeyShape:
    """What the keys of a provider look like."""

    pattern: str
    """A regular expression for all of a key."""

    words: str
    """The same for people: `40 hexadecimal digits`."""


@dataclass(frozen=True, kw_only=True)
class ServiceSpec:
    """One provider of one kind. Its class is imported only when an agent chooses it."""

    name: str
    """How the agent file calls it, e.g. `deepgram`. Unique within its kind."""

    kind: Kind

    target: str
    """Its class as `module:Class`: a Pipecat service with a `Settings` dataclass."""

    packages: tuple[str, ...] = ()
    """Top-level import names that must be installed, those it loads late included."""

    install: str
    """What pip installs to get `packages`, e.g. `pipecat-ai[deepgram]`."""

    secret: str | None = None
    """Environment variable that holds its key; passed to the constructor as `api_key`. None: no key."""

    secret_shape: KeyShape | None = None
    """What its keys look like, for `callwright doctor`; another one is warned of, not refused. None: any."""

    secret_home: tuple[str, str] | None = None
    """Argument and domain, e.g. `("base_url", "openai.com")`: when that argument points elsewhere, it is
    another's server, where `secret` is neither needed nor sent. None: the key goes wherever it points."""

    args: Mapping[str, Any] = field(default_factory=dict)
    """Constructor arguments an agent file may give: name to type. A type is whatever pydantic
    understands, or `module:Name` of a type that is to be imported late."""

    required: tuple[str, ...] = ()
    """Settings without which it would stay silent or deaf (a voice without a default)."""

    warm: str | None = None
    """`module:function` of what is slow the first time: `async (script, wideband)`, run once per process
    before the first call. None: importing it is all there is."""

    ignores: frozenset[str] = frozenset()
    """Settings its dataclass inherits but it does not obey; an agent file that gives one is told so."""

    flow_aware: bool = False
    """Whether the constructor takes `flow=BuildContext`: it follows the conversation node by node."""

    word_times: bool = False
    """TTS: whether it reports when each word sounds, so that the history holds what was heard."""

    slower: tuple[Mapping[str, Any], ...] = ()
    """TTS: settings with which it speaks more slowly than usual, step by step. Empty: it cannot."""

    regions: frozenset[str] | None = None
    """Tags it understands with their region (`en-US`); other languages are given bare (`en`). None: any."""

    sample_rates: frozenset[int] | None = None
    """Hz at which it works without a resampler; None: any. Pipecat gives it the pipeline's rate."""

    @property
    def keyless(self) -> bool:
        """Whether it runs with no key at all."""
        return self.secret is None

    @property
    def wideband(self) -> bool:
        """Whether it makes use of more than the phone's 8 kHz."""
        return self.sample_rates is None or max(self.sample_rates) > 8000
