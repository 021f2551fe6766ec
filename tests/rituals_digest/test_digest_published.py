"""The digest, from what people answered to what stands in the channel."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from digest_room import MONDAY, REVIEW, DigestRoom, a_digest_room, labels

from builders import a_call, a_given, a_ritual
from cadence.adapters.db.engine import make_engine
from cadence.core.agenda import Ask, Drawn, Sort, Subject, Told
from cadence.core.chart import Series, Trend
from cadence.core.errors import NotSent, TrackerUnavailable
from cadence.core.message import Kind, Note, Paragraph, Picture, Who, line
from cadence.rituals.model.checkin import Answering
from cadence.rituals.model.occurrence import Step
from cadence.rituals.model.ritual import Participants

NEXT = MONDAY + timedelta(days=7)
CONFIDENCE = Ask(name="confidence", label="Confidence", sort=Sort.CONFIDENCE)
BET = Subject(key="bet:7", source="portfolio", name="Search revamp", owner="UDANA")


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def room(request: pytest.FixtureRequest) -> Iterator[DigestRoom]:
    if request.param == "fake":
        yield a_digest_room()
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))
    yield a_digest_room(engine)
    engine.dispose()


@pytest.fixture
def faked() -> DigestRoom:
    return a_digest_room()


# --- on every database -----------------------------------------------------------------------------


def test_the_digest_quotes_people_and_says_who_is_missing(room: DigestRoom) -> None:
    room.says("UDANA", "Trials convert again")
    room.asked("UOWEN")
    room.asked("URITA", standing=Answering.AWAY, why="away until Fri 27 Nov 2026")
    room.publish()
    (digest,) = room.to(REVIEW)
    assert "Dana: “Trials convert again”" in digest.text
    assert "No answer by closing: Owen" in digest.text
    assert "Away: Rita (away until Fri 27 Nov 2026)" in digest.text
    assert digest.message.summary == ("Weekly review · Mon 23 Nov 2026: 0 changes, 1 of 2 answered")


def test_a_late_answer_is_added_to_the_digest(room: DigestRoom) -> None:
    room.says("UDANA", "Trials convert again")
    room.asked("UOWEN")
    room.publish()
    room.answer_late("UOWEN", a_given("changed", "Checkout is live", "UOWEN", is_late=True))
    (digest,) = room.to(REVIEW)
    late = digest.text.partition("Late")[2]
    assert "Owen: “Checkout is live”" in late
    assert "Dana: “Trials convert again”" not in late


def test_a_call_is_carried_over_with_its_age(room: DigestRoom) -> None:
    room.source.tells = lambda edition: Told(calls=(a_call(),), read_at=edition.at)
    room.define(a_ritual(sources=("portfolio",)))
    room.publish()
    room.publish(NEXT)
    first, second = room.to(REVIEW)
    assert "#1 Search revamp is flat" in second.text
    assert "open since Mon 23 Nov 2026, 7 days; carried over once" in second.text
    assert labels(second.message) == ["Decide…", "Give to…", "No change"]
    assert labels(first.message) == []
    assert "Asked again in a later digest" in first.text


def test_the_same_occurrence_is_told_once_though_it_is_published_twice(room: DigestRoom) -> None:
    room.says("UDANA", "Trials convert again")
    published = room.publish()
    closed = replace(published, closed_at=published.closed_at)
    ritual = room.definitions.held["weekly"].version.ritual
    room.settle(room.publisher.published(ritual, closed, at=room.clock.now()))
    room.pass_a_minute()
    assert len(room.to(REVIEW)) == 1


# --- what changed ------------------------------------------------------------------------------------


def test_figures_are_held_against_last_time(faked: DigestRoom) -> None:
    faked.define(a_ritual(asks=(CONFIDENCE,)))
    faked.answered("UDANA", a_given("confidence", Decimal(60)))
    faked.answered("UOWEN", a_given("confidence", Decimal(80), "UOWEN"))
    faked.publish()
    faked.answered("UDANA", a_given("confidence", Decimal(40)), on=NEXT)
    faked.answered("UOWEN", a_given("confidence", Decimal(80), "UOWEN"), on=NEXT)
    faked.publish(NEXT)
    first, second = faked.to(REVIEW)
    assert "Confidence: 60 % (Dana)" in first.text
    assert "Confidence: 60 % → 40 % (Dana)" in second.text
    assert "As last time: 1 answer of Owen." in second.text


def test_an_answer_about_a_subject_counts_though_its_owner_changed(faked: DigestRoom) -> None:
    ask = replace(CONFIDENCE, each="portfolio")
    faked.source.held = (BET,)
    faked.define(a_ritual(asks=(ask,)))
    about = {"subject": "bet:7"}
    faked.answered("UDANA", a_given("confidence", Decimal(60), **about), subjects=(BET,))
    faked.publish()
    faked.answered(
        "UOWEN", a_given("confidence", Decimal(50), "UOWEN", **about), on=NEXT, subjects=(BET,)
    )
    faked.publish(NEXT)
    assert "Search revamp · Confidence: 60 % → 50 % (Owen)" in faked.to(REVIEW)[1].text


def test_what_a_source_asks_itself_it_tells_itself_but_for_peoples_words(
    faked: DigestRoom,
) -> None:
    figure = replace(CONFIDENCE, each="portfolio")
    words = Ask(name="learnt", label="What was learnt?", each="portfolio")
    faked.source.held, faked.source.asks = (BET,), (figure, words)
    faked.source.tells = lambda edition: Told(
        changes=(line("Search revamp: confidence 60 % → 40 %"),), read_at=edition.at
    )
    faked.define(a_ritual(asks=(figure, words), sources=("portfolio",)))
    given = (
        a_given("confidence", Decimal(40), subject="bet:7"),
        a_given("learnt", "Nobody sorts by price", subject="bet:7"),
    )
    faked.answered("UDANA", *given, subjects=(BET,))
    faked.publish()
    text = faked.digest()
    assert text.count("40 %") == 1
    assert "Search revamp (Dana): “Nobody sorts by price”" in text
    assert faked.source.editions[0].given == given


def test_long_words_are_quoted_whole(faked: DigestRoom) -> None:
    story = " ".join(f"word{number}" for number in range(340))
    faked.says("UDANA", story)
    faked.publish()
    quoted = " ".join(faked.digest().replace("> ", "").split())
    assert story in quoted


def test_nothing_that_people_write_pings_or_formats(faked: DigestRoom) -> None:
    faked.says("UDANA", "<!channel> *bold* <@UOWEN>")
    faked.publish()
    (digest,) = faked.to(REVIEW)
    spans = [
        span
        for block in digest.message.blocks
        for each in getattr(block, "lines", (getattr(block, "line", ()),))
        for span in each
    ]
    assert not any(isinstance(span, Who) for span in spans)
    assert any("<!channel> *bold* <@UOWEN>" in getattr(span, "text", "") for span in spans)


def test_the_first_digest_without_an_answer_says_so(faked: DigestRoom) -> None:
    faked.asked("UDANA", "UOWEN")
    faked.publish()
    assert "Nobody answered, so nothing is known to have changed." in faked.digest()
    assert "No answer by closing: Dana and Owen" in faked.digest()


# --- sources ----------------------------------------------------------------------------------------


def test_a_source_that_could_not_be_read_whole_says_so_first(faked: DigestRoom) -> None:
    faked.source.tells = lambda edition: Told(
        changes=(line("Search revamp: 31 → 28"),),
        gaps=("Jira did not answer about 2 bets.",),
        read_at=edition.at,
    )
    faked.define(a_ritual(sources=("portfolio",)))
    faked.publish()
    text = faked.digest()
    gap = text.index("Portfolio, not complete: Jira did not answer about 2 bets.")
    assert gap < text.index("Search revamp: 31 → 28")


def test_a_source_that_changed_nothing_and_one_that_was_not_read_differ(faked: DigestRoom) -> None:
    faked.define(a_ritual(sources=("portfolio", "revenue")))
    faked.publish()
    faked.publish(NEXT)
    first, second = faked.to(REVIEW)
    assert "Portfolio: this is the first digest, so there is nothing to hold it" in first.text
    assert "Portfolio: nothing is otherwise than last time" in second.text
    assert "Revenue, not complete: there is no such source here." in faked.digest()


def test_a_source_that_is_away_is_waited_for_and_then_left_out(faked: DigestRoom) -> None:
    faked.define(a_ritual(sources=("portfolio",)))
    faked.source.fails = TrackerUnavailable("Jira did not answer")
    with pytest.raises(TrackerUnavailable):
        faked.publish()
    closed = faked.occurrences.held["weekly", MONDAY]
    ritual = faked.definitions.held["weekly"].version.ritual
    faked.clock.advance(minutes=31)
    faked.settle(faked.publisher.published(ritual, closed, at=faked.clock.now()))
    faked.pass_a_minute()
    assert "Portfolio, not complete: it could not be read: Jira did not answer" in faked.digest()


def test_a_source_is_told_who_will_read_and_since_when(faked: DigestRoom) -> None:
    faked.messenger.kinds[REVIEW] = Kind.PRIVATE
    faked.define(a_ritual(sources=("portfolio",)))
    first = faked.publish()
    faked.publish(NEXT)
    audience = faked.source.editions[0].audience
    assert (audience.user, audience.channel, audience.kind) == (None, REVIEW, Kind.PRIVATE)
    assert [each.since for each in faked.source.editions] == [None, first.closed_at]


# --- pictures ---------------------------------------------------------------------------------------

DRAWN = Drawn(
    chart=Trend(
        title="NRR", unit="%", x=("Oct",), series=(Series(name="NRR", values=(Decimal(104),)),)
    ),
    title="NRR by month",
    alt="October 104 %",
)


def _with_picture(room: DigestRoom) -> None:
    room.source.tells = lambda edition: Told(
        parts=(Paragraph(line("The board")), DRAWN), read_at=edition.at
    )
    room.define(a_ritual(sources=("portfolio",)))


def test_a_picture_is_uploaded_before_the_message_that_shows_it(faked: DigestRoom) -> None:
    _with_picture(faked)
    faked.publish()
    (digest,) = faked.to(REVIEW)
    (picture,) = [each for each in digest.message.blocks if isinstance(each, Picture)]
    assert picture == Picture(file="F1", title="NRR by month", alt="October 104 %")
    assert faked.messenger.pictures["F1"].startswith(b"\x89PNG")


def test_a_picture_that_can_not_be_painted_stands_there_in_words(faked: DigestRoom) -> None:
    _with_picture(faked)
    faked.painter.fails = True
    faked.publish()
    (digest,) = faked.to(REVIEW)
    notes = [each for each in digest.message.blocks if isinstance(each, Note)]
    assert "NRR by month: October 104 %" in digest.text
    assert any("October" in str(each) for each in notes)


def test_a_picture_that_slack_does_not_take_stands_there_in_words(faked: DigestRoom) -> None:
    class Refusing(type(faked.messenger)):  # type: ignore[misc]
        def upload(self, picture: bytes, *, name: str, title: str, alt: str) -> str:
            raise NotSent("missing_scope")

    refusing = Refusing(
        now=faked.clock.now(), people=faked.messenger.people, kinds=faked.messenger.kinds
    )
    _with_picture(faked)
    picturing = replace(faked.publisher.picturing, messenger=refusing)
    faked.publisher = replace(faked.publisher, picturing=picturing)
    faked.publish()
    assert "October 104 %" in faked.digest()


# --- who -------------------------------------------------------------------------------------------


def test_subjects_that_nobody_was_asked_about_are_named(faked: DigestRoom) -> None:
    lonely = replace(BET, key="bet:8", name="Dark mode", owner=None)
    left = replace(BET, key="bet:9", name="Old export", owner="UGONE")
    faked.source.held = (BET, lonely, left)
    faked.define(a_ritual(asks=(replace(CONFIDENCE, each="portfolio"),)))
    faked.asked("UDANA", subjects=(BET,))
    faked.publish()
    assert "Without an owner, so nobody was asked: Dark mode" in faked.digest()
    assert "Their owners were not asked: Old export" in faked.digest()


def test_who_could_not_be_reached_is_named_with_the_reason(faked: DigestRoom) -> None:
    faked.asked("UMAX", standing=Answering.UNREACHED, why="they have left Slack")
    faked.publish()
    assert "Could not be asked: UMAX (they have left Slack)" in faked.digest()


def test_everybody_who_answered_is_thanked_by_silence(faked: DigestRoom) -> None:
    faked.says("UDANA", "Trials convert again")
    faked.publish()
    assert "Unanswered" not in faked.digest()
    assert "Everybody who was asked has answered." in faked.digest()


def test_observers_are_told_where_the_digest_stands(faked: DigestRoom) -> None:
    faked.define(a_ritual(participants=Participants(people=("UDANA",), observers=("UUMA",))))
    faked.says("UDANA", "Trials convert again")
    faked.publish()
    (told,) = faked.to("UUMA")
    assert "Weekly review · Mon 23 Nov 2026: the digest is out." in told.text
    assert "https://example.slack.com/archives/CREVIEW" in told.text
    assert "Trials" not in told.text


# --- late ------------------------------------------------------------------------------------------


def test_what_came_late_before_the_digest_was_published_stands_there_at_once(
    faked: DigestRoom,
) -> None:
    faked.says("UDANA", "Trials convert again")
    faked.answered("UOWEN", a_given("changed", "Checkout is live", "UOWEN", is_late=True))
    faked.publish()
    assert "Owen: “Checkout is live”" in faked.digest().partition("Late")[2]
    assert "Answered late: Owen" in faked.digest()


def test_a_late_answer_waits_for_the_digest_to_stand(faked: DigestRoom) -> None:
    faked.says("UDANA", "Trials convert again")
    faked.messenger.unreachable = True
    with pytest.raises(Exception, match="reached"):
        faked.publish()
    faked.messenger.unreachable = False
    faked.answer_late("UOWEN", a_given("changed", "Checkout is live", "UOWEN", is_late=True))
    closed = faked.occurrences.held["weekly", MONDAY]
    ritual = faked.definitions.held["weekly"].version.ritual
    faked.checkins.words.pop()
    settlement = faked.publisher.published(ritual, closed, at=faked.clock.now())
    faked.answered("UOWEN", a_given("changed", "Checkout is live", "UOWEN", is_late=True))
    faked.settle(settlement)
    faked.pass_a_minute()
    assert len(faked.to(REVIEW)) == 1
    assert "Owen: “Checkout is live”" in faked.digest().partition("Late")[2]


# --- length ----------------------------------------------------------------------------------------


def test_a_digest_that_is_too_long_is_said_in_parts_and_nothing_is_cut(faked: DigestRoom) -> None:
    people = [f"U{number:03}" for number in range(80)]
    faked.define(a_ritual(participants=Participants(people=tuple(people))))
    for person in people:
        faked.says(person, f"{person} says {'quite a lot ' * 20}")
    faked.publish()
    pages = faked.to(REVIEW)
    assert len(pages) > 1
    assert all(len(each.message.blocks) <= 50 and len(each.text) < 10_000 for each in pages)
    assert all(f"{person} says" in faked.digest() for person in people)
    assert "part 2 of" in pages[1].text


def test_a_late_answer_that_needs_another_page_gets_one(faked: DigestRoom) -> None:
    people = [f"U{number:03}" for number in range(21)]
    for person in people:
        faked.says(person, f"{person} says {'quite a lot ' * 25}")
    faked.publish()
    before = len(faked.to(REVIEW))
    story = " ".join(f"word{number}" for number in range(300))
    for number in range(4):
        person = f"ULATE{number}"
        faked.answer_late(person, a_given("changed", story, person, is_late=True))
    assert len(faked.to(REVIEW)) > before
    assert faked.digest().count("word299") == 4


def test_the_days_of_a_ritual_are_its_own(faked: DigestRoom) -> None:
    faked.says("UDANA", "Trials convert again", on=date(2027, 1, 4))
    faked.publish(date(2027, 1, 4))
    assert "Weekly review · Mon 4 Jan 2027" in faked.digest()


# --- a channel that does not take it ------------------------------------------------------------------


def test_whose_ritual_it_is_hears_that_its_channel_took_no_digest(faked: DigestRoom) -> None:
    faked.messenger.refuse[REVIEW] = "is_archived"
    faked.says("UOWEN", "Trials convert again")
    faked.publish()
    (told,) = faked.to("UDANA")
    assert "I could not post the digest in #CREVIEW." in told.text
    assert "is_archived" in told.text
    assert "Trials" not in told.text
    assert any(each.step is Step.UNREACHED for each in faked.occurrences.lines)


def test_a_digest_that_slack_refused_is_not_looked_for_for_ever(faked: DigestRoom) -> None:
    faked.define(a_ritual(sources=("portfolio",)))
    asked = a_call(to=("UDANA",))
    faked.source.tells = lambda edition: Told(calls=(asked,), read_at=edition.at)
    faked.messenger.refuse[REVIEW] = "is_archived"
    faked.publish()
    faked.press(faked.to("UDANA")[0], "No change", "UDANA")
    faked.pass_a_minute()
    assert faked.jobs.next_due(kinds=frozenset(faked.handlers)) is None


def test_a_channel_that_can_not_be_seen_is_told_the_least(faked: DigestRoom) -> None:
    faked.messenger.refuse[REVIEW] = "channel_not_found"
    faked.define(a_ritual(sources=("portfolio",)))
    faked.publish()
    assert faked.source.editions[0].audience.kind is Kind.SHARED
