"""An agent whose hosted services are the fakes of this machine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from configs import LoadedAgent
from configs.schema.destinations import DestinationBlock, TargetBlock
from configs.schema.providers import ProviderChoice
from services.registry import find
from services.spec import Kind
from simulation.faults import FaultBoard
from simulation.providers import FakeProvider
from simulation.providers.cartesia import FakeCartesia
from simulation.providers.cartesia_stt import FakeCartesiaEars
from simulation.providers.deepgram import FakeDeepgram
from simulation.providers.elevenlabs import FakeElevenLabs
from simulation.providers.hearing import CallersWords
from simulation.providers.openai import FakeOpenAI

PERSON = "+12125550142"
"""Who is there when somebody asks for a person."""

KEY = "a key that is none"
"""What the fakes get to see instead of a provider's key."""


@dataclass(frozen=True)
class Point:
    """How a provider is reached on this machine."""

    argument: str
    """Of the agent file's `args`."""
    address: str
    """With `{host}` for host and port."""
    make: Callable[[CallersWords, FaultBoard], FakeProvider]


POINTS: Mapping[tuple[Kind, str], Point] = {
    ("stt", "deepgram"): Point("base_url", "ws://{host}", FakeDeepgram),
    ("stt", "cartesia"): Point("base_url", "ws://{host}", FakeCartesiaEars),
    ("llm", "openai"): Point("base_url", "http://{host}/v1", lambda _, board: FakeOpenAI(board=board)),
    ("tts", "elevenlabs"): Point("url", "ws://{host}", lambda _, board: FakeElevenLabs(board)),
    ("tts", "cartesia"): Point("url", "ws://{host}/tts/websocket", lambda _, board: FakeCartesia(board)),
}
"""(kind, name in the catalogue) to its fake. A new fake is one entry."""

IN_FRONT: Mapping[Kind, ProviderChoice] = {
    "stt": ProviderChoice(service="deepgram"),
    "llm": ProviderChoice(service="openai", settings={"model": "gpt-4o-mini"}),
    "tts": ProviderChoice(service="elevenlabs", settings={"voice": "21m00Tcm4TlvDq8ikWAM"}),
}
"""What is put in front of an agent's engines where all of them are local: they cannot break."""


@dataclass(frozen=True)
class Pointed:
    """The agent as it is called."""

    agent: LoadedAgent
    environ: Mapping[str, str]
    first: Mapping[str, str]
    """Kind to the provider that it begins with; the one that breaks."""


def notes_on(agent: LoadedAgent) -> list[str]:
    """What is different from the agent's own file, in words."""
    notes: list[str] = []
    for kind, choice in IN_FRONT.items():
        if not any(_is_hosted(kind, each) for each in _choices(agent, kind)):
            notes.append(f"{kind}: {choice.service} is put in front of the local engine, which cannot break")
    if not agent.config.handoff.destinations:
        notes.append("handoff: a person is put at the other end, for the carrier's faults")
    return notes


def missing_fakes(agent: LoadedAgent) -> list[str]:
    """Hosted services of the agent that have no fake, in words."""
    return [
        f"pipeline.{kind}: there is no fake for {choice.service!r}"
        for kind in IN_FRONT
        for choice in _choices(agent, kind)
        if _is_hosted(kind, choice) and (kind, choice.service) not in POINTS
    ]


def fakes_for(
    agent: LoadedAgent, words: CallersWords, board: FaultBoard
) -> dict[tuple[Kind, str], FakeProvider]:
    """A fake for each hosted service, by kind and name."""
    wanted: dict[tuple[Kind, str], None]
    wanted = dict.fromkeys((kind, each.service) for kind in IN_FRONT for each in _with_hosted(agent, kind))
    return {each: POINTS[each].make(words, board) for each in wanted if each in POINTS}


def pointed_at(agent: LoadedAgent, host: str, environ: Mapping[str, str]) -> Pointed:
    """The agent with its hosted services at `host`, and somebody to fetch: nothing leaves the machine."""
    lists: dict[str, tuple[ProviderChoice, ...]] = {
        kind: tuple(_at(kind, each, host) for each in _with_hosted(agent, kind)) for kind in IN_FRONT
    }
    config = agent.config
    changes: dict[str, Any] = {"pipeline": config.pipeline.model_copy(update=lists)}
    if not config.handoff.destinations:
        person = DestinationBlock(description="A person.", targets=[TargetBlock(number=PERSON)])
        changes["handoff"] = config.handoff.model_copy(update={"destinations": {"person": person}})
    return Pointed(
        replace(agent, config=config.model_copy(update=changes)),
        {**environ, **keys()},
        {kind: choices[0].service for kind, choices in lists.items()},
    )


def keys() -> dict[str, str]:
    """A key for every provider that has a fake, by the name of its secret."""
    return {spec.secret: KEY for point in POINTS if (spec := find(*point)) and spec.secret}


def _choices(agent: LoadedAgent, kind: Kind) -> tuple[ProviderChoice, ...]:
    return getattr(agent.config.pipeline, kind)


def _with_hosted(agent: LoadedAgent, kind: Kind) -> tuple[ProviderChoice, ...]:
    choices = _choices(agent, kind)
    return choices if any(_is_hosted(kind, each) for each in choices) else (IN_FRONT[kind], *choices)


def _is_hosted(kind: Kind, choice: ProviderChoice) -> bool:
    spec = find(kind, choice.service)
    return spec is not None and not spec.keyless


def _at(kind: Kind, choice: ProviderChoice, host: str) -> ProviderChoice:
    point = POINTS.get((kind, choice.service))
    if point is None:
        return choice
    kept = {name: value for name, value in choice.args.items() if name != "api_key_env"}
    args = {**kept, point.argument: point.address.format(host=host)}
    return choice.model_copy(update={"args": args})
