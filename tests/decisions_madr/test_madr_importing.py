"""Folders of records in: each once, changes as revisions, nothing passed over in silence."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from madr_samples import LOG4BRAINS, MADR_2, MADR_4, NYGARD
from madr_world import EVERYTHING, World, at_once
from sqlalchemy import Engine

from builders import LONG_AGO, a_body, a_decision, a_party, a_quote, an_origin
from cadence.adapters.db.decision_chain import SqlChain
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import writing
from cadence.core.message import Kind
from cadence.core.ports import Change
from cadence.decisions.model.decision import Event, Happened, Part, Status
from cadence.decisions.model.madr.taking import Fate, Imported, Taken


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "adr")


def by_file(done: Imported) -> dict[str, Taken]:
    return {each.file: each for each in done.files}


def fates(done: Imported) -> dict[str, Fate]:
    return {each.file: each.fate for each in done.files}


def words(taken: Taken) -> str:
    return "\n".join(note.words for note in taken.notes)


# --- other people's folders ------------------------------------------------------------------------


def test_a_folder_of_nygards_records_comes_in_with_its_numbers_and_links(world: World) -> None:
    world.write(NYGARD)
    done = world.take_in()
    assert done.is_whole
    old, new = world.records.decisions([12, 13], EVERYTHING)
    assert (old.status, old.superseded_by) == (Status.SUPERSEDED, 13)
    assert new.supersedes == (12,)
    assert (old.origin.channel, old.origin.source) == (None, "adr/0012-keep-sessions-in-redis.md")
    assert old.decided_at == datetime(2023, 4, 3, tzinfo=UTC)


def test_the_same_folder_again_changes_nothing(world: World) -> None:
    world.write(
        NYGARD | {"0001-charts.md": MADR_2, "0007-cards.md": MADR_4, "20210203-x.md": LOG4BRAINS}
    )
    world.take_in()
    before = world.all()
    world.clock.advance(timedelta(days=1))
    assert set(fates(world.take_in()).values()) == {Fate.UNCHANGED}
    assert world.all() == before


def test_a_changed_file_becomes_a_revision(world: World) -> None:
    world.write({"0001-charts.md": MADR_2})
    world.take_in()
    world.write({"0001-charts.md": MADR_2.replace("it is declarative", "it is quick")})
    assert fates(world.take_in()) == {"0001-charts.md": Fate.REVISED}
    first, second = world.records.revisions(1)
    assert first.body.options[0].why.startswith("it is declarative.")
    assert second.body.options[0].why.startswith("it is quick.")
    assert second.why == "Changed in the file 0001-charts.md."
    assert fates(world.take_in()) == {"0001-charts.md": Fate.UNCHANGED}


def test_a_file_that_was_not_changed_takes_no_correction_back(world: World) -> None:
    world.write({"0001-charts.md": MADR_2})
    world.take_in()
    body = a_body("Draw charts on the server")
    at_once([world.records.correct(1, body, revision=2, by=a_party(), at=LONG_AGO, why="")])
    assert fates(world.take_in()) == {"0001-charts.md": Fate.UNCHANGED}
    world.write({"0001-charts.md": MADR_2.replace("Speed", "Haste")})
    done = world.take_in()
    assert fates(done) == {"0001-charts.md": Fate.REFUSED}
    assert "corrected by Dana" in words(done.files[0])
    assert not done.is_whole
    assert len(world.records.revisions(1)) == 2


def test_a_number_that_is_taken_is_replaced_and_said(world: World) -> None:
    world.keep(a_decision(12, title="Another"))
    world.write(NYGARD)
    done = by_file(world.take_in())
    moved = done["0012-keep-sessions-in-redis.md"]
    assert moved.number == 14
    assert "the number 12 belongs to another decision; it is D-14 here" in words(moved)
    old = world.records.decision(14, EVERYTHING)
    assert old is not None
    assert old.superseded_by == 13
    assert set(fates(world.take_in()).values()) == {Fate.UNCHANGED}


def test_what_cannot_be_read_is_named_and_stops_no_other(world: World) -> None:
    world.write(NYGARD | {"how-to.md": "# How to\n\nRun make.\n", "README.md": "# Index\n"})
    (world.folder / "broken.md").write_bytes(b"# A\n\n\xff\n")
    done = world.take_in()
    assert not done.is_whole
    assert done.passed_over == ("README.md",)
    assert fates(done)["0012-keep-sessions-in-redis.md"] is Fate.NEW
    assert by_file(done)["how-to.md"].fate is Fate.UNREADABLE
    assert by_file(done)["broken.md"].notes[0].line == 3


def test_a_rehearsal_stores_nothing_and_says_the_same(world: World) -> None:
    world.write(NYGARD)
    rehearsed = world.take_in(dry=True)
    assert world.all() == ()
    done = world.take_in()
    assert fates(rehearsed) == fates(done)
    assert [each.number for each in rehearsed.files] == [each.number for each in done.files]


def test_folders_of_different_names_hold_different_decisions(world: World) -> None:
    world.write({"0001-charts.md": MADR_2})
    world.take_in(name="web/docs/adr")
    done = world.take_in(name="app/docs/adr")
    assert [(each.fate, each.number) for each in done.files] == [(Fate.NEW, 2)]


def test_one_whose_successor_is_not_here_stays_superseded(world: World) -> None:
    world.write({"0007-cards.md": MADR_4})
    done = world.take_in()
    found = world.records.decision(7, EVERYTHING)
    assert found is not None
    assert (found.status, found.superseded_by) == (Status.SUPERSEDED, None)
    assert "what took its place, 8, is not here" in words(done.files[0])


def test_a_lower_number_may_follow_a_higher_one(world: World) -> None:
    world.write(
        {
            "0002-old.md": "# Old\n\n## Status\n\nSuperseded by [1. New](0001-new.md)\n\n## Decision\n\nA\n",
            "0001-new.md": "# New\n\n## Status\n\nAccepted\n\n## Decision\n\nB\n",
        }
    )
    assert world.take_in().is_whole
    old = world.records.decision(2, EVERYTHING)
    assert old is not None
    assert old.superseded_by == 1


def test_records_that_follow_each_other_in_a_ring_are_refused_where_it_closes(world: World) -> None:
    text = "# X{0}\n\n## Status\n\nSuperseded by [Y](000{1}-x.md)\n\n## Decision\n\nA\n"
    world.write({"0001-x.md": text.format(1, 2), "0002-x.md": text.format(2, 1)})
    done = world.take_in()
    assert sorted(fates(done).values()) == [Fate.NEW, Fate.REFUSED]
    assert not done.is_whole


def test_a_status_goes_onward_with_the_file_and_never_back(world: World) -> None:
    text = "# X\n\n## Status\n\n{}\n\n## Decision\n\nA\n"
    world.write({"0001-x.md": text.format("Proposed")})
    world.take_in()
    world.write({"0001-x.md": text.format("Accepted")})
    assert fates(world.take_in()) == {"0001-x.md": Fate.REVISED}
    world.write({"0001-x.md": text.format("Proposed")})
    assert fates(world.take_in()) == {"0001-x.md": Fate.UNCHANGED}
    found = world.records.decision(1, EVERYTHING)
    assert found is not None
    assert found.status is Status.ACCEPTED


# --- our own files ---------------------------------------------------------------------------------


def fill(world: World) -> None:
    hidden = an_origin("CSECRET", kind=Kind.PRIVATE, permalink="https://slack.test/p1")
    world.keep(
        a_decision(
            1,
            title="Use Redis",
            quotes=(a_quote(), a_quote(Part.REASONS, text="> fast")),
            reasons=("fast",),
        ),
        a_decision(
            3,
            title="Use cookies",
            origin=hidden,
            review_on=date(2027, 1, 1),
            status=Status.PROPOSED,
        ),
        a_decision(7, title="Be quick", status=Status.REJECTED),
    )
    corrected = a_body("Use Redis 7", reasons=("fast",))
    linked = Event(
        number=1, at=LONG_AGO + timedelta(days=1), what=Happened.LINKED, by=None, words="PAY-1"
    )
    kept = replace(linked, what=Happened.KEPT, other=7)
    at_once(
        [
            world.records.correct(
                1,
                corrected,
                revision=2,
                by=a_party("Ada", None),
                at=LONG_AGO + timedelta(hours=2),
                why="newer",
            ),
            world.records.extend(3, date(2027, 6, 1), revision=1),
            world.records.happened(linked),
            world.records.happened(kept),
        ]
    )
    world.supersede(1, 3)


def test_a_log_comes_back_whole_in_an_empty_one(world: World, tmp_path: Path) -> None:
    fill(world)
    world.export(EVERYTHING)
    other = World(world.folder)
    done = other.take_in()
    assert done.is_whole
    assert other.all() == world.all()
    again = tmp_path / "again"
    other.export(EVERYTHING, again)
    assert World(again).files() == world.files()
    assert set(fates(other.take_in()).values()) == {Fate.UNCHANGED}
    assert other.all() == world.all()


def test_a_log_comes_back_whole_in_a_database(world: World, database: Engine) -> None:
    def commit(changes: Sequence[Change]) -> None:
        with writing(database) as connection:
            for each in changes:
                each(connection)

    fill(world)
    world.write(NYGARD)
    world.take_in()
    world.export(EVERYTHING)
    other = World(
        world.folder, records=SqlRecords(database), chain=SqlChain(database), commit=commit
    )
    for name in NYGARD:
        (world.folder / name).unlink(missing_ok=True)
    world.export(EVERYTHING)
    assert other.take_in().is_whole
    assert other.all() == world.all()
    assert set(fates(other.take_in()).values()) == {Fate.UNCHANGED}


def test_its_own_export_changes_nothing_in_the_log_it_came_from(world: World) -> None:
    fill(world)
    world.export(EVERYTHING)
    before = world.all()
    assert set(fates(world.take_in()).values()) == {Fate.UNCHANGED}
    assert world.all() == before


def test_an_edit_in_a_file_of_ours_becomes_a_revision(world: World) -> None:
    fill(world)
    world.export(EVERYTHING)
    file = world.folder / "0001-use-redis.md"
    file.write_text(
        file.read_text("utf-8").replace("# Use Redis 7", "# Use Valkey"), encoding="utf-8"
    )
    assert fates(world.take_in())["0001-use-redis.md"] is Fate.REVISED
    found = world.records.decision(1, EVERYTHING)
    assert found is not None
    assert (found.body.title, found.revision) == ("Use Valkey", 3)
    assert set(fates(world.take_in()).values()) == {Fate.UNCHANGED}


def test_an_older_export_takes_nothing_back_and_an_edit_of_it_is_refused(world: World) -> None:
    world.keep(a_decision(1, title="Use Redis"))
    world.export()
    fill_in = a_body("Use Valkey")
    at_once([world.records.correct(1, fill_in, revision=2, by=a_party(), at=LONG_AGO, why="")])
    assert set(fates(world.take_in()).values()) == {Fate.UNCHANGED}
    file = world.folder / "0001-use-redis.md"
    file.write_text(
        file.read_text("utf-8").replace("# Use Redis", "# Use Postgres"), encoding="utf-8"
    )
    done = world.take_in()
    assert set(fates(done).values()) == {Fate.REFUSED}
    assert "export the log anew" in words(done.files[0])


def test_what_became_unreadable_by_hand_is_named_with_its_line(world: World) -> None:
    world.keep(a_decision(1, title="Use Redis"))
    world.export()
    file = world.folder / "0001-use-redis.md"
    text = file.read_text("utf-8")
    file.write_text(text.replace("## Decision Outcome", "## Outcome of sorts"), encoding="utf-8")
    done = world.take_in()
    line = text.split("\n").index("## Decision Outcome") + 1
    assert [(note.line, "Outcome of sorts" in note.words) for note in done.files[0].notes] == [
        (line, True)
    ]
