"""Reviews, triggers and disputes that are under way, beside the files of the log."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from madr_world import EVERYTHING, World, at_once

from builders import LONG_AGO, a_decision, a_party, an_origin
from cadence.core.message import Kind
from cadence.decisions.model.clash import Dispute, Outcome
from cadence.decisions.model.madr.underway import FILE
from cadence.decisions.model.review import Armed, Asked, Review, Role, Subject, Trigger, Why
from fakes.decision_conflicts import FakeConflicts

REVIEW = Review(
    key="1:2026-11-20",
    number=1,
    why=Why.DATE,
    on=date(2026, 11, 20),
    opened_at=LONG_AGO,
    asked=(Asked(to="UDANA", role=Role.DECIDER, at=LONG_AGO, channel="D1", ts="1.2"),),
)
ARMED = Armed(
    number=1,
    trigger=Trigger(subject=Subject.ISSUE, name="PAY-12", state="done"),
    by=a_party(),
    at=LONG_AGO,
    known="In Progress",
    looked_at=LONG_AGO,
)
DISPUTE = Dispute(
    key="form:1:1",
    new=2,
    old=1,
    point="Which ```database``` it is.",
    arbiter=a_party("Olga", "UOLGA"),
    until=date(2026, 11, 26),
    by=a_party(),
    at=LONG_AGO,
    replaces=(1, 3),
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """D-1 and D-2 are public, D-3 is not."""
    world = World(tmp_path / "log")
    private = an_origin("CSECRET", kind=Kind.PRIVATE)
    world.keep(a_decision(1, title="One"), a_decision(2, title="Two"))
    world.keep(a_decision(3, title="Three", origin=private))
    at_once([world.reviews.open(REVIEW), world.reviews.arm(ARMED), world.conflicts.open(DISPUTE)])
    return world


def written(world: World) -> str:
    return (world.folder / FILE).read_text("utf-8")


def values(world: World) -> list[dict[str, Any]]:
    lines = written(world).split("\n")
    return [json.loads(line) for fence, line in pairwise(lines) if fence == "```json"]


def test_what_is_under_way_is_a_file_for_people_and_programs(world: World) -> None:
    world.export(EVERYTHING)
    text = written(world)
    assert "[D-1](0001-one.md) is looked at again once PAY-12 is done:" in text
    assert "Olga decides between [D-2](0002-two.md) and [D-1](0001-one.md) by 2026-11-26:" in text
    review, armed, dispute = values(world)
    assert (review["$"], review["number"], review["asked"][0]["to"]) == (
        "review.Review",
        1,
        "UDANA",
    )
    assert armed["trigger"]["name"] == "PAY-12"
    assert (dispute["point"], dispute["replaces"]) == (DISPUTE.point, [1, 3])


def test_the_same_state_gives_the_same_bytes_whenever_issues_were_looked_at(world: World) -> None:
    world.export()
    before = written(world)
    later = LONG_AGO + timedelta(days=1)
    at_once([world.reviews.looked(ARMED, state="Done", at=later)])
    at_once([world.reviews.stands(REVIEW.key, "UDANA", channel="D2", ts="3.4")])
    assert world.export().changed == ()
    assert written(world) == before


def test_of_what_is_under_way_only_what_may_be_seen_goes_out(world: World) -> None:
    hidden = replace(DISPUTE, key="form:2:3", old=3, point="The merger.")
    at_once([world.conflicts.open(hidden)])
    at_once([world.reviews.open(replace(REVIEW, key="3:x", number=3))])
    world.export()
    assert "merger" not in written(world)
    assert [each.get("number", each.get("new")) for each in values(world)] == [1, 1, 2]
    assert values(world)[-1]["replaces"] == [1]
    world.export(EVERYTHING)
    assert "merger" in written(world)


def test_a_dispute_is_written_once_although_both_its_decisions_are(world: World) -> None:
    world.export()
    assert written(world).count('"clash.Dispute"') == 1


def test_a_file_of_which_nothing_is_under_way_any_more_goes(world: World) -> None:
    world.export()
    at_once([world.conflicts.settle(DISPUTE.key, Outcome.BOTH, at=LONG_AGO)])
    assert world.export().changed == (FILE,)
    world.reviews.held.clear()  # type: ignore[attr-defined] # the fake's
    at_once([world.reviews.disarm(ARMED)])
    world.conflicts = FakeConflicts()
    assert world.export().removed == (FILE,)


def test_it_is_no_decision_to_be_taken_in(world: World) -> None:
    world.export(EVERYTHING)
    done = World(world.folder).take_in()
    assert done.is_whole
    assert FILE not in {each.file for each in done.files}
