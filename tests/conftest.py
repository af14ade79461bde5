"""For all tests: who runs which, and when."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/test_readme.py::test_a_command_succeeds": "they share a folder and build on each other",
    "tests/architecture/test_safe_text.py::": "the sources are parsed once",
}
"""Beginnings of the ids of tests that run one after the other in one process, and why."""


class Together(LoadScopeScheduling):
    """Gives every test to whoever is free, but those that belong together to one process."""

    def _split_scope(self, nodeid: str) -> str:
        return next((begins for begins in TOGETHER if nodeid.startswith(begins)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Who runs which."""
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that nothing waits for it at the end: tests in real time."""
    items.sort(key=lambda item: item.get_closest_marker("realtime") is None)
