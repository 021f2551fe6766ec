"""What every StatusStore does: both databases, and the fake."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from builders import an_issue
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.status import SqlStatusStore
from cadence.adapters.db.tables import verdicts
from cadence.assembly.whole import STATUS_WIRE
from cadence.core.calendar import Span
from cadence.core.errors import LeaseLost
from cadence.core.issue import Category
from cadence.core.message import Audience, Kind, Place
from cadence.core.ports import Change
from cadence.core.query import AllOf, Among, AnyOf, Empty, Field, Moment, Says, Unresolved, Within
from cadence.status.model.asked import ANSWERED, ASKED_BACK, BAD, COULD_NOT_LOOK, GOOD, Remembered
from cadence.status.model.question import Dimension, Event, Filter, Question
from cadence.status.model.question import Kind as QuestionKind
from cadence.status.store import StatusStore
from fakes.status_store import FakeStatusStore

NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)


@dataclass
class Kept:
    """A store, and what makes its changes: one transaction for all of them."""

    store: StatusStore
    make: Callable[..., None]
    verdict: Callable[[str, str], str | None]


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Any:
    if request.param == "fake":
        fake = FakeStatusStore()
        yield Kept(fake, _made_in_memory, lambda event, user: fake.verdicts.get((event, user)))
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))

    def make(*changes: Change) -> None:
        with writing(engine) as connection:
            for change in changes:
                change(connection)

    def verdict(event: str, user: str) -> str | None:
        held = select(verdicts.c.verdict).where(
            verdicts.c.question == event, verdicts.c.user == user
        )
        with engine.connect() as connection:
            return connection.execute(held).scalar()

    yield Kept(SqlStatusStore(engine, STATUS_WIRE), make, verdict)
    engine.dispose()


def _made_in_memory(*changes: Change) -> None:
    for change in changes:
        change(None)


A_QUESTION = Question(
    kind=QuestionKind.CHANGES,
    filters=(
        Filter(
            condition=AnyOf(
                (
                    AllOf((Among(Field.PROJECT, ("PAY",)), Empty(Field.LEVEL))),
                    Says(("crash",), summary_only=True),
                )
            ),
            label="odd",
            assumed=True,
        ),
        Filter(condition=Unresolved(), label="is open"),
        Filter(condition=Within(Moment.DUE, Span(end=NINE), zone_name="Asia/Tokyo"), label="due"),
    ),
    by=Dimension.COMPONENT,
    span=Span(start=NINE - timedelta(days=7), end=NINE),
    events=(Event.FIXED,),
    quiet_for=timedelta(days=30),
    limit=5,
)


def remembered(event: str = "Ev1", at: datetime = NINE, **more: Any) -> Remembered:
    plain: dict[str, Any] = {
        "id": event,
        "text": "how many?",
        "user": "U1",
        "question": A_QUESTION,
        "place": Place(channel="C1", thread="1.2", team="T1"),
        "audience": Audience(user="U1", channel="C1", kind=Kind.PUBLIC, groups=frozenset({"S1"})),
        "conversation": "C1:1.2",
        "at": at,
        "keys": ("PAY-1", "PAY-2"),
        "outcome": ANSWERED,
    }
    return Remembered(**(plain | more))


def test_a_question_comes_back_as_it_was_with_all_that_it_holds(kept: Kept) -> None:
    whole = remembered(
        text="x\x00y <!channel> \ud83d \u202e 👩‍🚀", nearest=replace(A_QUESTION, limit=None)
    )
    kept.make(kept.store.remember(whole))
    assert kept.store.question("Ev1") == whole
    assert kept.store.question("Ev2") is None


def test_the_second_memory_under_one_id_replaces_the_first(kept: Kept) -> None:
    kept.make(kept.store.remember(remembered(conversation="C1:1")))
    kept.make(kept.store.remember(remembered(conversation="C1:2", text="changed")))
    assert kept.store.latest("C1:1") is None
    latest = kept.store.latest("C1:2")
    assert latest is not None
    assert latest.text == "changed"


def test_the_latest_of_a_conversation_is_the_last_that_was_understood(kept: Kept) -> None:
    kept.make(
        kept.store.remember(remembered("a", NINE)),
        kept.store.remember(remembered("b", NINE + timedelta(minutes=1))),
        kept.store.remember(
            remembered("c", NINE + timedelta(minutes=2), question=None, outcome=ASKED_BACK)
        ),
        kept.store.remember(remembered("d", NINE + timedelta(minutes=3), conversation="C2:1")),
    )
    latest = kept.store.latest("C1:1.2")
    assert latest is not None
    assert latest.id == "b"
    assert kept.store.latest("C1:other") is None


def test_the_last_by_a_person_is_one_that_was_answered_before_then(kept: Kept) -> None:
    kept.make(
        kept.store.remember(remembered("a", NINE, conversation="C9:9")),
        kept.store.remember(remembered("b", NINE + timedelta(minutes=1), outcome=COULD_NOT_LOOK)),
        kept.store.remember(remembered("c", NINE + timedelta(minutes=2), user="U2")),
        kept.store.remember(remembered("d", NINE + timedelta(minutes=3))),
    )
    last = kept.store.last_by("U1", before=NINE + timedelta(minutes=3))
    assert last is not None
    assert last.id == "a"
    assert kept.store.last_by("U1", before=NINE) is None


def test_a_person_has_one_verdict_on_an_answer_the_last_one(kept: Kept) -> None:
    kept.make(kept.store.judge("Ev1", user="U1", verdict=GOOD, at=NINE))
    kept.make(kept.store.judge("Ev1", user="U2", verdict=GOOD, at=NINE))
    kept.make(kept.store.judge("Ev1", user="U1", verdict=BAD, at=NINE + timedelta(hours=1)))
    assert kept.verdict("Ev1", "U1") == BAD
    assert kept.verdict("Ev1", "U2") == GOOD


def test_what_was_asked_long_ago_is_forgotten_with_its_verdicts(kept: Kept) -> None:
    old, new = remembered("Old"), remembered("New", at=NINE + timedelta(days=1))
    kept.make(kept.store.remember(old), kept.store.remember(new))
    kept.make(
        *(kept.store.judge(each, user="U2", verdict=GOOD, at=NINE) for each in ("Old", "New"))
    )
    kept.make(kept.store.forget(before=NINE + timedelta(hours=1)))
    assert kept.store.question("Old") is None
    assert kept.verdict("Old", "U2") is None
    assert kept.store.question("New") == new
    assert kept.verdict("New", "U2") == GOOD


def begin(kept: Kept, user: str = "U1", **issue: Any) -> None:
    kept.make(
        kept.store.watch(
            user=user, team="T1", issue=an_issue(issue.pop("key", "PAY-1"), **issue), at=NINE
        )
    )


def test_a_person_watches_an_issue_once_however_often_they_say_so(kept: Kept) -> None:
    begin(kept)
    begin(kept, status="In Progress", category=Category.IN_PROGRESS)
    (only,) = kept.store.watches()
    assert (only.user, only.team, only.key, only.status) == ("U1", "T1", "PAY-1", "To Do")
    assert (only.since, only.ended_at) == (NINE, None)


def test_watches_are_told_oldest_first_and_each_person_sees_their_own(kept: Kept) -> None:
    begin(kept)
    begin(kept, user="U2")
    begin(kept, key="PAY-2")
    assert [each.key for each in kept.store.watches_of("U1")] == ["PAY-1", "PAY-2"]
    assert [each.user for each in kept.store.watches()] == ["U1", "U2", "U1"]


def test_who_stops_watching_may_begin_again(kept: Kept) -> None:
    begin(kept)
    kept.make(kept.store.unwatch(user="U2", key="PAY-1", at=NINE))
    assert len(kept.store.watches()) == 1
    kept.make(kept.store.unwatch(user="U1", key="PAY-1", at=NINE))
    assert kept.store.watches() == ()
    begin(kept)
    assert len(kept.store.watches()) == 1


def test_what_a_watcher_was_told_is_what_they_know_from_then_on(kept: Kept) -> None:
    begin(kept)
    (watch,) = kept.store.watches()
    moved = an_issue(status="In Progress", category=Category.IN_PROGRESS)
    kept.make(kept.store.told(watch, issue=moved, at=NINE, ended=False))
    (now,) = kept.store.watches()
    assert (now.status, now.category, now.ended_at) == (
        "In Progress",
        Category.IN_PROGRESS,
        None,
    )


def test_a_watch_on_what_is_done_has_ended(kept: Kept) -> None:
    begin(kept)
    (watch,) = kept.store.watches()
    done = an_issue(status="Done", category=Category.DONE, resolution="Fixed")
    kept.make(kept.store.told(watch, issue=done, at=NINE, ended=True))
    assert kept.store.watches() == ()


@pytest.mark.parametrize("meanwhile", ["told", "ended"])
def test_who_was_told_of_another_state_meanwhile_is_not_told_again(
    kept: Kept, meanwhile: str
) -> None:
    begin(kept)
    (watch,) = kept.store.watches()
    moved = an_issue(status="In Progress", category=Category.IN_PROGRESS)
    if meanwhile == "told":
        kept.make(kept.store.told(watch, issue=moved, at=NINE, ended=False))
    else:
        kept.make(kept.store.unwatch(user="U1", key="PAY-1", at=NINE))
    with pytest.raises(LeaseLost):
        kept.make(
            kept.store.judge("Ev1", user="U1", verdict=GOOD, at=NINE),
            kept.store.told(watch, issue=moved, at=NINE, ended=False),
        )
