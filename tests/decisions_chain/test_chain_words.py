"""What people write to link something."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.decisions.model.chain import Ref, Sort, Threshold, plain_number, with_unit
from cadence.decisions.model.linked import (
    Linked,
    NewReading,
    Removed,
    ToFigure,
    ToFilter,
    ToIssue,
    ToLearning,
    ToMessage,
    ToNode,
    ToPrinciple,
    ToVersion,
    Unread,
    linked,
    refs_in,
    threshold,
)
from cadence.decisions.model.review import Subject, Trigger

DONE = Trigger(subject=Subject.ISSUE, name="PAY-12", state="done")
RELEASED = Trigger(subject=Subject.VERSION, name="4.2", project="PAY", state="released")
URL = "https://x.slack.com/archives/C0PAY/p1763380800000100"


def above(value: int) -> Threshold:
    return Threshold(above=True, value=Decimal(value))


def below(value: int) -> Threshold:
    return Threshold(above=False, value=Decimal(value))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("PAY-12", ToIssue(key="PAY-12")),
        ("https://jira.test/browse/PAY-12?focused=1", ToIssue(key="PAY-12")),
        ("PAY-12 is done", ToIssue(key="PAY-12", trigger=DONE)),
        ("PAY-12 when done", ToIssue(key="PAY-12", trigger=DONE)),
        ("PAY 4.2 is released", ToVersion(trigger=RELEASED)),
        ("PAY 4.2 when released", ToVersion(trigger=RELEASED)),
        ("D-17", ToNode(ref=Ref(Sort.DECISION, 17))),
        ("s-3", ToNode(ref=Ref(Sort.SIGNAL, 3))),
        ("L-2.", ToNode(ref=Ref(Sort.LEARNING, 2))),
        ("P-1", ToNode(ref=Ref(Sort.PRINCIPLE, 1))),
        (URL, ToMessage(channel="C0PAY", ts="1763380800.000100", thread=None, url=URL)),
        (
            f"{URL}?thread_ts=1763380700.000100&cid=C0PAY",
            ToMessage(
                channel="C0PAY",
                ts="1763380800.000100",
                thread="1763380700.000100",
                url=f"{URL}?thread_ts=1763380700.000100&cid=C0PAY",
            ),
        ),
        ('"open P1 bugs in Checkout"', ToFilter(words="open P1 bugs in Checkout")),
        ('"open P1 bugs" above 20', ToFilter(words="open P1 bugs", threshold=above(20))),
        ("“open P1 bugs” < 1,200", ToFilter(words="open P1 bugs", threshold=below(1200))),
        (
            'figure "activation 41 % on 2026-11-01" below 38',
            ToFigure(
                name="activation",
                value=Decimal(41),
                unit="%",
                on=date(2026, 11, 1),
                threshold=below(38),
            ),
        ),
        (
            'figure "NRR of 2026: 104.5 on 2026-11-01"',
            ToFigure(name="NRR of 2026", value=Decimal("104.5"), unit="", on=date(2026, 11, 1)),
        ),
        ("learning “phones are old”", ToLearning(text="phones are old")),
        (
            'learning "phones are old" from S-1, S-2',
            ToLearning(text="phones are old", rests_on=(Ref(Sort.SIGNAL, 1), Ref(Sort.SIGNAL, 2))),
        ),
        ("principle boring technology first", ToPrinciple(text="boring technology first")),
        (
            "S-5 36 % on 2026-12-01",
            NewReading(ref=Ref(Sort.SIGNAL, 5), value=Decimal(36), on=date(2026, 12, 1)),
        ),
        ("S-5 is 36", NewReading(ref=Ref(Sort.SIGNAL, 5), value=Decimal(36), on=None)),
        ("remove PAY-12", Removed(what=ToIssue(key="PAY-12"))),
        ("unlink S-3", Removed(what=ToNode(ref=Ref(Sort.SIGNAL, 3)))),
        ("remove PAY 4.2 is released", Removed(what=ToVersion(trigger=RELEASED))),
    ],
)
def test_what_is_linked_is_read_from_its_words(words: str, meant: Linked) -> None:
    assert linked(words) == meant


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "Say what to link it to."),
        ("something", "I can't read “something” as something to link to."),
        ('"open bugs" sometimes', "say “above 20” or “below 38”"),
        ('figure "activation 41 %"', "needs its value and its day"),
        ('figure "activation 41 % on 2026-13-01"', "needs its value and its day"),
        ('learning "x" from D-1', "Name the signals"),
        ("learning", "Say what the learning is"),
        ("L-2 41", "I can't read “41” behind L-2."),
        ("S-2 41 on 2026-02-30", "“2026-02-30” is no day."),
        ("remove everything", "Name what to remove by its key or number"),
        ("https://example.org/page", "no other page"),
        (f'learning "{"x" * 1990}" from', "Name the signals"),
    ],
)
def test_what_cant_be_read_says_how_it_is_written(words: str, why: str) -> None:
    unread = linked(words)
    assert isinstance(unread, Unread)
    assert why in unread.why


@given(st.text(max_size=300))
def test_any_words_are_read_or_refused(words: str) -> None:
    assert isinstance(linked(words), Linked | Unread)


@given(st.sampled_from(list(Sort)), st.integers(1, 999_999_999))
def test_a_reference_is_read_as_it_is_written(sort: Sort, number: int) -> None:
    ref = Ref(sort, number)
    assert linked(str(ref)) == ToNode(ref=ref)
    assert linked(f"remove {ref}") == Removed(what=ToNode(ref=ref))


@given(st.booleans(), st.decimals(-(10**6), 10**6, places=2, allow_nan=False, allow_infinity=False))
def test_a_threshold_is_read_as_it_is_written(is_above: bool, value: Decimal) -> None:
    assert threshold(str(Threshold(above=is_above, value=value))) == Threshold(
        above=is_above, value=value
    )


@given(st.lists(st.integers(1, 99), min_size=1, unique=True))
def test_several_signals_are_read(numbers: list[int]) -> None:
    refs = tuple(Ref(Sort.SIGNAL, number) for number in numbers)
    assert refs_in(", ".join(map(str, refs))) == refs
    assert refs_in(" and ".join(map(str, refs))) == refs


def test_numbers_are_written_as_people_read_them() -> None:
    written = [plain_number(Decimal(each)) for each in ("20", "1204", "38.50", "0", "-3", "1E+3")]
    assert written == ["20", "1,204", "38.5", "0", "-3", "1,000"]
    assert with_unit(Decimal(41), "%") == "41 %"
    assert with_unit(Decimal(41), "") == "41"
