"""No engineer's name, handle, address or account in anything that comes of a pattern, whatever the bugs say."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, text

from cadence.cli import cli
from cadence.patterns.model.masking import AMBIGUOUS
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.service.nightly import NO_COPY
from cadence.sandbox.claude.protocol import Asked
from cadence.sandbox.claude.replies import Reply
from cadence.sandbox.claude.server import ClaudeSandbox
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company, Person
from cadence.sandbox.slack.model import Message
from journeys.house import EMAIL, TOKEN, House, house
from journeys.moving import ShiftedClock, at_rest, forward
from journeys.nights import copied
from journeys.test_journey_patterns import ALL_OF_IT, ONE_PROJECT, direct, patterns

pytestmark = pytest.mark.timeout(300)

AMARA = "amara.okafor"
TABLES = ("patterns", "pattern_ledger", "pattern_scans", "pattern_messages", "bug_cases")


@pytest.fixture
def home(
    company: Company, claude: ClaudeSandbox, tmp_path: Path, sqlite_url: str, clock: ShiftedClock
) -> Iterator[House]:
    """Titles, descriptions and comments of its bugs name everybody; Claude names somebody too."""
    claude.replies.rule(_names_somebody)
    site = jira_site(company, clock=clock)
    everybody = _unnamed(company)
    for key, person in zip(company.truth("recurrence").keys, everybody, strict=False):
        title = site.issue(key).summary
        site.edit(key, summary=f"{title}, says {person.name} (@{person.handle})")
        told = ", ".join(each.name for each in everybody)
        site.comment(key, f"[~accountid:{person.account_id}] wrote to {person.email}: ask {told}.")
    with house(
        site,
        company,
        tmp_path,
        database_url=sqlite_url,
        clock=clock,
        http=True,
        settings=company.settings.replace(ALL_OF_IT, ONE_PROJECT),
        copied=True,
        environment={"ANTHROPIC_API_KEY": claude.api_key, "ANTHROPIC_BASE_URL": claude.url},
    ) as each:
        copied(each, clock)
        forward(each, clock, clock.now() + NO_COPY)
        yield each


@pytest.fixture
def terminal(home: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The command line beside it, with the same settings and database."""
    monkeypatch.chdir(tmp_path)
    known = {
        "DATABASE_URL": home.cadence.settings.database_url,
        "JIRA_URL": home.jira.url,
        "JIRA_EMAIL": EMAIL,
        "JIRA_API_TOKEN": TOKEN,
    }
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def _names_somebody(asked: Asked) -> Reply:
    keys = re.findall(r'"key":"(PAY-\d+)"', asked.material)
    name = "Kasia's payment retries"
    return Reply(value={"name": name, "sentence": "Kasia Nowak's retries charge.", "keys": keys})


def _unnamed(company: Company) -> tuple[Person, ...]:
    """Who reported, was given or wrote about any bug of the project, but for those who own areas."""
    leads = {area.lead.name for area in company.cast.areas} | {"Marcus Adeyemi"}
    mine = [each["fields"] for each in company.issues if each["key"].startswith("PAY-")]
    known = {
        person["displayName"]
        for fields in mine
        for person in (
            fields["reporter"],
            fields["assignee"],
            *(said["author"] for said in fields["comment"]["comments"]),
        )
        if person
    }
    return tuple(each for each in company.cast.people if each.name in known - leads)


def _words_for(people: Iterable[Person]) -> re.Pattern[str]:
    """Whole names, handles, addresses, accounts; and each part of a name that is no word for something else."""
    whole = [word for each in people for word in (each.name, each.handle, each.account_id)]
    parts = [
        part
        for each in people
        for part in each.name.split()
        if len(part) > 2 and part.casefold() not in AMBIGUOUS
    ]
    return re.compile("|".join(rf"\b{re.escape(word)}\b" for word in (*whole, *parts)))


def _said(home: House, company: Company) -> Iterator[tuple[str, str]]:
    """Everything that people read, by where."""
    for person in company.cast.people:
        for message in direct(home, person.handle):
            yield f"to {person.handle}", _all_of(home, message)
    for channel in company.cast.channels:
        for message in home.said_in(channel.name):
            yield f"in {channel.name}", _all_of(home, message)
    for picture in home.slack.workspace.files.pictures():
        yield f"picture {picture.id}", f"{picture.name} {picture.title}"


def _all_of(home: House, message: Message) -> str:
    return f"{home.shown(message)}\n{message.text}\n{json.dumps(list(message.blocks), ensure_ascii=False)}"


def _stored(home: House) -> Iterator[tuple[str, str]]:
    with home.cadence.engine.connect() as connection:
        for table in TABLES:
            assert inspect(connection).has_table(table)
            for row in connection.execute(text(f'select * from "{table}"')):  # noqa: S608 - our own names
                yield table, " ".join(str(each) for each in row)


def _printed(found: Iterable[Pattern]) -> Iterator[tuple[str, str]]:
    """By the commands of a terminal, in JSON and in words."""
    said = [("list", "--json"), ("list",), ("scan", "--look", "--json")]
    for each in found:
        said += [("show", each.label, "--json"), ("show", each.label), ("ledger", each.label)]
    for words in said:
        done = CliRunner().invoke(cli, ["patterns", *words])
        assert done.exit_code == 0, (words, done.output, done.exception)
        yield " ".join(words), done.output


def test_nobody_is_named_but_leads(
    home: House,
    company: Company,
    claude: ClaudeSandbox,
    clock: ShiftedClock,
    terminal: pytest.MonkeyPatch,
) -> None:
    people = _unnamed(company)
    names = _words_for(people)
    assert names.search("asked by Kasia Nowak")
    found = patterns(home)
    assert found
    for said in ("patterns", "patterns all", "patterns area Payments", "patterns help"):
        home.command(AMARA, "checkout-payments", said, name="/cadence")
    for pattern in found:
        home.command(AMARA, "checkout-payments", f"patterns {pattern.label}", name="/cadence")
        home.command(
            AMARA, "checkout-payments", f"patterns ledger {pattern.label}", name="/cadence"
        )
    modals = []
    for card in direct(home, AMARA, "P-"):
        for button, submit in (("I own it…", "Take it on"), ("Not a pattern…", "It is none")):
            home.press(AMARA, card, button).wait()
            modals.append(home.modal(home.titled(AMARA, submit)))
    home.slack.people.open_home(AMARA).wait()
    at_rest(home, clock)

    told = list(_said(home, company))
    assert any("similar bugs in 6 weeks" in words for _, words in told)
    assert any("somebody" in words for _, words in told)
    assert claude.asked
    outputs = [
        *told,
        *_stored(home),
        *_printed(found),
        *(("form", words) for words in modals),
        *(("prompt", json.dumps(asked.body, ensure_ascii=False)) for asked in claude.asked),
    ]
    named = [(where, names.search(words)) for where, words in outputs]
    assert [(where, found_[0]) for where, found_ in named if found_] == []
    assert not any("Kasia" in pattern.name for pattern in patterns(home))
