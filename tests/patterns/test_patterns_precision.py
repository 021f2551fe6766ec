"""Alarms that were worth it, by what leads said."""

from datetime import timedelta

import pytest

from cadence.patterns.messages.review import reckoned
from cadence.patterns.model.pattern import Entry, Step
from cadence.patterns.model.precision import Precision, precision
from pattern_builders import NIGHT, an_entry

FOUND, AGAIN, WORSE = Step.FOUND, Step.AGAIN, Step.WORSE
OWNED, NOT_ONE, UNDONE, SNOOZED = Step.OWNED, Step.NO_PATTERN, Step.REOPENED, Step.SNOOZED


def entries(*steps: Step, pattern: int = 1) -> list[Entry]:
    return [
        an_entry(pattern, step=step, at=NIGHT + timedelta(hours=n)) for n, step in enumerate(steps)
    ]


@pytest.mark.parametrize(
    ("steps", "taken_on", "dismissed"),
    [
        ((FOUND,), 0, 0),
        ((FOUND, OWNED), 1, 0),
        ((FOUND, NOT_ONE), 0, 1),
        ((FOUND, SNOOZED), 0, 0),
        ((FOUND, SNOOZED, WORSE, OWNED), 1, 0),
        ((FOUND, OWNED, OWNED), 1, 0),
        ((FOUND, NOT_ONE, UNDONE), 0, 0),
        ((FOUND, NOT_ONE, UNDONE, OWNED), 1, 0),
        ((FOUND, OWNED, NOT_ONE), 0, 1),
        ((FOUND, OWNED, WORSE), 1, 0),
        ((FOUND, OWNED, Step.CLOSED, AGAIN), 1, 0),
        ((FOUND, OWNED, Step.CLOSED, AGAIN, NOT_ONE), 1, 1),
        ((FOUND, NOT_ONE, WORSE, OWNED), 1, 1),
        ((OWNED,), 1, 0),
    ],
)
def test_each_alarm_counts_once_by_its_last_answer(
    steps: tuple[Step, ...], taken_on: int, dismissed: int
) -> None:
    assert precision(entries(*steps)) == Precision(taken_on=taken_on, dismissed=dismissed)


def test_patterns_are_told_apart() -> None:
    told = [*entries(FOUND, OWNED), *entries(FOUND, NOT_ONE, pattern=2), *entries(FOUND, pattern=3)]
    assert precision(told) == Precision(taken_on=1, dismissed=1)


def test_below_five_answers_there_is_no_percentage() -> None:
    few = Precision(taken_on=3, dismissed=1)
    assert few.share is None
    assert reckoned(few) == (
        "In the last six months leads answered 4 alarms: 3 taken on, 1 no pattern; "
        "below 5 that says too little for a percentage."
    )
    assert "No alarm was answered" in reckoned(Precision())


def test_from_five_on_there_is_one_with_its_n() -> None:
    found = Precision(taken_on=7, dismissed=2)
    assert found.share == pytest.approx(7 / 9)
    assert reckoned(found).endswith("9 alarms: 7 taken on, 2 no pattern. 78 % were worth it.")
