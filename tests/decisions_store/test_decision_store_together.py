"""Several threads, each with connections of its own, as replicas have."""

from collections.abc import Callable, Iterator, Sequence
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine

from builders import LONG_AGO, a_body, a_decision, a_party
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import make_engine, writing
from cadence.core.errors import CadenceError, Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Status

ALL = Seen(everything=True)
DEADLINE = 30


@pytest.fixture
def replicas(database_url: str) -> Iterator[Sequence[SqlRecords]]:
    engines = [make_engine(database_url, connections=4) for _ in range(4)]
    yield [SqlRecords(engine) for engine in engines]
    for engine in engines:
        engine.dispose()


def at_once(*acts: Callable[[], None]) -> list[Exception | None]:
    """What became of each, begun in the same moment."""
    together = Barrier(len(acts))
    ended: list[Exception | None] = [None] * len(acts)

    def act(place: int) -> None:
        together.wait(DEADLINE)
        try:
            acts[place]()
        except CadenceError as error:
            ended[place] = error

    threads = [Thread(target=act, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE)
    assert not any(thread.is_alive() for thread in threads)
    return ended


def make(engine: Engine, *changes: Change) -> None:
    """As a job is settled: one that the database broke off is done again."""
    for _ in range(5):
        try:
            with writing(engine) as connection:
                for change in changes:
                    change(connection)
        except StoreUnavailable:
            continue
        return
    raise AssertionError("broken off again and again")


def filled(records: SqlRecords, count: int) -> None:
    make(
        records.engine,
        *(records.record(a_decision(n), key=f"k{n}") for n in range(1, count + 1)),
    )


def test_numbers_are_given_once_each_and_without_gaps(replicas: Sequence[SqlRecords]) -> None:
    given: list[tuple[str, int]] = []

    def number(records: SqlRecords) -> None:
        given.extend((key, records.number_for(key)) for key in ("a", "b", "c", "d", "e"))

    assert at_once(*(lambda each=each: number(each) for each in replicas)) == [None] * 4
    assert len(given) == 20
    assert sorted(dict(given).values()) == [1, 2, 3, 4, 5]
    assert len(set(given)) == 5


def test_the_same_words_of_one_thread_are_recorded_once(replicas: Sequence[SqlRecords]) -> None:
    def record(place: int) -> None:
        mine = replicas[place - 1]
        make(mine.engine, mine.record(a_decision(place), key=f"k{place}", once=True))

    ended = at_once(*(lambda place=place: record(place) for place in range(1, 5)))
    assert sorted(str(each) != "None" for each in ended) == [False, True, True, True]
    assert all(each is None or isinstance(each, Overtaken) for each in ended)
    assert len([*replicas[0].every(ALL)]) == 1


def test_a_key_is_recorded_once(replicas: Sequence[SqlRecords]) -> None:
    number = replicas[0].number_for("k")
    record = [
        lambda each=each: make(each.engine, each.record(a_decision(number), key="k"))
        for each in replicas
    ]
    assert at_once(*record) == [None] * 4
    assert len(replicas[0].history(number)) == 1


def test_one_of_two_successors_wins(replicas: Sequence[SqlRecords]) -> None:
    filled(replicas[0], 5)

    def supersede(records: SqlRecords, new: int) -> None:
        make(records.engine, records.supersede(1, new, by=None, at=LONG_AGO))

    ended = at_once(
        *(lambda each=each, new=new: supersede(each, new) for new, each in enumerate(replicas, 2))
    )
    lost = [each for each in ended if isinstance(each, Overtaken)]
    assert (len(lost), ended.count(None)) == (3, 1)
    assert all("superseded already" in str(each) for each in lost)
    assert replicas[0].decisions([1], ALL)[0].superseded_by == ended.index(None) + 2


def test_two_that_would_follow_each_other_do_not(replicas: Sequence[SqlRecords]) -> None:
    filled(replicas[0], 2)
    one, other = replicas[:2]
    ended = at_once(
        lambda: make(one.engine, one.supersede(1, 2, by=None, at=LONG_AGO)),
        lambda: make(other.engine, other.supersede(2, 1, by=None, at=LONG_AGO)),
    )
    assert ended.count(None) == 1
    lost = next(each for each in ended if each is not None)
    assert isinstance(lost, Overtaken)
    assert "whose place it took" in str(lost)


def test_a_ring_of_supersessions_does_not_close(replicas: Sequence[SqlRecords]) -> None:
    filled(replicas[0], 4)
    ended = at_once(
        *(
            lambda each=each, old=old: make(
                each.engine, each.supersede(old, old % 4 + 1, by=None, at=LONG_AGO)
            )
            for old, each in enumerate(replicas, 1)
        )
    )
    assert ended.count(None) == 3
    assert len([each for each in replicas[0].every(ALL) if each.is_live]) == 1


def test_of_two_corrections_one_is_told_that_it_came_second(replicas: Sequence[SqlRecords]) -> None:
    filled(replicas[0], 1)

    def correct(records: SqlRecords, title: str) -> None:
        made = records.correct(1, a_body(title), revision=2, by=a_party(), at=LONG_AGO, why="")
        make(records.engine, made)

    ended = at_once(
        *(lambda each=each, n=n: correct(each, f"title {n}") for n, each in enumerate(replicas))
    )
    assert ended.count(None) == 1
    now = replicas[0].decisions([1], ALL)[0]
    assert (now.revision, now.body.title) == (2, f"title {ended.index(None)}")
    assert len(replicas[0].revisions(1)) == 2


def test_a_decision_is_either_superseded_or_deprecated(replicas: Sequence[SqlRecords]) -> None:
    filled(replicas[0], 2)
    one, other = replicas[:2]
    ended = at_once(
        lambda: make(one.engine, one.supersede(1, 2, by=None, at=LONG_AGO)),
        lambda: make(
            other.engine,
            other.turn(1, Status.DEPRECATED, was=Status.ACCEPTED, by=None, at=LONG_AGO),
        ),
    )
    assert ended.count(None) == 1
    now = one.decisions([1], ALL)[0]
    assert (now.status is Status.SUPERSEDED) is (now.superseded_by is not None)


def test_of_two_who_turn_it_at_once_one_is_told_that_it_came_second(
    replicas: Sequence[SqlRecords],
) -> None:
    replicas[0].number_for("k1")
    proposed = a_decision(1, status=Status.PROPOSED)
    make(replicas[0].engine, replicas[0].record(proposed, key="k1"))
    turned = (Status.ACCEPTED, Status.REJECTED)

    def turn(records: SqlRecords, status: Status) -> None:
        change = records.turn(1, status, was=Status.PROPOSED, by=None, at=LONG_AGO)
        make(records.engine, change)

    ended = at_once(
        *(
            lambda each=each, to=to: turn(each, to)
            for each, to in zip(replicas, turned, strict=False)
        )
    )
    assert ended.count(None) == 1
    assert replicas[0].decisions([1], ALL)[0].status is turned[ended.index(None)]
    assert len(replicas[0].history(1)) == 2


def test_records_that_share_new_words_do_not_stand_in_each_others_way(
    replicas: Sequence[SqlRecords],
) -> None:
    words = [f"{first}{second}tology" for first in "abcdefghij" for second in "klmnop"]

    def record(records: SqlRecords, place: int) -> None:
        ordered = words if place % 2 else words[::-1]
        number = records.number_for(f"k{place}")
        made = a_decision(number, title="Words", context=" ".join(ordered))
        make(records.engine, records.record(made, key=f"k{place}"))

    ended = at_once(*(lambda each=each, n=n: record(each, n) for n, each in enumerate(replicas)))
    assert ended == [None] * 4
    assert replicas[0].search("aktologi", ALL).total == 4
