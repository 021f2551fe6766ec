"""The room in memory; test_definitions_kept holds it in real databases."""

import pytest
from definitions_world import World, in_memory


@pytest.fixture
def world() -> World:
    return in_memory()
