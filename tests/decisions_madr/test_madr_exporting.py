"""The log as a folder of files."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from madr_strategies import texts
from madr_world import EVERYTHING, World, at_once

from builders import LONG_AGO, a_body, a_decision, a_party, an_event, an_origin
from cadence.core.message import Kind
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Happened, Status
from cadence.decisions.model.madr import index as indexing
from cadence.decisions.model.madr.index import Entry, index
from cadence.decisions.model.madr.names import file_name, slug
from cadence.decisions.store.folder import FileTrouble

PRIVATE = an_origin("CSECRET", kind=Kind.PRIVATE)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "log")


def test_each_decision_is_a_file_and_the_index_lists_them(world: World) -> None:
    world.keep(a_decision(1, title="Use Redis"), a_decision(42, title="Keep sessions in cookies!"))
    world.supersede(1, 42)
    done = world.export()
    assert (done.decisions, done.left_out, done.is_whole) == (2, 0, True)
    files = world.files()
    assert [*files] == ["0001-use-redis.md", "0042-keep-sessions-in-cookies.md", "README.md"]
    readme = files["README.md"].decode()
    assert "| [D-1](0001-use-redis.md) | Use Redis | superseded by [D-42](" in readme
    assert "  D1 --> D42" in readme
    old = files["0001-use-redis.md"].decode()
    assert "status: superseded by D-42" in old
    assert "* Superseded by: [D-42](0042-keep-sessions-in-cookies.md)" in old


def test_the_same_log_gives_the_same_bytes_and_changes_no_file(world: World) -> None:
    world.keep(a_decision(1), a_decision(2))
    world.export()
    before = world.files()
    world.clock.advance(timedelta(days=3))
    assert world.export().changed == ()
    assert world.files() == before


def test_a_corrected_title_keeps_the_files_name(world: World) -> None:
    world.keep(a_decision(1, title="Use Reddis"))
    world.export()
    body = a_body("Use Redis")
    at_once([world.records.correct(1, body, revision=2, by=a_party(), at=LONG_AGO, why="a typo")])
    assert world.export().changed == ("0001-use-reddis.md", "README.md")
    assert "# Use Redis\n" in world.files()["0001-use-reddis.md"].decode()


def test_what_is_private_is_left_out_and_not_even_named(world: World) -> None:
    world.keep(a_decision(1, title="Open"), a_decision(2, title="Hidden", origin=PRIVATE))
    world.supersede(1, 2)
    kept = an_event(1, Happened.KEPT, words="for the merger", other=2)
    at_once([world.records.happened(kept)])
    done = world.export()
    assert (done.decisions, done.left_out) == (1, 1)
    said = b"".join(world.files().values()).decode()
    assert "Hidden" not in said
    assert "D-2" not in said
    assert "merger" not in said
    assert "status: superseded\n" in said


def test_a_private_channel_can_be_named_and_everything_can_be_asked_for(world: World) -> None:
    other = an_origin("COTHER", kind=Kind.PRIVATE)
    world.keep(a_decision(1), a_decision(2, origin=PRIVATE), a_decision(3, origin=other))
    assert world.export(Seen(public=True, channels=frozenset({"CSECRET"}))).decisions == 2
    assert world.export(EVERYTHING).decisions == 3


def test_a_file_of_ours_that_no_longer_belongs_is_removed_and_no_other(world: World) -> None:
    world.keep(a_decision(1), a_decision(2, title="Hidden", origin=PRIVATE))
    world.export(EVERYTHING)
    world.write(
        {"notes.md": "# Mine\n", "0007-theirs.md": "---\nstatus: accepted\n---\n# Theirs\n"}
    )
    assert world.export().removed == ("0002-hidden.md",)
    assert {"notes.md", "0007-theirs.md"} <= {*world.files()}


def test_a_file_of_somebody_elses_is_never_written_over(world: World) -> None:
    world.keep(a_decision(1, title="One"))
    world.write({"README.md": "# Our decisions\n", "0001-one.md": "# One\n"})
    done = world.export()
    assert done.in_the_way == ("0001-one.md", "README.md")
    assert (done.decisions, done.is_whole) == (0, False)
    assert world.files()["README.md"] == b"# Our decisions\n"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text("mine")
    with pytest.raises(FileTrouble, match="not a folder"):
        World(file).export()
    assert file.read_text() == "mine"


def test_a_link_to_elsewhere_is_not_followed(world: World, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\n## Decision\n\nx\n")
    world.folder.mkdir()
    (world.folder / "0001-link.md").symlink_to(secret)
    assert world.take_in().files == ()


# --- names and the index -------------------------------------------------------------------------


@given(texts)
def test_any_title_makes_a_name_that_every_system_takes(title: str) -> None:
    assert re.fullmatch(r"0007-[a-z0-9]+(-[a-z0-9]+)*\.md", file_name(7, title))
    assert len(slug(title)) <= 60


def entry(number: int, **fields: object) -> Entry:
    plain = Entry.of(a_decision(number), file_name(number, f"Title {number}"))
    return replace(plain, **fields)  # type: ignore[arg-type] # a test names its fields


LABEL = re.compile(r'  D(\d+)\["(?:[\w .,:()/+…-]|#\d+;)*"\]')


@given(st.lists(texts, min_size=2, max_size=6))
def test_any_title_stays_inside_its_cell_and_its_node(titles: list[str]) -> None:
    last = len(titles)
    entries = [
        entry(at, title=title, superseded_by=at + 1 if at < last else None)
        for at, title in enumerate(titles, 1)
    ]
    text = index(entries)
    table, graph = text.split("```mermaid\nflowchart LR\n")
    rows = [line for line in table.split("\n") if line.startswith("| [D-")]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [6] * last
    lines = graph.removesuffix("\n```\n").split("\n")
    assert all(LABEL.fullmatch(each) for each in lines[:last])
    assert lines[last:] == [f"  D{at} --> D{at + 1}" for at in range(1, last)]


def test_a_long_log_is_drawn_in_graphs_that_mermaid_takes() -> None:
    entries = []
    for number in range(1, 2001, 2):
        entries += [
            entry(number, superseded_by=number + 1, status=Status.SUPERSEDED),
            entry(number + 1),
        ]
    graphs = index(entries).split("```mermaid\n")[1:]
    assert len(graphs) > 1
    assert all(graph.count("-->") <= indexing.MOST_EDGES for graph in graphs)
    assert all(len(graph) <= 50_000 for graph in graphs)
    assert sum(graph.count("-->") for graph in graphs) == 1000


def test_decisions_that_stand_alone_are_in_no_graph() -> None:
    assert "mermaid" not in index([entry(1), entry(2)])
    assert "0 decisions" in index([])
