"""One writer at a time, in the order of coming."""

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from cadence.adapters.db.turns import Turns
from cadence.core.errors import StoreUnavailable

SOON = 10.0


def queued(turns: Turns) -> int:
    return len(turns._first) + len(turns._then)


def until(true: Callable[[], bool]) -> None:
    end = monotonic() + SOON
    while not true():
        assert monotonic() < end, "not so in time"
        sleep(0.001)


def in_line(turns: Turns, name: str, order: list[str], *, first: bool = False) -> Thread:
    """A thread that is waiting for its turn when this returns."""

    def write() -> None:
        with turns.mine(first=first, within=SOON):
            order.append(name)

    before = queued(turns)
    thread = Thread(target=write)
    thread.start()
    until(lambda: queued(turns) == before + 1)
    return thread


def test_turns_come_in_order_and_those_that_must_not_wait_go_first() -> None:
    turns, order = Turns(), list[str]()
    with turns.mine(first=False, within=SOON):
        threads = [
            in_line(turns, "a worker", order),
            in_line(turns, "another worker", order),
            in_line(turns, "an acknowledgement", order, first=True),
            in_line(turns, "another acknowledgement", order, first=True),
        ]
    for thread in threads:
        thread.join(SOON)
    assert order == [
        "an acknowledgement",
        "another acknowledgement",
        "a worker",
        "another worker",
    ]


def test_one_at_a_time() -> None:
    turns, inside, most = Turns(), list[int](), list[int]()

    def write() -> None:
        for n in range(200):
            with turns.mine(first=n % 3 == 0, within=SOON):
                inside.append(n)
                most.append(len(inside))
                inside.pop()

    threads = [Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    assert most == [1] * 1600


def test_a_turn_that_does_not_come_is_said_and_blocks_nobody_else() -> None:
    turns, held, leave = Turns(), Event(), Event()

    def hold() -> None:
        with turns.mine(first=False, within=SOON):
            held.set()
            leave.wait(SOON)

    holder = Thread(target=hold)
    holder.start()
    assert held.wait(SOON)
    with (
        pytest.raises(StoreUnavailable, match="others have been writing"),
        turns.mine(first=True, within=0.01),
    ):
        pytest.fail("it was not free")
    leave.set()
    holder.join(SOON)
    with turns.mine(first=False, within=SOON):
        assert queued(turns) == 0


def test_an_error_gives_the_turn_back() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.mine(first=False, within=SOON):
        raise ZeroDivisionError
    with turns.mine(first=False, within=0.01):
        assert queued(turns) == 0
