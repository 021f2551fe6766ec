"""A local Jira with the sample company, and an environment in which the command line finds it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_terminal import Terminal

from cadence.cli.sandbox import EMAIL, TOKEN
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.generate import generate
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.model import Account
from cadence.sandbox.jira.server import JiraSandbox


@pytest.fixture(scope="session")
def company() -> Company:
    return generate(seed=7, now=datetime.now(UTC))


@pytest.fixture(scope="module")
def jira(company: Company) -> Iterator[JiraSandbox]:
    site = jira_site(company)
    site.add_account(Account(user_id="cadence", email=EMAIL, token=TOKEN, levels=frozenset()))
    with JiraSandbox(site) as server:
        yield server


@pytest.fixture
def bare(tmp_path: Path) -> Terminal:
    """Nothing is configured but where a database would be."""
    terminal = Terminal(tmp_path)
    terminal.environment["DATABASE_URL"] = f"sqlite:///{tmp_path}/cadence.sqlite3"
    return terminal


@pytest.fixture
def terminal(bare: Terminal, jira: JiraSandbox) -> Iterator[Terminal]:
    """The local Jira is configured, by the environment alone."""
    bare.environment |= {"JIRA_URL": jira.url, "JIRA_EMAIL": EMAIL, "JIRA_API_TOKEN": TOKEN}
    yield bare
    jira.faults.clear()
