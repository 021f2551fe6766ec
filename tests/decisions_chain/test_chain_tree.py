"""The chain as an audience may see it: both ways, never in a circle, and never a hint of what is hidden."""

from datetime import UTC, datetime
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from builders import a_decision, a_party, an_origin
from cadence.core.errors import Overtaken
from cadence.core.message import Kind, Message
from cadence.core.plain import plain
from cadence.decisions.messages.chain import chain_blocks
from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import (
    DEEPEST,
    MOST,
    Branch,
    IssueTie,
    Node,
    Reading,
    Ref,
    Said,
    Signal,
    SignalKind,
    Sort,
    Threshold,
    Tie,
    Tree,
    decision,
    tied,
)
from cadence.decisions.model.decision import Origin, Status
from cadence.decisions.model.review import Armed, triggers_in
from cadence.decisions.service.chaining import Chaining
from fakes.decision_chain import FakeChain
from fakes.decision_records import FakeRecords
from fakes.decision_reviews import FakeReviews

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
DANA = a_party()
PUBLIC = Seen(public=True)
SECRET = an_origin("GSECRET", kind=Kind.PRIVATE)


def S(number: int) -> Ref:  # noqa: N802 - as it is written
    return Ref(Sort.SIGNAL, number)


def L(number: int) -> Ref:  # noqa: N802 - as above
    return Ref(Sort.LEARNING, number)


def P(number: int) -> Ref:  # noqa: N802 - as above
    return Ref(Sort.PRINCIPLE, number)


D = decision


class Log:
    def __init__(self) -> None:
        self.records = FakeRecords()
        self.store = FakeChain(self.records)
        self.reviews = FakeReviews(self.records)
        self.chaining = Chaining(records=self.records, reviews=self.reviews, store=self.store)

    def put(self, *refs: Ref, origin: Origin | None = None, **fields: object) -> None:
        for ref in refs:
            where = origin or an_origin()
            if ref.sort is Sort.DECISION:
                title = f"Decision {ref.number}"
                self.records.held[ref.number] = a_decision(
                    ref.number, title=title, origin=where, **fields
                )
            else:
                node = Node(ref=ref, text=f"{ref} says so", by=DANA, at=NOON, origin=where)
                self.store.put(node, key=str(ref))(None)

    def tie(self, *pairs: tuple[Ref, Ref]) -> None:
        for upper, lower in pairs:
            self.store.tie(Tie(upper=upper, lower=lower, by=DANA, at=NOON))(None)

    def shown(self, number: int = 42, seen: Seen = PUBLIC) -> str:
        tree = self.chaining.chain(number, seen)
        assert tree is not None
        return plain(Message(summary="", blocks=chain_blocks(tree, browse="https://jira.test")))


def a_log() -> Log:
    """S-1 → L-1 → D-17 → D-42 → P-1, and S-2 → D-42."""
    log = Log()
    log.put(S(1), S(2), L(1), P(1), D(17), D(42))
    log.tie((L(1), S(1)), (D(17), L(1)), (D(42), D(17)), (D(42), S(2)), (P(1), D(42)))
    return log


def flat(branches: tuple[Branch, ...]) -> list[Ref]:
    return [
        ref for each in branches for ref in (each.ref, *flat(each.onward)) if not each.is_repeated
    ]


def test_what_it_founds_stands_above_and_what_it_rests_on_below() -> None:
    shown = a_log().shown()
    assert shown == (
        "What it founds\n"
        "↑ P-1 principle: P-1 says so\n"
        "\n"
        "What it rests on\n"
        "↳ D-17 Decision 17\n"
        "\u2003↳ L-1 learning: L-1 says so\n"
        "\u2003\u2003↳ S-1 S-1 says so\n"
        "↳ S-2 S-2 says so"
    )


def test_from_the_middle_it_goes_both_ways() -> None:
    shown = a_log().shown(17)
    assert "↑ D-42 Decision 42\n\u2003↑ P-1" in shown
    assert "↳ L-1 learning" in shown
    assert "S-2" not in shown


def test_what_is_hidden_is_left_out_with_all_that_hangs_on_it() -> None:
    log = a_log()
    log.put(D(17), origin=SECRET)
    shown = log.shown()
    assert "D-17" not in shown
    assert "L-1" not in shown
    assert "S-1" not in shown
    assert "S-2" in shown
    assert "There is more" not in shown
    assert "D-17" in log.shown(seen=Seen(public=True, channels=frozenset({"GSECRET"})))
    assert log.chaining.chain(17, PUBLIC) is None
    assert log.chaining.chain(99, PUBLIC) is None


def test_hidden_nodes_beyond_the_depth_are_no_more() -> None:
    log = Log()
    log.put(*(D(n) for n in range(1, DEEPEST + 2)))
    log.put(D(DEEPEST + 2), origin=SECRET)
    log.tie(*((D(n), D(n + 1)) for n in range(1, DEEPEST + 2)))
    tree = log.chaining.chain(1, PUBLIC)
    assert tree is not None
    assert not tree.is_cut
    assert len(flat(tree.below)) == DEEPEST
    log.put(D(DEEPEST + 2))
    tree = log.chaining.chain(1, PUBLIC)
    assert tree is not None
    assert tree.is_cut
    assert "There is more than fits here" in log.shown(1)


def test_what_is_met_twice_is_shown_once() -> None:
    log = Log()
    log.put(D(1), D(2), D(3), D(4), S(1))
    log.tie((D(1), D(2)), (D(1), D(3)), (D(2), D(4)), (D(3), D(4)), (D(4), S(1)))
    shown = log.shown(1)
    assert shown.count("D-4 Decision 4") == 1
    assert shown.count("D-4 (see above)") == 1
    assert shown.count("S-1 says so") == 1


def test_a_wide_chain_is_cut_and_says_so() -> None:
    log = Log()
    log.put(D(1), *(S(n) for n in range(1, MOST + 20)))
    log.tie(*((D(1), S(n)) for n in range(1, MOST + 20)))
    tree = log.chaining.chain(1, PUBLIC)
    assert tree is not None
    assert tree.is_cut
    assert len(flat(tree.below)) == MOST


def test_a_circle_that_came_in_by_hand_does_not_go_round_for_ever() -> None:
    log = Log()
    log.put(D(1), D(2), D(3))
    for pair in ((D(1), D(2)), (D(2), D(3)), (D(3), D(1))):
        log.store.every_tie[pair] = Tie(upper=pair[0], lower=pair[1], by=DANA, at=NOON)
    tree = log.chaining.chain(1, PUBLIC)
    assert tree is not None
    assert flat(tree.below) == [D(2), D(3)]
    assert flat(tree.above) == [D(3), D(2)]
    assert log.chaining.rests_on(1, 3)


def test_nothing_is_shown_where_there_is_nothing() -> None:
    log = Log()
    log.put(D(1))
    tree = log.chaining.chain(1, PUBLIC)
    assert tree is not None
    assert tree.is_bare
    assert chain_blocks(tree) == ()


def test_how_a_decision_of_the_chain_stands_is_said() -> None:
    log = a_log()
    log.put(D(50))
    log.put(D(17), status=Status.SUPERSEDED, superseded_by=50)
    assert "D-17 Decision 17 (superseded by D-50)" in log.shown()
    log.put(D(50), origin=SECRET)
    assert "D-17 Decision 17 (superseded)" in log.shown()


def test_signals_say_what_they_are() -> None:
    log = Log()
    log.put(D(42))
    reading = Reading(value=Decimal(25), at=NOON, jql="priority = P1", understood="25 open bugs")
    threshold = Threshold(above=True, value=Decimal(20))
    said = Said(channel="C1", ts="1.2", name="Uma", at=NOON, permalink="https://x.slack.com/p1")
    signals = [
        (Signal(kind=SignalKind.FILTER, threshold=threshold), "open bugs", reading, True),
        (Signal(kind=SignalKind.MESSAGE, said=said), "support <!channel> drowns", None, False),
        (Signal(kind=SignalKind.ANSWER, reference="weekly, 16 Nov"), "it fell", None, False),
        (Signal(kind=SignalKind.FIGURE, unit="%"), "activation", None, False),
    ]
    for number, (signal, text, latest, is_passed) in enumerate(signals, 1):
        node = Node(
            ref=S(number),
            text=text,
            by=DANA,
            at=NOON,
            origin=an_origin(),
            signal=signal,
            latest=latest,
            is_passed=is_passed,
        )
        log.store.put(node, key=str(number))(None)
        log.tie((D(42), S(number)))
    shown = log.shown()
    assert (
        "S-1 open bugs: 25 read 18 Nov 2026, 12:00 UTC (told when above 20, which it is)" in shown
    )
    assert "S-2 Uma said: “support <!channel> drowns” message (https://x.slack.com/p1)" in shown
    assert "S-3 answered in a check-in (weekly, 16 Nov): “it fell”" in shown
    assert "S-4 activation: not read yet" in shown


def test_issues_and_what_reopens_it_stand_beside_the_chain() -> None:
    log = Log()
    log.put(D(42))
    for key in ("PAY-12", "PAY-2"):
        log.store.tie_issue(IssueTie(number=42, key=key, by=DANA, at=NOON))(None)
    for words in ("PAY-12 is done", "PAY 4.2 is released"):
        (trigger,) = triggers_in(words)
        log.reviews.arm(Armed(number=42, trigger=trigger, by=DANA, at=NOON))(None)
    shown = log.shown()
    assert "In Jira: PAY-12 (https://jira.test/browse/PAY-12), PAY-2" in shown
    assert "Looked at again when PAY-12 is done or PAY 4.2 is released" in shown


@given(st.randoms(use_true_random=False), st.integers(0, 40))
def test_any_chain_is_shown_whole_once_and_within_bounds(chance: Random, ties: int) -> None:
    log = Log()
    refs = [D(n) for n in range(1, 8)] + [S(1), S(2), L(1), L(2), P(1)]
    for ref in refs:
        log.put(ref, origin=SECRET if chance.random() < 0.2 and ref != D(1) else None)
    for _ in range(ties):
        tie = tied(*chance.sample(refs, 2), by=DANA, at=NOON)
        if tie:
            try:
                log.store.tie(tie)(None)
            except Overtaken:
                continue
    tree = log.chaining.chain(1, PUBLIC)
    assert isinstance(tree, Tree)
    for branches in (tree.below, tree.above):
        met = flat(branches)
        assert len(met) == len(set(met))
        hidden = {ref for ref in met if not _is_shown(log, ref)}
        assert hidden == set()
    assert set(flat(tree.below)).isdisjoint({D(1)})


def _is_shown(log: Log, ref: Ref) -> bool:
    if ref.sort is Sort.DECISION:
        return log.records.decision(ref.number, PUBLIC) is not None
    return log.store.node(ref, PUBLIC) is not None
