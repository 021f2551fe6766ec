"""Whoever asks about a bug that was there before is shown when, and how it ended. Through Bolt, on both databases."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.assembly.comparing import comparing
from cadence.patterns.service.seen_before import Before
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company
from journeys.house import House, house
from journeys.moving import ShiftedClock
from journeys.nights import copied

pytestmark = pytest.mark.usefixtures("imported")

ASKER, CHANNEL = "hannah.weiss", "general"


@pytest.fixture
def home(
    company: Company, tmp_path: Path, database_url: str, clock: ShiftedClock
) -> Iterator[House]:
    site = jira_site(company, clock=clock)
    with house(
        site, company, tmp_path, database_url=database_url, clock=clock, copied=True
    ) as each:
        copied(each, clock)
        yield each


def test_earlier_bugs_are_offered_once_they_were_compared(home: House) -> None:
    compared = comparing(home.cadence.engine)
    feed = compared.feed
    assert "Seen before?" not in home.shown(home.ask(ASKER, CHANNEL, "@cadence PAY-199"))
    assert compared.likening.catch_up() > 1000
    before = Before(similar=compared.similar)
    earlier = before.like("PAY-199")
    assert earlier
    text = home.shown(home.ask(ASKER, CHANNEL, "@cadence PAY-199"))
    offered = re.findall(r"[A-Z]+-\d+", text.partition("Seen before?")[2])
    (first,) = feed.bugs(earlier[:1])
    assert offered[0] == first.key
    assert set(offered) <= set(earlier)
    assert first.summary in text
