"""Questions, in at a Slack payload and out as messages, over Socket Mode and over HTTP."""

import re
from collections.abc import Iterator

import pytest

from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company
from cadence.sandbox.slack.transcript import Transcript
from journeys.house import House, an_open_bug, control, house


@pytest.fixture(params=["socket", "http"], scope="module")
def home(
    request: pytest.FixtureRequest, company: Company, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    levels = frozenset({"Security team"})
    with house(
        jira_site(company),
        company,
        folder,
        database_url=f"sqlite:///{folder}/cadence.sqlite3",
        http=request.param == "http",
        levels=levels,
    ) as each:
        yield each


def open_bugs(company: Company, component: str) -> int:
    return sum(
        component in [each["name"] for each in issue["fields"]["components"]]
        and issue["fields"]["resolution"] is None
        and issue["fields"]["issuetype"]["name"] == "Bug"
        and not issue.get("security")
        for issue in company.issues
    )


def test_a_count_is_answered_in_the_thread_with_its_evidence(home: House, company: Company) -> None:
    answer = home.ask("chloe.martin", "support", "@cadence how many bugs are open in Webhooks?")
    text = home.shown(answer)
    assert f"{open_bugs(company, 'Webhooks')} open bugs" in text
    assert "component is Webhooks" in text
    assert "Read from Jira" in text
    assert 'component IN ("Webhooks")' in text


def test_acknowledgements_are_measured(home: House) -> None:
    home.ask("chloe.martin", "support", "@cadence PAY-337")
    page = home.cadence.metrics.page().decode()
    measured = re.search(r"^cadence_ack_seconds_count (\d+)", page, re.MULTILINE)
    assert measured is not None
    assert int(measured[1]) > 0


def test_a_follow_up_in_the_thread_refines_the_question(home: House) -> None:
    first = home.ask("chloe.martin", "support", "@cadence how many bugs are open in Payments?")
    second = home.ask("chloe.martin", "support", "@cadence only P1", thread=first.thread_ts)
    text = home.shown(second)
    assert "component is Payments" in text
    assert "priority is P1" in text


def test_a_direct_message_is_answered_without_a_mention(home: House) -> None:
    answer = home.ask("chloe.martin", "cadence", "PAY-337")
    assert "PAY-337 is open" in home.shown(answer)


def test_a_command_is_answered_to_the_asker_alone(home: House) -> None:
    answer = home.command("hannah.weiss", "general", "what still blocks 4.2?")
    assert answer.only_for == home.slack.workspace.user("hannah.weiss").id
    assert "still open for 4.2" in home.shown(answer)


def test_the_shortcut_says_how_the_issue_in_a_message_stands(home: House) -> None:
    said = home.slack.people.say(
        "hannah.weiss", "releases", "Any news on PAY-337? A customer waits."
    )
    before = home.said_in("releases")
    home.slack.people.shortcut("hannah.weiss", "releases", said.ts, "status_of_message")
    assert "PAY-337 is open" in home.shown(home.next_in("releases", before))


def test_taking_a_filter_away_changes_the_answer_in_place(home: House) -> None:
    answer = home.ask("chloe.martin", "support", "@cadence how many bugs are open in Webhooks?")
    shown = home.shown(answer)
    assert "component is Webhooks" in shown
    value = next(
        option["value"]
        for option in _options(answer.blocks)
        if "Webhooks" in option["text"]["text"]
    )
    home.press("chloe.martin", answer, "Take away…", value)
    assert "component is Webhooks" not in home.shown(home.changed(answer))


def test_a_restricted_issue_looks_like_one_that_does_not_exist(
    home: House, company: Company
) -> None:
    secret = company.truth("restricted").keys[0]
    refused, absent = (
        re.sub(r"\d\d:\d\d(:\d\d)?", "then", home.shown(answer)).replace(key, "KEY")
        for key in (secret, "PAY-99999")
        for answer in [home.ask("chloe.martin", "support", f"@cadence {key}")]
    )
    assert refused == absent


def _options(blocks) -> Iterator[dict]:
    for block in blocks:
        for element in block.get("elements", ()):
            if isinstance(element, dict):
                yield from element.get("options", ())


def test_the_home_tab_shows_what_one_watches_and_a_press_there_ends_it(
    home: House, company: Company
) -> None:
    user, key = "lena.fischer", an_open_bug(company)
    direct = home.slack.workspace.direct(user, home.slack.workspace.app.bot_user_id)
    home.ask(user, "cadence", f"watch {key}")
    home.slack.people.open_home(user)
    view = home.slack.workspace.wait_until(
        lambda: home.slack.workspace.views.home(home.slack.workspace.user(user).id), timeout=20
    )
    assert view is not None
    shown = Transcript(home.slack.workspace, reader=user).view(view).plain
    assert key in shown
    assert "What you can ask" in shown
    before = home.said_in(direct.id)
    action_id, value = control(view.body["blocks"], "Stop")
    home.slack.people.press_in_view(user, view.id, action_id, value)
    assert f"You no longer watch {key}" in home.shown(home.next_in(direct.id, before))
