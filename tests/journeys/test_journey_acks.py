"""However slow Jira is, Slack is acknowledged: listeners keep what comes in, and workers do the work."""

from pathlib import Path

import pytest

from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.faults import Fault, Kind
from cadence.sandbox.slack.actors import Receipt
from journeys.house import house, until

CALLS = 50
SLOW_S = 4.0
"""Below the adapter's own patience for one call, so that every question is answered in the end."""
LATE_MS = 3_000
"""Slack waits no longer than this."""


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_every_request_is_acked_in_time_while_fifty_calls_to_jira_are_in_flight(
    http: bool, company: Company, tmp_path: Path
) -> None:
    settings = company.settings + f"\n[serve]\nworkers = {CALLS + 6}\n"
    with house(
        jira_site(company),
        company,
        tmp_path,
        database_url=f"sqlite:///{tmp_path}/cadence.sqlite3",
        http=http,
        settings=settings,
    ) as home:
        answer = home.ask("chloe.martin", "support", "@cadence PAY-337")
        people, slow = home.slack.people, Fault(kind=Kind.SLOW, delay_s=SLOW_S, times=CALLS)
        home.jira.faults.add(slow)
        receipts: list[Receipt] = [
            people.say("chloe.martin", "support", "@cadence PAY-337") for _ in range(CALLS)
        ]
        until(lambda: not home.jira.faults.all())
        # The last of fifty has begun, and none has been answered: all of them are in flight.
        assert len(home.said_in("support")) == 1

        receipts += [people.command("hannah.weiss", "general", "/bug", "PAY-337") for _ in range(5)]
        receipts += [home.press("chloe.martin", answer, "History") for _ in range(5)]
        for receipt in receipts:
            receipt.wait(timeout=10)
        attempts = [each for receipt in receipts for d in receipt.deliveries for each in d.attempts]
        assert [each.failed for each in attempts if each.failed] == []
        assert max(receipt.ack_ms or 0 for receipt in receipts) < LATE_MS

        until(lambda: len(home.said_in("general")) == 5)
        until(lambda: not home.cadence.store.backlog().get("question"))
