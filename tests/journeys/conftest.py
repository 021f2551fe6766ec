"""The sample company, made once for all journeys of a worker; each journey has its own servers."""

from datetime import UTC, datetime

import pytest

from cadence.sandbox.company.generate import generate
from cadence.sandbox.company.model import Company


@pytest.fixture(scope="session")
def company() -> Company:
    return generate(seed=7, now=datetime.now(UTC))
