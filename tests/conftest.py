"""For all tests: who runs which."""

import gc

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

IN_REAL_TIME = (
    "tests/bot/test_twilio_door.py::",
    "tests/cli/test_command.py::",
    "tests/cli/test_dispatcher.py::",
    "tests/cli/test_privacy_killed.py::",
    "tests/cli/test_serve",
    "tests/deploy/test_haproxy.py::",
    "tests/flows/payment/test_killed_in_the_window.py::",
    "tests/pipeline/test_crash.py::",
    "tests/pipeline/test_disclosing.py::test_a_process",
    "tests/simulation/test_play.py::test_in_real_time",
    "tests/simulation/test_page_caller.py::test_a_call",
    "tests/transports/test_browser.py::",
    "tests/transports/test_person_in_browser.py::",
)
"""They wait more than they work: one process waits, and others have the processor."""

TOGETHER = {
    "tests/test_readme.py::": "the readme's commands build on each other",
    **dict.fromkeys(IN_REAL_TIME, "in real time"),
    "tests/architecture/test_safe_text.py::": "the sources are parsed once",
    "tests/simulation/test_spoken_calls.py::": "they take longest, so they begin first",
}
"""Beginning of the ids of tests → with which others they run, one after the other, in one process."""


class Together(LoadScopeScheduling):
    """Gives every test to whoever is free, but those that belong together to one process, and first."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for begins, group in TOGETHER.items() if nodeid.startswith(begins)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Who runs which."""
    return Together(config, log)


def pytest_collection() -> None:
    """Nothing that is loaded now is garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What is loaded stays: to look for garbage in it takes a twentieth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.enable()
