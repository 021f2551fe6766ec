from collections.abc import Iterator

import pytest

from cadence.sandbox.claude.server import ClaudeSandbox


@pytest.fixture(scope="session", autouse=True)
def library() -> None:
    """Imported before anything is timed: it takes seconds."""
    import anthropic  # noqa: F401, PLC0415 - as above


@pytest.fixture
def claude() -> Iterator[ClaudeSandbox]:
    with ClaudeSandbox() as sandbox:
        yield sandbox
