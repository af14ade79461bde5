"""What is slow the first time is done before the first caller: models, engines, imports."""

import asyncio
import gc
from collections.abc import Sequence
from importlib import import_module

from calls.triggers import Watch
from compliance.disclosure import library
from compliance.jurisdiction import place_of_number
from compliance.recording_policy import recording_policy
from configs import LoadedAgent
from flows.reading.loader import CompiledFlow
from pipeline.models import warm_models
from services.spec import Kind, ServiceSpec
from services.warming import warm_services

LATE_IMPORT = "pipecat.adapters.llm.services.open_ai_adapter"
"""What Pipecat imports, with the whole OpenAI SDK, in the first call: half a second that stops the loop."""


async def warm(
    agent: LoadedAgent, flow: CompiledFlow, catalog: Sequence[ServiceSpec], *, own_ears: bool
) -> None:
    """Load the shared models and whatever the agent's providers declare as slow.

    Without `own_ears` the agent's speech recognition stays cold: calls bring their own.
    """
    pipeline = agent.config.pipeline
    chosen: list[tuple[Kind, str]] = [
        *(("stt", choice.service) for choice in pipeline.stt if own_ears),
        *(("llm", choice.service) for choice in pipeline.llm),
        *(("tts", choice.service) for choice in pipeline.tts),
    ]
    loop = asyncio.get_running_loop()
    known = loop.run_in_executor(None, lambda: flow.known)
    rules = loop.run_in_executor(None, _read_rules)
    late = loop.run_in_executor(None, import_module, LATE_IMPORT)
    config = agent.config
    # A quarter of a second of compiling, which the first call would spend on the loop.
    phrases = loop.run_in_executor(None, lambda: Watch(config.handoff.triggers, config.language))
    await asyncio.gather(
        late, known, rules, phrases, warm_models(), warm_services(chosen, flow.script, catalog=catalog)
    )


def keep_loaded() -> None:
    """Spare the garbage collector what is loaded: a look through it takes 150 ms, in which no audio moves.

    For a process that serves calls, once, before the first one: what exists now exists until its end.
    """
    gc.collect()
    gc.freeze()


def _read_rules() -> None:
    """The law, the texts and the numbering plan of North America, from their files."""
    recording_policy()
    library()
    place_of_number("+14165550100")
