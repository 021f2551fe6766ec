from collections.abc import Iterator

import pytest

from cadence.sandbox.claude.server import ClaudeSandbox


@pytest.fixture(scope="session", autouse=True)
def library() -> None:
    """Imported before anything is timed: it takes seconds."""
    import anthropic  # noqa: F401, PLC0415 - as above


@pytest.fixture(scope="session")
def running() -> Iterator[ClaudeSandbox]:
    with ClaudeSandbox() as sandbox:
        yield sandbox


@pytest.fixture
def claude(running: ClaudeSandbox) -> ClaudeSandbox:
    """The local API, with nothing scripted and nothing asked."""
    running.faults.clear()
    running.replies.clear()
    running.requests.clear()
    return running
