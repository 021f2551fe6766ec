"""What rooms add to a process, put together."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cadence.assembly.added import Added, added, when_posted, when_refused
from cadence.core.message import Posted
from cadence.delivery.desk import Flow
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement

A_POST = Job(
    id=1,
    kind="post",
    key="digest:weekly@2026-11-23:1",
    args={"about": {"room": "rituals"}},
    lane=None,
    step="",
    tries=0,
    enqueued_at=datetime(2026, 11, 23, tzinfo=UTC),
    claim="web.1",
)


def follows(key: str) -> Any:
    return lambda _job, _told: Settlement(jobs=(NewJob(kind="next", key=key),))


def test_all_that_rooms_add_is_in_the_whole_in_order() -> None:
    one = Added(flows=(first := Flow(),), recurring=("a",), handlers={"a": Handler(run=_done)})
    other = Added(flows=(second := Flow(),), recurring=("b",), handlers={"b": Handler(run=_done)})
    whole = added(one, other)
    assert whole.flows == (first, second)
    assert whole.recurring == ("a", "b")
    assert whole.handlers.keys() == {"a", "b"}


def test_two_rooms_that_handle_the_same_kind_of_job_are_refused() -> None:
    room = Added(handlers={"ritual": Handler(run=_done)})
    with pytest.raises(ValueError, match="two handle ritual"):
        added(room, room)


def test_whatever_each_taker_makes_of_a_message_is_settled_together() -> None:
    stands = when_posted((follows("one"), follows("other")))
    settled = stands(A_POST, Posted(channel="C1", ts="1763380800.000100"))
    assert [each.key for each in settled.jobs] == ["one", "other"]
    never = when_refused((follows("one"), follows("other")))(A_POST, "channel_not_found")
    assert [each.key for each in never.jobs] == ["one", "other"]


def _done(_job: Job) -> Settlement:
    return DONE
