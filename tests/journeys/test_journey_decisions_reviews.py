"""A decision is looked at again: on its date, when an issue is done, when a figure goes too far; the clock moves on."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cadence.adapters.db.decision_reviews import SqlReviews
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import writing
from cadence.adapters.db.tables import jobs
from cadence.core.calendar import WorkingTime
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision, Happened
from cadence.decisions.model.review import Role
from cadence.decisions.service.rounds import TRIGGERS
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.model import Issue
from cadence.sandbox.jira.site import Site
from cadence.sandbox.slack.model import Message
from journeys.house import PATIENCE, House, house, until
from journeys.moving import ShiftedClock

HANNAH, TOMASZ, AMARA = "hannah.weiss", "tomasz.wojcik", "amara.okafor"
PAYMENTS = "checkout-payments"
TALK = (
    (HANNAH, "Where do we keep the ledger? DynamoDB or Postgres?"),
    (AMARA, "DynamoDB is too expensive at our volume, and we know Postgres well."),
    (TOMASZ, "Agreed: we go with Postgres for the ledger."),
)
OFFICE = WorkingTime()


@pytest.fixture
def home(
    site: Site, company: Company, tmp_path: Path, database_url: str, clock: ShiftedClock
) -> Iterator[House]:
    settings = company.settings.replace("[decisions]", '[decisions]\nlook_every = "1s"')
    with house(
        site, company, tmp_path, database_url=database_url, settings=settings, clock=clock
    ) as each:
        yield each


def logged(home: House, review_on: date | None = None) -> Decision:
    """Tomasz decided it, Amara recorded it, and Hannah answers for the channel."""
    (first, words), *rest = TALK
    root = home.slack.people.say(first, PAYMENTS, words)
    for user, more in rest:
        home.slack.people.say(user, PAYMENTS, more, thread_ts=root.ts)
    view = home.shortcut(AMARA, PAYMENTS, root.ts, "log_decision")
    assert "Who decided: [Tomasz" in home.modal(view)
    on = review_on.isoformat() if review_on else None
    done = home.submit(AMARA, view, {"Look at it again on": on})
    assert "Recorded as D-1" in home.modal(done)
    until(lambda: len(record(home).shown) == 2)
    return record(home)


def record(home: House) -> Decision:
    found = SqlRecords(home.cadence.engine).decision(1, Seen(everything=True))
    assert found is not None
    return found


def zone_of(home: House, user: str) -> ZoneInfo:
    return ZoneInfo(home.slack.workspace.user(user).tz)


def ten_on(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(10), tzinfo=zone).astimezone(UTC)


def direct(home: House, user: str) -> list[Message]:
    """What Cadence said to this person alone."""
    return [each for each in home.direct(user) if each.only_for is None]


def until_told(home: House, user: str, count: int = 1) -> Message:
    """The latest of so many."""
    home.slack.workspace.wait_until(lambda: len(direct(home, user)) >= count, timeout=PATIENCE)
    told = direct(home, user)
    assert len(told) == count
    return told[-1]


def reads(home: House, message: Message, words: str) -> None:
    """Waits until the message says this."""

    def now() -> bool:
        place = home.slack.workspace.channel(message.channel)
        return words in home.shown(place.messages[message.ts])

    until(now)


def test_a_review_is_asked_on_its_date_handed_on_and_answered(
    home: House, clock: ShiftedClock
) -> None:
    theirs = zone_of(home, TOMASZ)
    day = OFFICE.first_day(datetime.now(theirs).date() + timedelta(days=40))
    logged(home, day)
    home.cadence.heartbeat.tick()
    assert direct(home, TOMASZ) == []

    clock.go_to(ten_on(day, theirs))
    for _ in range(3):  # as restarts and replicas do
        home.cadence.heartbeat.tick()
    asked = until_told(home, TOMASZ)
    shown = home.shown(asked)
    assert "still right?" in shown
    assert "You are asked since you decided it." in shown
    assert "[Still right] [Supersede] [Look again on…]" in shown
    (review,) = SqlReviews(home.cadence.engine).open_of(1)
    until(lambda: all(each.ts for each in SqlReviews(home.cadence.engine).open_of(1)[0].asked))

    listed = home.command(AMARA, "general", "list", name="/decision")
    assert "D-1" in home.shown(listed)

    clock.go_to(OFFICE.after(clock.now(), 3, theirs) + timedelta(minutes=1))
    hers = zone_of(home, HANNAH)
    clock.go_to(OFFICE.first_moment(clock.now(), hers) + timedelta(minutes=1))
    for _ in range(3):
        home.cadence.heartbeat.tick()
    second = until_told(home, HANNAH)
    assert "has not answered, so it comes to you as the channel's owner" in home.shown(second)
    late = home.command(AMARA, "general", "list", name="/decision")
    assert "review overdue for" in home.shown(late)

    (log,) = home.said_in("decisions")
    assert "review on" in home.shown(log)
    home.press(HANNAH, second, "Still right").wait()
    for message in (asked, second):
        reads(home, message, "confirmed as still right by Hannah Weiss")
    reads(home, log, "Decided by Tomasz")
    until(lambda: "review on" not in home.shown(home.said_in("decisions")[0]))
    assert record(home).body.review_on is None
    assert SqlReviews(home.cadence.engine).open_of(1) == ()
    history = SqlRecords(home.cadence.engine).history(1)
    assert [(each.what, each.by.name if each.by else None) for each in history][-1] == (
        Happened.CONFIRMED,
        "Hannah Weiss",
    )
    home.cadence.heartbeat.tick()
    assert len(direct(home, TOMASZ)) == len(direct(home, HANNAH)) == 1
    closed = SqlReviews(home.cadence.engine).review(review.key)
    assert closed is not None
    assert [each.role for each in closed.asked] == [Role.DECIDER, Role.OWNER]


def test_an_issue_that_is_done_has_its_decider_asked_who_puts_it_off(
    home: House, site: Site, clock: ShiftedClock
) -> None:
    logged(home)
    clock.go_to(OFFICE.first_moment(clock.now() + timedelta(days=1), zone_of(home, TOMASZ)))
    issue = an_open_one(site)
    told = home.command(AMARA, "general", f"link D-1 {issue.key} is done", name="/decision")
    assert f"I ask again whether D-1 is right when {issue.key} is done." in home.shown(told)
    shown = home.command(AMARA, "general", "show D-1", name="/decision")
    assert f"Looked at again when {issue.key} is done" in home.shown(shown)
    assert re.search(rf"In Jira: .*{issue.key}.* \((?!read)[^)]+\), read ", home.shown(shown))
    wrong = home.command(AMARA, "general", "link D-1 PAY-99999", name="/decision")
    assert "There is no PAY-99999 that I may show you." in home.shown(wrong)

    site.transition(issue.key, "Done", resolution="Fixed")
    look(home)
    asked = until_told(home, TOMASZ)
    assert f"It was to be looked at again when {issue.key} is done." in home.shown(asked)

    home.press(TOMASZ, asked, "Look again on…").wait()
    view = home.filled(TOMASZ)
    past = home.submit(TOMASZ, view, {"Look at it again on": "2020-01-01"})
    assert "choose a day from tomorrow on" in str(past.errors)
    day = clock.now().date() + timedelta(days=30)
    done = home.submit(TOMASZ, past, {"Look at it again on": day.isoformat()})
    assert "D-1 is looked at again on" in home.modal(done)
    reads(home, asked, "put off by Tomasz")
    assert record(home).body.review_on == day
    (log,) = home.said_in("decisions")
    reads(home, log, "review on")


def test_what_a_decision_rests_on_is_linked_shown_and_watched(
    home: House, clock: ShiftedClock
) -> None:
    logged(home)
    clock.go_to(OFFICE.first_moment(clock.now() + timedelta(days=1), zone_of(home, TOMASZ)))
    (log,) = home.said_in("decisions")
    home.press(AMARA, log, "Link").wait()
    view = home.filled(AMARA)
    done = home.submit(
        AMARA,
        view,
        {
            "What it has to do with": "figure",
            "Which one": "activation 41 % on 2026-11-01",
            "Tell its decider when the figure is": "below 38",
        },
    )
    assert "D-1 rests on the signal S-1 now" in home.modal(done)
    counted = home.command(
        AMARA, "general", 'link D-1 "open bugs in Checkout" above 100000', name="/decision"
    )
    assert "D-1 rests on the signal S-2 now" in home.shown(counted)
    told = home.command(
        AMARA, "general", 'link D-1 learning "old phones fall behind" from S-1', name="/decision"
    )
    assert "L-1" in home.shown(told)
    shown = home.shown(home.command(AMARA, "general", "show D-1", name="/decision"))
    assert "What it rests on" in shown
    assert "S-1 activation: 41 % on 1 Nov 2026 (told when below 38)" in shown
    assert "L-1 learning: old phones fall behind" in shown

    home.command(AMARA, "general", "link S-1 36 on 2026-11-20", name="/decision")
    asked = until_told(home, TOMASZ)
    assert "S-1, activation, which went below 38: it is 36 % on 20 Nov 2026, 41 % before." in (
        home.shown(asked)
    )
    home.command(AMARA, "general", "link S-1 35 on 2026-11-21", name="/decision")
    home.cadence.heartbeat.tick()
    assert len(direct(home, TOMASZ)) == 1


def an_open_one(site: Site) -> Issue:
    """Of the project PAY, without a security level."""
    with site.lock:
        return next(
            each
            for each in site.issues
            if each
            and each.key.startswith("PAY-")
            and each.resolution_id is None
            and each.security_id is None
        )


def look(home: House) -> None:
    """The next round, now: on PostgreSQL the database's own clock says when it is due, and that was not moved."""
    waiting = (jobs.c.kind == TRIGGERS) & jobs.c.claim.is_(None)
    with writing(home.cadence.engine) as connection:
        connection.execute(jobs.update().where(waiting).values(due_at=datetime.now(UTC)))
    home.cadence.workers.wake()
