"""The sample company, made once for all journeys of a worker; each journey has its own servers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import pytest

from cadence.sandbox.claude.server import ClaudeSandbox
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.generate import generate
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.site import Site
from journeys.house import House, house
from journeys.moving import ShiftedClock, next_monday


@pytest.fixture(scope="session")
def company() -> Company:
    return generate(seed=7, now=datetime.now(UTC))


@pytest.fixture(scope="session")
def imported() -> None:
    """What takes seconds to import is there before anybody waits for an answer."""
    for name in ("scipy.stats", "scipy.sparse", "cadence.adapters.charts.drawing"):
        import_module(name)


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
def monday(clock: ShiftedClock) -> date:
    return next_monday(clock.now().date())


@pytest.fixture
def site(company: Company) -> Site:
    """Its own time is the real one, whatever the journey's is."""
    return jira_site(company)


@pytest.fixture
def claude() -> Iterator[ClaudeSandbox]:
    with ClaudeSandbox() as sandbox:
        yield sandbox


@pytest.fixture
def home(site: Site, company: Company, tmp_path: Path, database_url: str) -> Iterator[House]:
    """Cadence on both databases, as the sample company has set it up; a journey may have one of its own."""
    with house(site, company, tmp_path, database_url=database_url) as each:
        yield each
