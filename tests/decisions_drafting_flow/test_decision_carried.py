"""What a form carries fits into it, whatever the thread."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.message import Said
from cadence.decisions.model.carried import MOST, QUOTES, Carried, NotCarried, dumped, loaded
from cadence.decisions.model.decision import Part
from cadence.decisions.model.draft import Support

stamps = st.integers(1_000_000_000_000_000, 1_999_999_999_999_999).map(
    lambda at: f"{at // 10**6}.{at % 10**6:06d}"
)
supports = st.lists(
    st.builds(
        Support, part=st.sampled_from(Part), said=st.lists(stamps, min_size=1, max_size=QUOTES).map(tuple)
    ),
    unique_by=lambda each: each.part,
).map(tuple)  # fmt: skip


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(
    st.builds(
        Carried,
        channel=st.just("C0123456789"),
        thread=st.none() | stamps,
        team=st.just("T0123456789"),
        offer=st.none() | stamps,
        words=st.none() | stamps,
        support=supports,
        decisive=st.none() | stamps,
        decided_on=st.none() | st.dates(),
        supersedes=st.none() | st.integers(1, 99_999_999),
        turn=st.integers(0, 50),
    )
)
def test_what_is_carried_comes_back(carried: Carried) -> None:
    text = dumped(carried)
    assert loaded(text) == carried
    assert utf16(text) <= MOST


def test_the_longest_thread_fits() -> None:
    """Every field rests on as many messages as can be, all different and years apart."""
    each = iter(range(len(Part) * 200))
    support = tuple(
        Support(part=part, said=tuple(f"{10**9 + next(each) * 10**6}.999999" for _ in range(200)))
        for part in Part
    )
    carried = Carried(
        channel="C0123456789",
        thread="1763380800.123456",
        team="T0123456789",
        offer="1763380800.123456",
        support=support,
        decisive="1763380800.123456",
        decided_on=date(2026, 11, 22),
        supersedes=99_999_999,
        turn=99,
    )
    text = dumped(carried)
    assert utf16(text) <= MOST
    assert [each.said for each in loaded(text).support] == [each.said[:QUOTES] for each in support]


@pytest.mark.parametrize("text", ["x" * 9_000, "😀" * 9_000, '"\\\n' * 3_000, "short"])
def test_of_a_message_that_cannot_be_read_again_as_much_is_carried_as_fits(text: str) -> None:
    said = Said(ts="1763380800.123456", user="U0AAAAA", text=text)
    support = tuple(Support(part=part, said=(said.ts,)) for part in Part)
    carried = Carried(channel="C1", thread=said.ts, alone=said, support=support)
    kept = dumped(carried)
    assert utf16(kept) <= MOST
    back = loaded(kept).alone
    assert back is not None
    assert back.text == text or (back.text.endswith("…") and text.startswith(back.text[:-1]))
    assert len(back.text) >= min(len(text), 1_000)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"c":"C1","k":"?","s":{"0":"0"}}'])
def test_what_no_form_of_ours_carries_is_refused(text: str) -> None:
    with pytest.raises(NotCarried):
        loaded(text)
