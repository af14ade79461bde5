"""What is loaded before the first caller."""

import subprocess
import sys

SEEN = """
import gc
import pipeline.switchboard
from pipeline.warm import keep_loaded
before = len(gc.get_objects())
keep_loaded()
print(before, len(gc.get_objects()))
"""


def test_the_garbage_collector_does_not_look_at_what_is_loaded_again() -> None:
    told = subprocess.run([sys.executable, "-c", SEEN], capture_output=True, text=True, check=True)
    before, after = map(int, told.stdout.split())
    assert before > 100_000
    assert after < 1_000
