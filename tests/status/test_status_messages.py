"""Whatever an issue is called, a message stays within Slack's limits, pings nobody and claims no more than was read."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters_slack.slack_rules import LIVE, pings
from builders import a_version, an_issue
from cadence.adapters.slack.render import Detail, home_view, message_args
from cadence.core.calendar import Span
from cadence.core.issue import Category, StatusChange
from cadence.core.message import Message, Place
from cadence.core.people import Area, Lead
from cadence.core.plain import plain
from cadence.core.query import Among, Field, Moment, Says, Unresolved, Within
from cadence.delivery.post import say
from cadence.delivery.wire import MESSAGES
from cadence.sandbox.slack.blocks import Surface, problems_in, problems_in_view
from cadence.status.messages import otherwise, watching
from cadence.status.messages.answering import answered
from cadence.status.messages.home import home
from cadence.status.messages.issues import histories
from cadence.status.model.answer import (
    Answer,
    AskedBack,
    Basis,
    CouldNotLook,
    Count,
    Expectation,
    Readiness,
    Source,
)
from cadence.status.model.asked import Watch
from cadence.status.model.question import (
    Dimension,
    Event,
    Filter,
    Kind,
    Question,
    Suggestion,
    Understood,
)

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
BROWSE = "https://jira.test"
CHANNEL = "C0CHECKOUT"

HOSTILE = (
    "<!channel>",
    "<!here|here> <@U0HOSTILE> <#C0HOSTILE|x> <!subteam^S0|@all>",
    "<!date^0^{date}|never>",
    "<https://evil.example|PAY-1>",
    "*bold* _x_ ~y~ `code` ```block``` > quote",
    "[PAY-1](https://evil.example) ![x](y) # title",
    'x" OR project = SECRET ORDER BY "',
    "&lt;!channel&gt; &amp;",
    "\x1b[31mred\x07\x00 nul",
    "\u202etxt.exe \u2066x\u2069",
    "مرحبا بالعالم",
    "\ud800 half",
    "👩‍🚀" * 40,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢" * 30,
    "a" * 5_000,
    "<!channel>" * 500,
    "word " * 1_000,
    "\n\n\n",
    " ",
    "",
)
texts = st.sampled_from(HOSTILE) | st.text(max_size=40)
moments = st.datetimes(
    min_value=NOW.replace(tzinfo=None, year=2011),
    max_value=NOW.replace(tzinfo=None),
    timezones=st.just(UTC),
)
versions = st.builds(
    a_version, texts, released=st.booleans(), release_date=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))
)  # fmt: skip


@st.composite
def issues(draw: st.DrawFn):
    resolution = draw(st.none() | texts)
    return an_issue(
        f"PAY-{draw(st.integers(1, 99_999))}",
        summary=draw(texts),
        status=draw(texts),
        category=draw(st.sampled_from(Category)),
        priority=draw(st.none() | texts),
        resolution=resolution,
        resolved_at=None if resolution is None else draw(st.none() | moments),
        components=tuple(draw(st.lists(texts, max_size=3))),
        fix_versions=tuple(draw(st.lists(versions, max_size=2))),
        due=draw(st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))),
        assignee=draw(st.none() | texts),
        created_at=draw(moments),
        updated_at=draw(moments),
    )


areas = st.builds(
    Area,
    name=texts,
    lead=st.builds(Lead, name=texts, user=st.none() | st.just("U0LEAD")),
    channel=st.none() | st.just(CHANNEL),
)
conditions = st.sampled_from(
    [
        Unresolved(),
        Unresolved(negated=True),
        Among(Field.TYPE, ("Bug",)),
        Among(Field.COMPONENT, ("x",)),
        Within(Moment.CREATED, Span(start=NOW)),
        Says(("x",)),
    ]
)
filters = st.builds(Filter, condition=conditions, label=texts, assumed=st.booleans())
questions = st.builds(
    Question,
    kind=st.sampled_from(Kind),
    filters=st.lists(filters, max_size=30).map(tuple),
    keys=st.lists(st.just("PAY-1"), max_size=2).map(tuple),
    words=st.lists(texts, max_size=3).map(tuple),
    by=st.sampled_from(Dimension),
    span_label=texts,
    events=st.lists(st.sampled_from(Event), max_size=3, unique=True).map(tuple),
    limit=st.none() | st.integers(1, 60),
)
durations = st.none() | st.timedeltas(timedelta(0), timedelta(days=4_000))
changes = st.builds(
    StatusChange, at=moments, field=texts, before=st.none() | texts, after=st.none() | texts
)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    shown = tuple(draw(st.lists(issues(), max_size=draw(st.sampled_from([1, 3, 12])))))
    return Answer(
        question=draw(questions),
        basis=Basis(
            source=draw(st.sampled_from(Source)),
            as_of=NOW,
            jql=draw(texts),
            url=draw(st.none() | st.just("https://jira.test/issues/?jql=" + "x" * 4_000)),
            warnings=tuple(draw(st.lists(texts, max_size=3))),
        ),
        issues=shown,
        total=len(shown) + draw(st.integers(0, 5_000)),
        exact=draw(st.booleans()),
        histories=tuple((issue.key, tuple(draw(st.lists(changes, max_size=2)))) for issue in shown),
        counts=tuple(
            Count(name=draw(st.none() | st.sampled_from([e.value for e in Event])), count=n)
            for n in draw(st.lists(st.integers(0, 9_999), max_size=120))
        ),
        overlapping=draw(st.booleans()),
        expectation=draw(
            st.none()
            | st.builds(
                Expectation, n=st.integers(0, 999), half=durations, most=durations, like=texts
            )
        ),
        readiness=draw(
            st.none()
            | st.builds(Readiness, open=st.integers(0, 99), done=st.integers(0, 99), release=texts)
        ),
        areas=tuple(draw(st.lists(areas, max_size=3))),
        since=draw(st.none() | moments),
        missing=tuple(draw(st.lists(st.just("PAY-7"), max_size=2))),
        closest=draw(st.booleans()),
        corrected=tuple(draw(st.lists(st.tuples(texts, texts), max_size=2))),
    )


def take_it(message: Message, *, may_ping: frozenset[str] = frozenset()) -> None:
    """Slack takes it, it pings nobody else, and it survives the way through the database."""
    for detail in (Detail.FULL, Detail.SIMPLE):
        args = message_args(message, detail)
        assert problems_in(args["blocks"], Surface.MESSAGE) == []
        assert pings(args["blocks"]) <= may_ping
        assert len(args["text"]) <= 4_000
        assert not LIVE.search(args["text"])
        json.dumps(args).encode()
    assert len(message_args(message, Detail.TEXT)["text"]) <= 4_000
    job = say(Place(channel="C1"), message, key="k")
    assert MESSAGES.load(json.loads(json.dumps(job.args, allow_nan=False))["message"]) == message
    plain(message).encode()


quick = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@quick
@given(answers())
def test_any_answer_is_a_message_that_slack_takes_and_that_pings_nobody(answer: Answer) -> None:
    message = answered(answer, id="Ev1", browse=BROWSE, now=NOW)
    take_it(message, may_ping=frozenset({CHANNEL}))
    assert message.summary.strip()


SHOWN = re.compile(r"([\d,]+) of (about )?([\d,]+) shown\.")


@quick
@given(answers())
def test_n_of_n_is_what_is_shown_of_what_there_is(answer: Answer) -> None:
    notes = [
        plain(Message(summary="", blocks=(block,)))
        for block in answered(answer, id="Ev1", browse=BROWSE, now=NOW).blocks
        if "Read from Jira" in plain(Message(summary="", blocks=(block,)))
        or "From the copy of" in plain(Message(summary="", blocks=(block,)))
    ]
    found = SHOWN.search("\n".join(notes))
    if not answer.issues or answer.question.kind is Kind.HELP:
        assert found is None
        return
    assert found is not None
    shown, about, total = found.groups()
    assert int(shown.replace(",", "")) == len(answer.issues)
    assert int(total.replace(",", "")) == answer.total
    assert (about is not None) is not answer.exact
    if answer.complete and answer.question.kind is not Kind.BREAKDOWN:
        assert shown == total


def test_rows_that_slack_has_no_room_for_are_said_to_be_left_out() -> None:
    long = tuple(an_issue(f"PAY-{n}", summary="long " * 1_000) for n in range(1, 51))
    answer = Answer(
        question=Question(kind=Kind.LIST),
        basis=Basis(source=Source.JIRA, as_of=NOW),
        issues=long,
        total=50,
    )
    blocks = message_args(answered(answer, id="Ev1", browse=BROWSE, now=NOW))["blocks"]
    (table,) = [block for block in blocks if block["type"] == "table"]
    shown = len(table["rows"]) - 1
    assert shown < 50
    assert f"the first {shown} of 50 rows" in json.dumps(blocks)


@quick
@given(
    st.lists(filters, max_size=3),
    st.lists(texts, max_size=3),
    questions,
    texts,
    st.lists(areas, max_size=2),
)
def test_what_is_asked_back_is_a_message_that_slack_takes(
    partly: list[Filter], names: list[str], nearest: Question, why: str, owners: list[Area]
) -> None:
    understood = Understood(
        question=None,
        why=why,
        partly=tuple(partly),
        nearest=nearest,
        suggestions=(Suggestion(said=why, nearest=tuple(names)),),
    )
    reply = AskedBack(understood=understood, areas=tuple(owners))
    take_it(otherwise.asked_back(reply, id="Ev1"))
    take_it(otherwise.could_not_look(CouldNotLook(why=why, areas=tuple(owners)), id="Ev1"))
    take_it(otherwise.was_handed_on(tuple(owners)), may_ping=frozenset({CHANNEL}))


@quick
@given(texts, areas)
@example("<!channel> " * 400, Area(name="x", lead=Lead(name="<@U0HOSTILE>"), channel=CHANNEL))
def test_a_question_that_is_handed_on_pings_its_lead_and_asker_and_nobody_else(
    text: str, area: Area
) -> None:
    message = otherwise.handed_on(text, asker="U0ASKER", area=area, link="https://x.example/p1")
    take_it(message, may_ping=frozenset({"U0LEAD", "U0ASKER"}))


@quick
@given(issues(), st.lists(changes, max_size=60))
def test_watches_and_histories_are_messages_that_slack_takes(issue, steps: list) -> None:
    watch = Watch(
        id=1,
        user="U1",
        team="T1",
        key=issue.key,
        status=issue.summary,
        category=issue.category,
        resolution=issue.resolution,
        since=NOW,
    )
    take_it(watching.told(watch, issue, browse=BROWSE, now=NOW))
    take_it(watching.watching(issue, browse=BROWSE))
    take_it(watching.is_done_already(issue, browse=""))
    take_it(histories(issue, tuple(steps), browse=BROWSE))
    take_it(watching.watches((watch,) * 60, browse=BROWSE))
    view = home_view(home((watch,) * 60, browse=BROWSE))
    assert problems_in_view(view, "home") == []


@pytest.mark.parametrize(
    "message",
    [
        otherwise.failed("C-7"),
        otherwise.short("Thank you, noted."),
        otherwise.sorry("Ev1", ()),
        watching.stopped("PAY-1"),
        watching.was_not_watched("PAY-1"),
        watching.watches((), browse=""),
    ],
)
def test_fixed_messages_are_taken_too(message: Message) -> None:
    take_it(message)
