"""The matrix: every fault that a call is to survive, as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from configs.problems import did_you_mean, listed
from simulation.faults import Fault

Service = Literal["stt", "llm", "tts", "rest", "database"]
SERVICES: tuple[Service, ...] = ("stt", "llm", "tts", "rest", "database")

MID = 2
"""The caller's turn from which on a fault strikes in the middle of a call."""


@dataclass(frozen=True)
class Case:
    """One fault of one service."""

    name: str
    """Unique, e.g. `llm-stall-first`; the service comes first."""
    service: Service
    says: str
    """In words, for people."""
    faults: tuple[Fault, ...]
    """At the service's first provider."""
    person: bool = False
    """Whether the caller asks for a person, so that the carrier is asked to do something."""

    @property
    def from_start(self) -> bool:
        """Whether it strikes before the caller has said anything."""
        return any(fault.from_turn == 0 for fault in self.faults)


def _case(service: Service, name: str, says: str, *faults: Fault, person: bool = False) -> Case:
    return Case(f"{service}-{name}", service, says, faults, person)


_START = [
    ("connect-stall", "takes the connection, says nothing", "connect_stall"),
    ("401", "refuses the key", "http_401"),
    ("500", "answers 500", "http_500"),
    ("html", "answers with a web page", "html"),
]
"""What a WebSocket meets at its handshake, before the call begins."""

STT: tuple[Case, ...] = (
    *(_case("stt", name, says, Fault(kind)) for name, says, kind in _START),  # type: ignore[arg-type]
    _case("stt", "429", "allows no more connections", Fault("http_429", secs=5)),
    _case("stt", "closes-at-once", "accepts connections, then closes", Fault("refuse_close")),
    _case("stt", "stall", "hears on and says nothing more", Fault("stall_first", from_turn=MID)),
    _case("stt", "stall-mid", "stops after its first result", Fault("stall_mid", after=1, from_turn=MID)),
    _case("stt", "mute", "loses one phrase", Fault("mute", times=1, from_turn=MID)),
    _case("stt", "empty", "hears no words in speech", Fault("empty", from_turn=MID)),
    _case("stt", "drop", "drops the connection", Fault("drop", from_turn=MID)),
    _case("stt", "rst", "resets a connection in mid-speech", Fault("rst", times=1, from_turn=MID)),
    _case("stt", "close-1011", "closes with an error", Fault("close", from_turn=MID)),
    _case("stt", "malformed", "sends what is no JSON", Fault("malformed", from_turn=MID)),
    _case("stt", "latency", "is 0.8 s late", Fault("latency", secs=0.8, from_turn=MID)),
    _case("stt", "slow", "is 6 s late", Fault("latency", secs=6.0, from_turn=MID)),
    _case("stt", "duplicate", "says everything twice", Fault("duplicate", from_turn=MID)),
    _case("stt", "reorder", "sends results out of order", Fault("reorder", from_turn=MID)),
)

LLM: tuple[Case, ...] = (
    *(
        _case("llm", f"{status}", says, Fault(kind, secs=secs, from_turn=MID))  # type: ignore[arg-type]
        for status, says, kind, secs in [
            (401, "refuses the key", "http_401", 0),
            (403, "forbids the model", "http_403", 0),
            (429, "wants 20 s of pause", "http_429", 20),
            (500, "answers 500", "http_500", 0),
            (503, "is overloaded", "http_503", 0),
        ]
    ),
    _case("llm", "500-start", "answers 500 from the start", Fault("http_500")),
    _case("llm", "connect-stall", "takes the request and is silent", Fault("connect_stall", from_turn=MID)),
    _case("llm", "stall-first", "never sends a token", Fault("stall_first", from_turn=MID)),
    _case("llm", "stall-mid", "stops after four tokens", Fault("stall_mid", after=4, from_turn=MID)),
    _case("llm", "slow-drip", "sends a token every 3 s", Fault("slow_drip", secs=3.0, from_turn=MID)),
    _case("llm", "drop", "drops the answer in the middle", Fault("drop", after=4, from_turn=MID)),
    _case("llm", "rst", "resets the connection at once", Fault("rst", from_turn=MID)),
    _case("llm", "malformed", "sends what is no JSON", Fault("malformed", after=2, from_turn=MID)),
    _case("llm", "error", "sends an error in its stream", Fault("error", after=2, from_turn=MID)),
    _case("llm", "empty", "sends an empty answer", Fault("empty", from_turn=MID)),
    _case("llm", "blank", "sends spaces", Fault("mute", from_turn=MID)),
    _case("llm", "html", "answers with a web page", Fault("html", from_turn=MID)),
    _case("llm", "bad-tool", "calls a tool with broken JSON", Fault("bad_tool_json", from_turn=MID)),
    _case("llm", "latency", "is 1.2 s late", Fault("latency", secs=1.2, from_turn=MID)),
    _case("llm", "jitter", "pauses up to 1 s between tokens", Fault("jitter", secs=1.0, from_turn=MID)),
)

TTS: tuple[Case, ...] = (
    *(_case("tts", name, says, Fault(kind)) for name, says, kind in _START),  # type: ignore[arg-type]
    _case("tts", "429", "allows no more connections", Fault("http_429", secs=5)),
    _case("tts", "stall-start", "never sounds, from the start", Fault("stall_first")),
    _case("tts", "stall-first", "never sounds", Fault("stall_first", from_turn=MID)),
    _case("tts", "stall-mid", "stops after two words", Fault("stall_mid", after=2, from_turn=MID)),
    _case("tts", "mute", "sends silence", Fault("mute", from_turn=MID)),
    _case("tts", "empty", "says it is done and sends nothing", Fault("empty", from_turn=MID)),
    _case("tts", "slow-drip", "sends a word every 2 s", Fault("slow_drip", secs=2.0, from_turn=MID)),
    _case("tts", "drop", "drops the connection after 2 words", Fault("drop", after=2, from_turn=MID)),
    _case("tts", "rst", "resets the connection", Fault("rst", from_turn=MID)),
    _case("tts", "close-1011", "closes with an error", Fault("close", from_turn=MID)),
    _case("tts", "error", "says that the quota is used up", Fault("error", from_turn=MID)),
    _case("tts", "malformed", "sends what is no JSON", Fault("malformed", from_turn=MID)),
    _case("tts", "latency", "is 1 s late", Fault("latency", secs=1.0, from_turn=MID)),
    _case("tts", "jitter", "pauses up to 0.5 s between words", Fault("jitter", secs=0.5, from_turn=MID)),
)

REST: tuple[Case, ...] = (
    _case("rest", "401", "refuses the account", Fault("http_401"), person=True),
    _case("rest", "429", "allows no more requests", Fault("http_429"), person=True),
    _case("rest", "500", "answers 500", Fault("http_500"), person=True),
    _case("rest", "503-once", "answers 503 once", Fault("http_503", times=1), person=True),
    _case("rest", "refused", "takes no connection", Fault("refuse_close"), person=True),
    _case("rest", "stall", "never answers", Fault("connect_stall"), person=True),
    _case("rest", "lost", "does it and drops the answer", Fault("rst", after=1, times=1), person=True),
    _case("rest", "html", "answers with a web page", Fault("html"), person=True),
    _case("rest", "slow", "takes 3 s for everything", Fault("latency", secs=3.0), person=True),
)

DATABASE: tuple[Case, ...] = (
    _case("database", "start", "is out for 5 s as the call comes", Fault("outage", until_secs=5.0)),
    _case("database", "mid", "goes away in mid-call for good", Fault("outage", from_turn=1)),
    _case("database", "end", "is out at the end of the call", Fault("outage", from_turn=3)),
    _case("database", "all", "is out for the whole call", Fault("outage")),
    _case("database", "locked", "lets everybody wait for 5 s", Fault("locked", secs=5.0, until_secs=5.0)),
    _case("database", "slow", "takes 1 s for everything", Fault("latency", secs=1.0)),
)

MATRIX: tuple[Case, ...] = (*STT, *LLM, *TTS, *REST, *DATABASE)


def chosen(names: Sequence[str], service: str | None) -> list[Case]:
    """The cases of these names (none: all) at a service. Raises LookupError, naming what there is."""
    known = [case.name for case in MATRIX]
    for name in names:
        if name not in known:
            guess = did_you_mean(name, known)
            raise LookupError(f'there is no fault "{name}"; there are: {listed(known, "and")}{guess}')
    cases = [case for case in MATRIX if (not names or case.name in names)]
    found = [case for case in cases if service is None or case.service == service]
    if not found:
        raise LookupError(f"none of the faults {listed(list(names), 'and')} is one of {service}")
    return found
