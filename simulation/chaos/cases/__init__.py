"""The matrix: every fault that a call is to survive, as data. One file per service."""

from collections.abc import Sequence

from configs.problems import did_you_mean, listed
from simulation.chaos.cases.case import SERVICES, Case, Service
from simulation.chaos.cases.database import DATABASE
from simulation.chaos.cases.llm import LLM
from simulation.chaos.cases.rest import REST
from simulation.chaos.cases.stt import STT
from simulation.chaos.cases.tts import TTS

__all__ = ["MATRIX", "SERVICES", "Case", "Service", "chosen"]

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
