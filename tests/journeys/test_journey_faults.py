"""What people see when Jira or Slack fails them: a plain word, one answer, nothing twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.faults import Fault, Kind
from cadence.sandbox.slack.faults import Effect
from cadence.sandbox.slack.faults import Fault as SlackFault
from journeys.house import House, an_open_bug, house, until


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, company: Company, tmp_path: Path) -> Iterator[House]:
    url = request.getfixturevalue("postgres_url" if request.param == "postgresql" else "sqlite_url")
    settings = company.settings.replace("[status]", '[status]\nwatch_every = "1s"')
    with house(
        jira_site(company),
        company,
        tmp_path,
        database_url=url,
        settings=settings,
        copied=True,
    ) as each:
        yield each


QUESTION = "@cadence how many bugs are open in Webhooks?"


def is_synced(home: House) -> None:
    mirror = home.cadence.mirror
    assert mirror is not None
    mirror.sync()


def test_while_jira_is_away_the_copy_answers_and_says_so(home: House) -> None:
    is_synced(home)
    live = home.shown(home.ask("chloe.martin", "support", QUESTION))
    home.jira.faults.add(Fault(kind=Kind.ERROR, status=503, times=None))
    copied = home.shown(home.ask("chloe.martin", "support", QUESTION))
    assert "From the copy of" in copied
    assert "Jira is not answering" in copied
    assert copied.splitlines()[1] == live.splitlines()[1]


def test_a_refused_token_is_a_plain_word_and_not_an_empty_answer(home: House) -> None:
    home.jira.faults.add(Fault(kind=Kind.ERROR, status=401, times=None))
    text = home.shown(home.ask("chloe.martin", "support", "@cadence PAY-337"))
    assert "credentials were refused" in text


def test_an_event_that_is_delivered_twice_is_answered_once(home: House) -> None:
    home.slack.faults.add(SlackFault(effect=Effect.DUPLICATE, times=None))
    home.ask("chloe.martin", "support", QUESTION)
    home.ask("chloe.martin", "support", "@cadence PAY-337")
    answers = home.said_in("support")
    assert len(answers) == 2


def test_an_answer_whose_sending_broke_off_is_not_sent_again(home: House) -> None:
    home.slack.faults.add(SlackFault(effect=Effect.DROP_RESPONSE, on="chat.postMessage"))
    home.ask("chloe.martin", "support", QUESTION)
    until(lambda: not home.cadence.store.backlog().get("post"))
    assert len(home.said_in("support")) == 1


def test_a_watcher_is_told_once_of_each_change_until_it_is_done(
    home: House, company: Company
) -> None:
    key = an_open_bug(company, status="In Progress")
    answer = home.ask("chloe.martin", "support", f"@cadence {key}")
    before = home.said_in("support")
    home.press("chloe.martin", answer, "Watch")
    assert "I will tell you" in home.shown(home.next_in("support", before))
    direct = home.slack.workspace.direct("chloe.martin", home.slack.workspace.app.bot_user_id)

    home.jira.site.transition(key, "In Review")
    told = home.next_in(direct.id, [])
    assert "moved from In Progress to In Review" in home.shown(told)

    home.jira.site.transition(key, "Done", resolution="Fixed")
    home.next_in(direct.id, [told])
    said = home.said_in(direct.id)
    assert len(said) == 2
    assert "this watch has ended" in home.shown(said[1])


def test_who_hands_a_question_on_reaches_the_lead_in_their_own_words(home: House) -> None:
    answer = home.ask("chloe.martin", "support", "@cadence how many bugs are open in Webhooks?")
    before = home.said_in("platform")
    home.press("chloe.martin", answer, "Ask the owner")
    text = home.shown(home.next_in("platform", before))
    assert "how many bugs are open in Webhooks?" in text
    assert "Rahul Menon" in text
