"""What decisions rest on goes out and comes back with them."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from madr_strategies import NAMES, instants, origins, parties, texts
from madr_world import EVERYTHING, World, at_once

from builders import LONG_AGO, a_decision, a_party, an_origin
from cadence.core.message import Kind
from cadence.decisions.model.chain import (
    IssueTie,
    Node,
    Reading,
    Ref,
    Signal,
    SignalKind,
    Sort,
    Threshold,
    Tie,
    decision,
)
from cadence.decisions.model.madr.chained import FILE, Chained, chain_in, chain_written
from cadence.decisions.model.madr.taking import Fate
from fakes.decision_chain import FakeChain

others = st.sampled_from([Sort.SIGNAL, Sort.LEARNING, Sort.PRINCIPLE])
nodes = st.builds(
    Node,
    ref=st.builds(Ref, others, st.integers(1, 99)),
    text=texts,
    by=parties,
    at=instants,
    origin=origins,
    signal=st.none() | st.builds(Signal, kind=st.sampled_from(SignalKind), unit=texts),
    latest=st.none() | st.builds(Reading, value=st.decimals(0, 99, places=2), at=instants),
)


@given(st.lists(nodes, max_size=3, unique_by=lambda each: each.ref), texts)
def test_any_chain_comes_back_as_it_was(held: list[Node], key: str) -> None:
    tie = Tie(upper=decision(1), lower=decision(2), by=a_party(), at=LONG_AGO)
    issue = IssueTie(number=1, key=key, by=a_party(), at=LONG_AGO)
    chained = Chained(
        nodes=tuple(sorted(held, key=lambda each: each.ref)), ties=(tie,), issues=(issue,)
    )
    assert chain_in(chain_written(chained, NAMES)) == chained


SIGNAL, LEARNING, PRINCIPLE = Ref(Sort.SIGNAL, 1), Ref(Sort.LEARNING, 1), Ref(Sort.PRINCIPLE, 1)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """S-1 → L-1 → D-1 → P-1, and D-2 of a private channel that rests on D-1 and on a private L-2."""
    world = World(tmp_path / "log")
    hidden = an_origin("CSECRET", kind=Kind.PRIVATE)
    world.keep(a_decision(1, title="One"), a_decision(2, title="Two", origin=hidden))
    said = {"by": a_party(), "at": LONG_AGO, "origin": an_origin()}
    counted = Signal(kind=SignalKind.FILTER, threshold=Threshold(above=True, value=Decimal(20)))
    latest = Reading(value=Decimal(12), at=LONG_AGO)
    private = said | {"origin": hidden}
    ties = [
        (LEARNING, SIGNAL), (decision(1), LEARNING), (PRINCIPLE, decision(1)), (decision(2), decision(1)),
        (decision(2), Ref(Sort.LEARNING, 2)),
    ]  # fmt: skip
    chain = world.chain
    assert chain is not None
    for node in (
        Node(ref=SIGNAL, text="open P1 bugs", signal=counted, latest=latest, **said),
        Node(ref=LEARNING, text="retries annoy nobody", **said),
        Node(ref=Ref(Sort.LEARNING, 2), text="the rival is for sale", **private),
        Node(ref=PRINCIPLE, text="money is never moved twice", **said),
    ):
        at_once([chain.put(node, key=f"{node.ref}")])
    for upper, lower in ties:
        at_once([chain.tie(Tie(upper=upper, lower=lower, by=a_party(), at=LONG_AGO))])
    at_once([chain.tie_issue(IssueTie(number=1, key="PAY-12", by=a_party(), at=LONG_AGO))])
    return world


def test_a_chain_comes_back_with_its_log(world: World) -> None:
    world.export(EVERYTHING)
    other = World(world.folder)
    done = other.take_in()
    assert done.is_whole
    before, after = world.chain, other.chain
    assert isinstance(before, FakeChain)
    assert isinstance(after, FakeChain)
    assert (after.held, after.every_tie, after.issues) == (
        before.held,
        before.every_tie,
        before.issues,
    )
    assert {each.fate for each in other.take_in().files} == {Fate.UNCHANGED}
    assert {each.fate for each in world.take_in().files} == {Fate.UNCHANGED}


def test_of_a_chain_only_what_may_be_seen_goes_out(world: World) -> None:
    world.export()
    text = (world.folder / FILE).read_text("utf-8")
    assert "open P1 bugs" in text
    assert "rests on [D-1](0001-one.md)" in text
    assert "rival" not in text
    assert "D-2" not in text


def test_a_chain_that_is_gone_takes_its_file_along(world: World) -> None:
    world.export()
    world.chain = FakeChain(world.records)  # type: ignore[arg-type] # the fake beside the fake
    assert world.export().removed == (FILE,)


def test_a_chain_that_was_broken_by_hand_is_named_with_its_line(world: World) -> None:
    world.export()
    file = world.folder / FILE
    file.write_text(
        file.read_text("utf-8").replace('"$": "chain.Node"', '"$": "os.system"', 1), "utf-8"
    )
    done = World(world.folder).take_in()
    taken = next(each for each in done.files if each.file == FILE)
    assert (taken.fate, taken.notes[0].line is not None) == (Fate.UNREADABLE, True)
    assert not done.is_whole
