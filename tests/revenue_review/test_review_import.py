"""Accounts are taken in with what is measured on them, and who may see what."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.message import Audience, Kind
from cadence.revenue.model.access import EVERYTHING, NOTHING, Access, sight
from cadence.revenue.model.resting import Rest, rests
from cadence.revenue.service.account_import import AccountImport, AccountsRefused
from revenue_review.review_builders import DAY, NOON, TODAY, WEEK
from revenue_review.review_room import ReviewRoom

MakeRoom = Callable[..., ReviewRoom]
HEADER = "account,date,active_users,seats"


def importing(room: ReviewRoom) -> AccountImport:
    return AccountImport(accounts=room.accounts, indicators=room.indicators, clock=room.clock)


def rows(on: object, users: int, *, accounts: int = 5) -> list[str]:
    return [f"A{each},{on},{users},50" for each in range(accounts)]


def depth(room: ReviewRoom) -> list[tuple[object, Decimal]]:
    standings = {each.indicator.key: each for each in room.looking.standings(TODAY)}
    return [(each.on, each.value) for each in standings["adoption-depth"].readings]


# --- importing -----------------------------------------------------------------------------------


def test_each_day_of_a_file_is_a_reading(room: ReviewRoom) -> None:
    file = [HEADER, *rows(TODAY - WEEK, 20), *rows(TODAY, 30)]
    importing(room).take(file, source="accounts.csv")
    assert depth(room) == [(TODAY - WEEK, 40), (TODAY, 60)]


def test_a_later_file_is_measured_with_what_was_known_before(room: ReviewRoom) -> None:
    importing(room).take([HEADER, *rows(TODAY - WEEK, 20, accounts=9)], source="a.csv")
    room.clock.advance(DAY)
    importing(room).take([HEADER, *rows(TODAY, 30, accounts=1)], source="b.csv")
    (_, first), (_, second) = depth(room)
    assert (first, second) == (40, 40), "eight of the nine are as they were"


def test_a_corrected_day_is_measured_anew_and_the_last_word_counts(room: ReviewRoom) -> None:
    importing(room).take([HEADER, *rows(TODAY, 20)], source="a.csv")
    room.clock.advance(DAY)
    importing(room).take([HEADER, *rows(TODAY, 40)], source="b.csv")
    assert depth(room) == [(TODAY, 80)]


def test_too_few_accounts_are_kept_and_measured_by_nobody(room: ReviewRoom) -> None:
    put = importing(room).take([HEADER, *rows(TODAY, 20, accounts=4)], source="a.csv")
    assert (put.new, depth(room)) == (4, [])


def test_a_wrong_row_leaves_everything_as_it_was(room: ReviewRoom) -> None:
    with pytest.raises(AccountsRefused, match="1 row can't be taken; nothing was stored") as caught:
        importing(room).take([HEADER, *rows(TODAY, 20), "A9,soon,1,2"], source="a.csv")
    assert [each.line for each in caught.value.wrong] == [7]
    assert room.accounts.accounts(since=TODAY - WEEK) == ()
    assert depth(room) == []


# --- access --------------------------------------------------------------------------------------


def reader(kind: Kind, channel: str | None = "C1", **fields: object) -> Audience:
    return Audience(**({"user": "U1", "channel": channel, "kind": kind} | fields))


@pytest.mark.parametrize(
    ("kind", "figures", "accounts"),
    [
        (Kind.TERMINAL, True, True),
        (Kind.DIRECT, True, True),
        (Kind.GROUP, True, True),
        (Kind.PRIVATE, True, True),
        (Kind.PUBLIC, True, False),
        (Kind.SHARED, False, False),
    ],
)
def test_without_a_rule_the_company_s_own_people_see_figures(
    kind: Kind, figures: bool, accounts: bool
) -> None:
    found = sight(Access(), reader(kind))
    assert (found.figures, found.accounts) == (figures, accounts)


def test_a_rule_for_people_says_nothing_of_channels_and_the_other_way_round() -> None:
    access = Access(channels=frozenset({"C1"}), users=frozenset())
    assert sight(access, reader(Kind.PUBLIC)).figures
    assert sight(access, reader(Kind.PUBLIC, "C2")) == NOTHING
    assert sight(access, reader(Kind.DIRECT, "D1")) == NOTHING


def test_a_guest_has_to_be_named() -> None:
    assert sight(Access(), reader(Kind.DIRECT, None), is_guest=True) == NOTHING
    named = Access(users=frozenset({"u1"}))
    assert sight(named, reader(Kind.DIRECT, None), is_guest=True) == EVERYTHING


@given(
    st.builds(
        Access,
        channels=st.frozensets(st.sampled_from(["*", "C1", "C2"])),
        users=st.frozensets(st.sampled_from(["*", "U1", "a@b.example"])),
        groups=st.frozensets(st.sampled_from(["@leads", "S1"])),
        accounts_in=st.frozensets(st.sampled_from(["C1", "C2"])),
    ),
    st.sampled_from(Kind),
    st.sampled_from(["C1", "C2", None]),
    st.booleans(),
)
def test_nobody_sees_accounts_who_may_not_see_figures(
    access: Access, kind: Kind, channel: str | None, is_guest: bool
) -> None:
    found = sight(access, reader(kind, channel), is_guest=is_guest)
    assert found.figures or not found.accounts


# --- rest ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "days", "is_resting"),
    [("as it was", -1, True), ("as it was", 0, False), ("another", -1, False)],
)
def test_a_call_rests_while_it_is_the_same_and_its_day_has_not_come(
    title: str, days: int, is_resting: bool
) -> None:
    rest = Rest(call="a", mark="as it was", until=TODAY, at=NOON)
    on = TODAY + timedelta(days=days)
    assert rests("a", title, {"a": rest}, on) is is_resting
    assert not rests("b", title, {"a": rest}, on)
