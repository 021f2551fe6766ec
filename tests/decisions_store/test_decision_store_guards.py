"""What the database itself refuses, whoever asks it."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from builders import LONG_AGO, a_body, a_decision, a_party, a_quote
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import writing
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Board, Part, Shown, Standing

ALL = Seen(everything=True)


@pytest.fixture
def records(database: Engine) -> SqlRecords:
    """Three decisions, of which the second took the place of the first."""
    records = SqlRecords(database)
    quotes = (a_quote(Part.REASONS, "1.1"), a_quote(ts="1.2"))
    made = (a_decision(1, reasons=("r",), quotes=quotes), a_decision(2), a_decision(3))
    with writing(database) as connection:
        for each in made:
            records.record(each, key=f"k{each.number}")(connection)
        records.supersede(1, 2, by=None, at=LONG_AGO)(connection)
    return records


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision_revisions SET body = '{}'",
        "UPDATE decision_revisions SET revision = 7",
        "DELETE FROM decision_revisions",
        "UPDATE decision_quotes SET body = '{}'",
        "UPDATE decision_quotes SET ts = '9.9' WHERE ts = '1.1'",
        "DELETE FROM decision_quotes",
        "UPDATE decision_history SET body = '{}'",
        "DELETE FROM decision_history",
        "DELETE FROM decision_supersessions",
        "DELETE FROM decisions WHERE number = 3",
        "UPDATE decisions SET decided_at = recorded_at",
        "UPDATE decisions SET number = 9 WHERE number = 3",
    ],
)
def test_what_was_recorded_can_not_be_rewritten(records: SqlRecords, statement: str) -> None:
    before = list(records.every(ALL))
    with (
        pytest.raises(IntegrityError, match="stays as it was written"),
        writing(records.engine) as connection,
    ):
        connection.execute(text(statement))
    assert list(records.every(ALL)) == before


STEP = (
    "INSERT INTO decision_supersessions (old, old_height, new, new_height)"
    " SELECT o.number, o.height, n.number, n.height FROM decisions o, decisions n"
    " WHERE o.number = {} AND n.number = {}"
)


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([STEP.format(1, 3)], id="a fork"),
        pytest.param([STEP.format(2, 1)], id="a loop"),
        pytest.param(
            ["UPDATE decisions SET height = 5 WHERE number = 1", STEP.format(2, 1)], id="raised"
        ),
        pytest.param([STEP.format(3, 3)], id="itself"),
        pytest.param(["UPDATE decision_supersessions SET new_height = 7"], id="a false height"),
        pytest.param(["UPDATE decisions SET height = 0 WHERE number = 2"], id="laid low"),
    ],
)
def test_the_database_itself_knows_no_forks_and_no_loops(
    records: SqlRecords, statements: list[str]
) -> None:
    with pytest.raises(IntegrityError):
        made_at_once(records, statements)
    assert [each.superseded_by for each in records.every(ALL)] == [2, None, None]


def made_at_once(records: SqlRecords, statements: list[str]) -> None:
    with writing(records.engine) as connection:
        for each in statements:
            connection.execute(text(each))


def test_what_may_change_still_can(records: SqlRecords) -> None:
    with writing(records.engine) as connection:
        records.mark(1, "1.1", Standing.DELETED)(connection)
        records.correct(1, a_body("other"), revision=2, by=a_party(), at=LONG_AGO, why="w")(
            connection
        )
        records.show(1, Shown(board=Board.LOG, channel="C", ts="1.1"))(connection)
        records.supersede(2, 3, by=None, at=LONG_AGO)(connection)
    (now,) = records.decisions([1], ALL)
    assert (now.revision, [each.ts for each in now.quotes]) == (2, ["1.2"])


def test_a_settlement_that_is_refused_leaves_nothing(records: SqlRecords) -> None:
    """Even the changes before the one that raised."""
    before = list(records.every(ALL))
    changes = (
        records.record(a_decision(4, title="Newcomer"), key="k4"),
        records.supersede(1, 4, by=None, at=LONG_AGO),
    )
    with pytest.raises(Overtaken, match="superseded already"):
        settled(records, changes)
    assert list(records.every(ALL)) == before
    assert records.recorded("k4") is None
    assert records.search("newcomer", ALL).total == 0


def settled(records: SqlRecords, changes: tuple[Change, ...]) -> None:
    with writing(records.engine) as connection:
        for each in changes:
            each(connection)


def test_going_through_all_reads_page_by_page(database: Engine) -> None:
    records = SqlRecords(database, page=10)
    made = [a_decision(number) for number in range(1, 22)]
    with writing(database) as connection:
        for each in made:
            records.record(each, key=f"k{each.number}")(connection)
    pages = records.every(ALL)
    assert next(pages).number == 1
    with writing(database) as connection:
        records.record(a_decision(22), key="late")(connection)
    assert [each.number for each in pages] == list(range(2, 23))
