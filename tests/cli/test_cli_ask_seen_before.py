"""Earlier bugs like the one that is asked about, on a terminal as in Slack."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from cli_terminal import Terminal
from sqlalchemy import Engine

from builders import a_project, a_site, an_issue
from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.mirror.model import Standing
from cadence.sandbox.company.model import Company

WORDS = "Card charged twice when the payment is retried"


def two_open_bugs(company: Company) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of Payments, which everybody may see."""
    seen = [
        each
        for each in company.issues
        if each["key"].startswith("PAY-")
        and each["fields"]["issuetype"]["name"] == "Bug"
        and not each["fields"].get("security")
        and not each.get("security")
    ]
    return seen[0], seen[1]


@pytest.fixture
def copied(terminal: Terminal, sqlite_url: str, company: Company) -> Iterator[Engine]:
    """Two bugs that say the same in the copy, the second a month after the first."""
    terminal.environment["DATABASE_URL"] = sqlite_url
    engine = make_engine(sqlite_url)
    now = datetime.fromisoformat("2026-11-20T12:00:00+00:00")
    issues = [
        an_issue(
            each["key"],
            id=each["id"],
            summary=WORDS,
            created_at=now - timedelta(days=60 - 30 * place),
        )
        for place, each in enumerate(two_open_bugs(company))
    ]
    SqlMirrorStore(engine).keep(issues, {})
    standing = Standing(project="PAY", begun_at=now, as_of=now)
    SqlMirrorStore(engine).stand([standing], a_site(projects=(a_project("PAY"),)))
    yield engine
    engine.dispose()


@pytest.mark.usefixtures("copied")
def test_what_was_seen_before_stands_below_the_answer_about_a_bug(
    terminal: Terminal, company: Company
) -> None:
    first, second = (each["key"] for each in two_open_bugs(company))
    assert terminal.run("patterns", "similar", second).exit_code == 0, "bugs are compared"
    done = terminal.run("ask", second)
    assert done.exit_code == 0
    assert first in done.output.split("Seen before?")[1]


@pytest.mark.usefixtures("copied")
def test_where_nothing_was_compared_the_answer_goes_without(
    terminal: Terminal, company: Company
) -> None:
    _, second = two_open_bugs(company)
    done = terminal.run("ask", second["key"])
    assert done.exit_code == 0
    assert "Seen before?" not in done.output
