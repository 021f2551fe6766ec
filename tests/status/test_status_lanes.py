"""Which questions wait for one another."""

import pytest

from cadence.assembly.whole import STATUS_WIRE
from cadence.core.heard import Heard, Surface
from cadence.status.jobs import question
from fakes.clock import NOON


def lane(surface: Surface, **where: str) -> str | None:
    plain = {"user": "U1", "channel": "C1", "ts": "1.0"}
    asked = Heard(id="Ev1", surface=surface, text="PAY-1", at=NOON, **(plain | where))
    return question(asked, STATUS_WIRE).lane


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (lane(Surface.MENTION, ts="1.0"), lane(Surface.MENTION, ts="2.0", thread="1.0", user="U2")),
        (lane(Surface.DIRECT, ts="1.0"), lane(Surface.DIRECT, ts="2.0", thread="1.0")),
        (lane(Surface.COMMAND), lane(Surface.COMMAND)),
    ],
)
def test_a_follow_up_waits_for_the_question_that_it_refines(earlier: str, later: str) -> None:
    assert earlier == later


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lane(Surface.MENTION, ts="1.0"), lane(Surface.MENTION, ts="2.0")),
        (lane(Surface.DIRECT, channel="D1"), lane(Surface.DIRECT, channel="D2")),
        (lane(Surface.COMMAND, user="U1"), lane(Surface.COMMAND, user="U2")),
    ],
)
def test_different_conversations_wait_for_nothing(one: str, other: str) -> None:
    assert one != other
