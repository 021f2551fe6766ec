"""A quality review from its digest to what its calls change, with the patterns' own source."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from digest_room import CLOSED, MONDAY, REVIEW, DigestRoom, a_digest_room, labels

from builders import a_ritual
from cadence.adapters.db.engine import make_engine
from cadence.core.message import Kind
from cadence.core.people import Area, Lead
from cadence.delivery.job import DONE, Handler
from cadence.patterns.model.asks import ASKS
from cadence.patterns.model.pattern import Cause, Escalated, Pattern, State, Step
from cadence.patterns.model.scan import Unlooked
from fakes.bugs import FakeBugs
from fakes.patterns import FakePatterns
from pattern_builders import a_finding, a_pattern, a_scan, an_entry
from patterns_surfaces import a_source

NEXT = MONDAY + timedelta(days=7)
NIGHT = CLOSED - timedelta(hours=13)
CHECKOUT = Area(name="Checkout", projects=frozenset({"PAY"}), lead=Lead(name="Owen", user="UOWEN"))


class Review:
    """A digest room whose ritual is about patterns."""

    def __init__(self, room: DigestRoom) -> None:
        self.room, self.patterns, self.bugs = room, FakePatterns(), FakeBugs()
        source = a_source(
            self.patterns, room.messenger, room.clock, bugs=self.bugs, areas=(CHECKOUT,)
        )
        room.rehearsing.sources["patterns"] = source
        # What follows of an answer is the room's own affair.
        done = Handler(run=lambda _: DONE)
        room.handlers["patterns verify"] = room.handlers["patterns redraw"] = done
        room.define(a_ritual(title="Quality review", sources=("patterns",), asks=ASKS))
        self.scanned()

    def scanned(self, **fields: object) -> None:
        at = self.room.clock.now().replace(hour=2)
        plain = {"at": at, "projects": (("Checkout", ("PAY",)),)}
        self.patterns.scanned(a_scan(**(plain | fields)).looked)(None)

    def publish(self, on: date = MONDAY) -> str:
        before = len(self.room.to(REVIEW))
        self.room.until(
            CLOSED.replace(day=on.day, month=on.month) + timedelta(days=1) - timedelta(hours=1)
        )
        self.scanned()
        self.room.publish(on)
        return "\n\n".join(each.text for each in self.room.to(REVIEW)[before:])


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def review(request: pytest.FixtureRequest) -> Iterator[Review]:
    if request.param == "fake":
        yield Review(a_digest_room())
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))
    yield Review(a_digest_room(engine))
    engine.dispose()


@pytest.fixture
def faked() -> Review:
    return Review(a_digest_room())


def unanswered(number: int = 1, **fields: object) -> Pattern:
    told = Escalated(
        to="UOWEN", name="Owen", at=NIGHT - timedelta(days=5), answer_by=NIGHT - timedelta(days=1)
    )
    finding = a_finding(subject=str(number))
    return a_pattern(number, **({"escalated": told, "finding": finding} | fields))


def test_an_unanswered_pattern_is_a_call_that_its_lead_ends_by_owning_it(review: Review) -> None:
    room = review.room
    review.patterns.put_in(unanswered())
    text = review.publish()
    assert "Unanswered (1)" in text
    assert "1 question is with Owen." in text
    (asked,) = room.to("UOWEN")
    assert "P-1 Payment retries: nobody answered" in asked.text
    assert "9 similar bugs in 6 weeks, usually 1.4" in asked.text

    view = room.press(asked, "Decide…", "UOWEN")
    room.submit(
        view,
        "UOWEN",
        option="ci_cd",
        words="Test against the provider’s sandbox",
        review_on="2027-01-08",
    )
    pattern = review.patterns.held[1]
    assert (pattern.state, pattern.decisions) == (State.OWNED, (1,))
    assert pattern.ownership is not None
    assert (pattern.ownership.by, pattern.ownership.cause) == ("UOWEN", Cause.CI_CD)
    assert pattern.ownership.until == date(2027, 1, 8)
    assert [each.step for each in review.patterns.written] == [Step.OWNED, Step.DECIDED]
    (decision,) = room.log.logged.values()
    assert decision.chosen == "CI/CD"

    later = review.publish(NEXT)
    assert "P-1 Payment retries: Owen owns it: CI/CD" in later
    assert "Owned (1)" in later
    assert "question is with" not in later


def test_what_nobody_owns_is_for_the_channel_to_decide(faked: Review) -> None:
    faked.patterns.put_in(unanswered(escalated=None, area="PAY / Invoices"))
    text = faked.publish()
    assert "P-1 Payment retries: nobody owns it" in text
    (digest,) = faked.room.to(REVIEW)
    assert "Decide…" in labels(digest.message)
    faked.room.press(digest, "No change", "UDANA", opens=False)
    assert faked.patterns.held[1].state is State.SNOOZED


def test_a_call_ends_by_itself_where_its_lead_answered_on_the_card(faked: Review) -> None:
    faked.patterns.put_in(unanswered())
    faked.publish()
    faked.patterns.put_in(unanswered(state=State.SNOOZED, version=2))
    assert "1 question is no longer due." in faked.publish(NEXT)


def test_a_call_stays_while_nothing_was_scanned(faked: Review) -> None:
    faked.patterns.put_in(unanswered())
    faked.publish()
    faked.patterns.put_in(unanswered(state=State.SNOOZED, version=2))
    faked.patterns.scans.clear()
    faked.scanned = lambda: None  # the night's scan did not run
    text = faked.publish(NEXT)
    assert "Patterns, not complete: bugs were never scanned" in text
    assert "1 question is with Owen." in text


def test_a_channel_of_others_is_told_and_asked_nothing_of_a_hidden_project(faked: Review) -> None:
    faked.patterns.put_in(unanswered(projects=("SEC",), name="Leaks", sentence="Leaks: 4"))
    faked.patterns.written.append(an_entry(1, at=faked.room.clock.now()))
    faked.bugs.may_see = lambda audience, project: project != "SEC" or audience.user == "UOWEN"
    text = faked.publish()
    assert "Leaks" not in text
    assert "P-1" not in text
    assert faked.room.to("UOWEN") == []


def test_another_company_s_channel_is_told_nothing(faked: Review) -> None:
    faked.patterns.put_in(unanswered())
    faked.room.messenger.kinds[REVIEW] = Kind.SHARED
    text = faked.publish()
    assert "patterns are not shown in a channel that is shared with another company" in text
    assert "Payment retries" not in text


def test_a_digest_with_very_many_patterns_fits(faked: Review) -> None:
    long = "Payment retries: 9 similar bugs in 6 weeks, usually 1.4. " * 6
    faked.patterns.put_in(
        *(unanswered(n, sentence=long, area=f"PAY / {'Checkout ' * 8}{n}") for n in range(1, 61))
    )
    names = [f"PAY / {'Checkout ' * 8}{n}" for n in range(60)]
    faked.scanned(
        at=faked.room.clock.now(),
        projects=tuple((name, ("PAY",)) for name in names),
        unlooked=tuple(Unlooked(area=name, why="only 3 weeks of history") for name in names),
    )
    text = faked.publish()
    assert "Unanswered (60)" in text
    assert "… and 50 more" in text
    assert "5 questions are with Owen." in text
    (asked,) = faked.room.to("UOWEN")
    assert labels(asked.message).count("Decide…") == 5
