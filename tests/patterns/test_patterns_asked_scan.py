"""A scan that somebody asked for: it begins, it is told how far it is, and once how it went."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cadence.core.errors import ArchiveEmpty
from cadence.core.message import Posted
from cadence.delivery.job import Job, NewJob, Settlement
from cadence.patterns.messages import actions
from cadence.patterns.model.pattern import Step
from cadence.patterns.model.scan import Progress
from cadence.patterns.service.asked_scan import LANE, LONG, NOW, PROGRESS
from pattern_builders import a_pattern, an_entry
from patterns_surfaces import ELSE, LENA, Room, claimed, messages, said


@pytest.fixture
def room() -> Room:
    return Room()


def begun(room: Room, user: str = LENA) -> tuple[NewJob, NewJob]:
    settlement = room.types(user, "scan")
    _, scan, progress = settlement.jobs
    assert (scan.kind, progress.kind) == (NOW, PROGRESS)
    return scan, progress


def finding(room: Room, *steps: Step) -> None:
    """The next scan has these news, a pattern each; the second is of a project that only Lena may see."""

    def found() -> Settlement:
        patterns = [
            replace(
                a_pattern(number), subject=str(number), projects=("SEC" if number == 2 else "PAY",)
            )
            for number in range(1, len(steps) + 1)
        ]
        entries = [an_entry(n, step=step, at=room.clock.now()) for n, step in enumerate(steps, 1)]
        return Settlement(
            changes=tuple(
                room.patterns.put(pattern, entry)
                for pattern, entry in zip(patterns, entries, strict=True)
            )
        )

    room.scans.finds = found
    room.hidden("SEC", LENA)


def test_it_is_said_at_once_that_it_begins(room: Room) -> None:
    settlement = room.types(LENA, "scan")
    assert "I begin to scan the bugs, and tell you directly how it went." in said(settlement)
    assert settlement.jobs[1].lane == LANE
    assert settlement.jobs[2].due_at == room.clock.now() + LONG
    pressed = room.presses(LENA, actions.SCAN)
    assert [each.kind for each in pressed.jobs[1:]] == [NOW, PROGRESS]


def test_how_it_went_is_told_once_after_it_is_stored(room: Room) -> None:
    scan, _ = begun(room)
    finding(room, Step.FOUND, Step.WORSE)
    settlement = room.run(scan)
    (told,) = settlement.jobs
    assert told.key == f"scanned:{scan.key}"
    assert told.args["place"]["channel"] == LENA
    text = said(settlement)
    assert "The scan is over: 2 patterns to tell of." in text
    assert "P-1 found: Payment retries: 9 similar bugs in 6 weeks, usually 1.4" in text
    assert "P-2 worse" in text
    assert "1 area scanned" in text


def test_it_is_told_as_far_as_the_asker_may_see(room: Room) -> None:
    scan, _ = begun(room, ELSE)
    finding(room, Step.FOUND, Step.AGAIN)
    text = said(room.run(scan))
    assert "1 pattern to tell of" in text
    assert "P-2" not in text


def test_nothing_new_is_said_too(room: Room) -> None:
    scan, _ = begun(room)
    assert "nothing new, nothing worse, nothing back" in said(room.run(scan))


def test_an_attempt_that_was_killed_after_the_scan_was_stored_does_not_scan_again(
    room: Room,
) -> None:
    scan, _ = begun(room)
    finding(room, Step.FOUND)
    first = room.asked.handlers()[NOW].run(claimed(scan))
    room.commit(first)
    assert first.again is not None
    text = said(room.run(scan))
    assert len(room.scans.keys) == 1
    assert "1 pattern to tell of" in text


def test_two_who_ask_at_once_cost_one_scan_and_both_are_told(room: Room) -> None:
    first, _ = begun(room)
    second, _ = begun(room, ELSE)
    room.clock.advance(seconds=1)
    finding(room, Step.FOUND)
    assert "1 pattern to tell of" in said(room.run(first))
    assert "1 pattern to tell of" in said(room.run(second))
    assert len(room.scans.keys) == 1


def test_without_a_copy_nothing_is_scanned_and_that_is_said(room: Room) -> None:
    scan, _ = begun(room)
    room.scans.fails = ArchiveEmpty("empty")
    assert "there is no copy of Jira’s bugs yet" in said(room.run(scan))
    uncopied = Room(is_copied=False).types(LENA, "scan")
    assert len(uncopied.jobs) == 1
    assert "no project is copied from Jira" in said(uncopied)


def test_a_scan_that_fails_is_told_with_its_reference(room: Room) -> None:
    scan, _ = begun(room)
    given_up = room.asked.handlers()[NOW].give_up(claimed(scan), "broken")
    assert "The scan failed on my side (C-7)" in said(given_up)
    assert "which is not “there is nothing”" in said(given_up)


# --- on the way ---------------------------------------------------------------------------------------


def posted(room: Room, told: NewJob) -> NewJob:
    """What follows of the message that tells how far it is, once it stands."""
    job: Job = claimed(told)
    (follows,) = room.asked.on_posted(job, Posted(channel="DLENA", ts="1.1")).jobs
    return follows


def test_a_short_scan_is_not_told_of_on_the_way(room: Room) -> None:
    scan, progress = begun(room)
    room.run(scan)
    room.clock.advance(LONG)
    assert room.run(progress) == Settlement(jobs=())


def test_a_long_scan_tells_how_far_it_is_in_one_message_that_is_amended(room: Room) -> None:
    scan, progress = begun(room)
    room.scans.going_on = Progress(step="reading bugs", done=1200, total=8000)
    room.clock.advance(LONG)
    first = room.run(progress)
    assert said(first) == "Still scanning: reading bugs, 1,200 of 8,000."
    follows = posted(room, first.jobs[0])

    room.clock.advance(seconds=15)
    same = room.run(follows)
    room.scans.going_on = Progress(step="testing areas", done=3)
    more = said(same)
    assert more == "Still scanning: reading bugs, 1,200 of 8,000."
    assert same.again is not None
    assert same.again.args is not None
    room.clock.advance(seconds=15)
    later = room.run(replace(follows, args=same.again.args))
    assert said(later) == "Still scanning: testing areas, 3 so far."
    assert later.jobs[0].key != same.jobs[0].key

    room.run(scan)
    over = room.run(follows)
    assert over.again is None
    assert [each.summary for each in messages(over)] == ["The scan is over."]


def test_what_did_not_change_is_not_amended(room: Room) -> None:
    _, progress = begun(room)
    room.scans.going_on = Progress(step="reading bugs", done=1200, total=8000)
    follows = posted(room, room.run(progress).jobs[0])
    told = room.run(follows).again
    assert told is not None
    assert told.args is not None
    assert room.run(replace(follows, args=told.args)).jobs == ()


def test_nobody_waits_for_ever(room: Room) -> None:
    _, progress = begun(room)
    room.clock.advance(timedelta(hours=7))
    assert room.run(progress) == Settlement(jobs=())


def test_a_scan_that_goes_on_already_is_told_of(room: Room) -> None:
    room.scans.going_on = Progress(step="reading bugs", done=5, total=10)
    assert "A scan is going on already (reading bugs, 5 of 10)." in room.reads(LENA, "scan")
