"""Pipecat's `run_test`, with patience.

It gives a pipeline a second to start. On a busy machine that is not always enough, and then it leaves with
the runner still running, so that the test's event loop never closes.
"""

from functools import partial

from pipecat.tests.utils import run_test as _run_test

run_test = partial(_run_test, start_timeout=60.0)
