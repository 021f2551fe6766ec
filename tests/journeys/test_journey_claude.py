"""A thread, the shortcut, and a draft by Claude, in a whole Cadence."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cadence.decisions.service import drafter
from cadence.sandbox.claude.faults import Fault, Kind
from cadence.sandbox.claude.protocol import Asked
from cadence.sandbox.claude.replies import Reply
from cadence.sandbox.claude.server import ClaudeSandbox
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company
from claude.claude_threads import a_decision, a_reply
from journeys.house import House, house

HANNAH, TOMASZ, AMARA = "hannah.weiss", "tomasz.wojcik", "amara.okafor"
PAYMENTS = "checkout-payments"


@pytest.fixture
def home(
    company: Company, claude: ClaudeSandbox, tmp_path: Path, sqlite_url: str
) -> Iterator[House]:
    environment = {"ANTHROPIC_API_KEY": claude.api_key, "ANTHROPIC_BASE_URL": claude.url}
    with house(
        jira_site(company), company, tmp_path, database_url=sqlite_url, environment=environment
    ) as each:
        yield each


def talk(home: House) -> str:
    root = home.slack.people.say(HANNAH, PAYMENTS, "Where do we keep the ledger?")
    for user, words in (
        (TOMASZ, "We know Postgres well, and it costs half as much as DynamoDB."),
        (AMARA, "Let's go with Postgres then."),
        (HANNAH, "Agreed: we go with Postgres for the ledger."),
    ):
        home.slack.people.say(user, PAYMENTS, words, thread_ts=root.ts)
    return root.ts


def postgres(asked: Asked) -> Reply:
    """What a careful model says of that thread, and one thing that nobody said."""
    told = re.search(r"<thread>\n(.*)\n</thread>", asked.material, re.DOTALL)
    assert told is not None
    said = [message["ts"] for message in json.loads(told[1])["messages"]]
    decision: dict[str, Any] = a_decision(
        title="Postgres for the ledger",
        decided={"text": "We go with Postgres for the ledger.", "said": said[2:]},
        reasons=[
            {"text": "It costs half as much as DynamoDB.", "said": [said[1]]},
            {"text": "Bob signed the contract for 3 years.", "said": [said[1]]},
        ],
        decider={"name": "Hannah Weiss", "said": [said[3]]},
    )
    return Reply(value=a_reply(decision))


def test_a_thread_is_drafted_by_claude_and_what_nobody_said_is_left_out(
    home: House, claude: ClaudeSandbox
) -> None:
    claude.replies.rule(postgres)
    draft = home.modal(home.shortcut(HANNAH, PAYMENTS, talk(home), "log_decision"))
    assert "What was decided: [We go with Postgres for the ledger.]" in draft
    assert "It costs half as much as DynamoDB." in draft
    assert "Bob" not in draft
    assert drafter.BY_CLAUDE_NOTE in draft
    assert len(claude.asked) == 1
    metrics = home.cadence.metrics.page().decode()
    assert 'cadence_claude_call_seconds_count{outcome="well",purpose="draft"} 1.0' in metrics
    assert (
        'cadence_claude_dropped_total{field="reasons",lack="a number, a key or a date"} 1.0'
        in metrics
    )


def test_with_claude_away_the_rules_draft_and_it_is_said(
    home: House, claude: ClaudeSandbox
) -> None:
    claude.faults.add(Fault(kind=Kind.DROP, times=None))
    draft = home.modal(home.shortcut(HANNAH, PAYMENTS, talk(home), "log_decision"))
    assert "What was decided: [we go with Postgres for the ledger.]" in draft
    assert drafter.AWAY in draft
