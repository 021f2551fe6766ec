"""A small tracker to ask against, and short words for asking."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from cadence.core.issue import Category, Version
from cadence.core.query import Among, Condition, Field, Says, Within
from cadence.core.site import IssueType, Project, Site, Status
from cadence.status.model.question import Question, Understood
from cadence.status.model.understanding import Vocabulary, understand

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=BERLIN)
"""A Wednesday."""


def _version(name: str, project: str, day: date | None = None) -> Version:
    released = day is not None and day <= NOW.date()
    return Version(id=name, name=name, project=project, released=released, release_date=day)


SITE = Site(
    url="https://jira.example.com",
    flavour="cloud",
    projects=(
        Project(
            key="MOB",
            name="Mobile apps",
            components=("iOS", "Android", "Push notifications", "MobileWeb", "Core", "Search"),
            versions=(
                _version("Release 4.1.0", "MOB", date(2026, 8, 3)),
                _version("Release 4.2.0", "MOB", date(2026, 12, 7)),
                _version("Release 4.2.1", "MOB"),
                _version("Hyperloop 4.1.0", "MOB"),
            ),
        ),
        Project(key="PAY", name="Payments platform", components=("Checkout", "Refunds")),
    ),
    priorities=("Critical", "High", "Medium", "Low", "None"),
    statuses=(
        Status(name="Open", category=Category.TO_DO),
        Status(name="In Progress", category=Category.IN_PROGRESS),
        Status(name="Waiting for customer", category=Category.IN_PROGRESS),
        Status(name="Reopened", category=Category.TO_DO),
        Status(name="Closed", category=Category.DONE),
    ),
    resolutions=("Fixed", "Done", "Duplicate", "Won't Fix"),
    types=(
        IssueType(name="Bug"),
        IssueType(name="Story"),
        IssueType(name="New Feature"),
        IssueType(name="Sub-task", subtask=True),
    ),
    labels=("regression", "qe-checked", "parity", "in", "security", "android"),
    sprint_field=True,
    read_at=datetime(2026, 11, 18, tzinfo=UTC),
)
VOCABULARY = Vocabulary.of(SITE)


def asked(
    text: str,
    *,
    previous: Question | None = None,
    now: datetime = NOW,
    zone: ZoneInfo = BERLIN,
    asker: str | None = "me@example.com",
) -> Understood:
    return understand(
        text,
        site=SITE,
        vocabulary=VOCABULARY,
        now=now,
        zone=zone,
        previous=previous,
        asker=asker,
    )


def read(text: str, *, after: str | None = None) -> Question:
    """The question that the text was read as; the test fails where it was asked back."""
    previous = read(after) if after else None
    understood = asked(text, previous=previous)
    assert understood.question is not None, f"{text!r} was asked back: {understood.why}"
    return understood.question


def back(text: str) -> Understood:
    """What is said where the text is asked back; the test fails where it was answered."""
    understood = asked(text)
    assert understood.question is None, f"{text!r} was read as {understood.question}"
    assert understood.why
    return understood


def conditions(question: Question) -> list[Condition]:
    return [each.condition for each in question.filters]


def names(question: Question, field: Field) -> tuple[str, ...]:
    """The names that a question holds its issues to in one field."""
    return tuple(
        value
        for each in conditions(question)
        if isinstance(each, Among) and each.field is field and not each.negated
        for value in each.values
    )


def without(question: Question, field: Field) -> tuple[str, ...]:
    return tuple(
        value
        for each in conditions(question)
        if isinstance(each, Among) and each.field is field and each.negated
        for value in each.values
    )


def times(question: Question) -> dict[str, tuple[str, str]]:
    """By moment, the bounds of its span as they read on the asker's clock."""
    return {
        each.moment.value: (_clock(each.span.start), _clock(each.span.end))
        for each in conditions(question)
        if isinstance(each, Within)
    }


def _clock(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(BERLIN):%Y-%m-%d %H:%M}"


def texts(question: Question) -> list[Says]:
    return [each for each in conditions(question) if isinstance(each, Says)]
