"""For all tests."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that must follow one another come first, so that nothing waits for them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)
