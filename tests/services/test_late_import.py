"""A provider's code is loaded when an agent chooses it, and not before."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROBE = """
import json, sys
from configs.schema.providers import ProviderChoice
from services import check
before = sorted(sys.modules)
check({kind!r}, ProviderChoice(service={service!r}), {{}})
print(json.dumps([before, sorted(sys.modules)]))
"""

HEAVY = ("deepgram", "openai", "pipecat.services.elevenlabs", "pipecat.services.cartesia")


def loaded(kind: str, service: str) -> tuple[set[str], set[str]]:
    """Which of the heavy modules are there before and after a choice was checked."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(kind=kind, service=service)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    before, after = json.loads(done.stdout)
    return {m for m in HEAVY if m in before}, {m for m in HEAVY if m in after}


def test_only_the_chosen_provider_is_imported():
    before, after = loaded("llm", "openai")
    assert before == set()
    assert after == {"openai"}


def test_an_unknown_service_imports_nobody():
    assert loaded("stt", "nobody") == (set(), set())
