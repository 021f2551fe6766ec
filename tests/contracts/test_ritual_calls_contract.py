"""Whatever keeps calls of rituals, and their digests, keeps them so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from threading import Thread
from typing import Any

import pytest

from builders import a_call, a_raised
from cadence.adapters.db.calls import SqlCalls
from cadence.adapters.db.digests import SqlDigests
from cadence.adapters.db.engine import make_engine, writing
from cadence.core.agenda import Ended, Outcome
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.message import Choice, Header, Message, Paragraph, line
from cadence.core.ports import Change
from cadence.rituals.store.calls import Calls
from cadence.rituals.store.digests import Digests, Page, Said
from fakes.ritual_calls import FakeCalls
from fakes.ritual_digests import FakeDigests

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
LATER = date(2026, 11, 30)


@dataclass
class Kept:
    """The stores, and what makes their changes: one transaction for all of them."""

    calls: Calls
    digests: Digests
    make: Callable[..., None]


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "fake":
        yield Kept(FakeCalls(), FakeDigests(), _made_in_memory)
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))

    def make(*changes: Change) -> None:
        with writing(engine) as connection:
            for change in changes:
                change(connection)

    yield Kept(SqlCalls(engine), SqlDigests(engine), make)
    engine.dispose()


def _made_in_memory(*changes: Change) -> None:
    for change in changes:
        change(None)


def given(**fields: Any) -> Outcome:
    plain = {"ended": Ended.GIVEN, "by": "UDANA", "at": NOON, "owner": "UOWEN", "due_on": LATER}
    return Outcome(**(plain | fields))


def no_change(**fields: Any) -> Outcome:
    return Outcome(**({"ended": Ended.NO_CHANGE, "by": "UDANA", "at": NOON} | fields))


# --- numbers -------------------------------------------------------------------------------------


def test_numbers_are_given_in_order_and_stay_with_their_key(kept: Kept) -> None:
    first = kept.calls.number_for("weekly", "bet:7:flat", "weekly@2026-11-23")
    second = kept.calls.number_for("weekly", "bet:8:flat", "weekly@2026-11-23")
    again = kept.calls.number_for("weekly", "bet:7:flat", "weekly@2026-11-23")
    assert (first, second, again) == (1, 2, 1)
    assert kept.calls.number_for("other", "bet:7:flat", "other@2026-11-23") == 1


def test_a_call_that_is_open_keeps_its_number_in_later_occurrences(kept: Kept) -> None:
    number = kept.calls.number_for("weekly", "bet:7:flat", "weekly@2026-11-23")
    kept.make(kept.calls.raise_(a_raised(number, key="bet:7:flat")))
    assert kept.calls.number_for("weekly", "bet:7:flat", "weekly@2026-11-30") == number
    kept.make(kept.calls.end("weekly", number, given(), was=Ended.OPEN))
    assert kept.calls.number_for("weekly", "bet:7:flat", "weekly@2026-11-30") == number


def test_what_ended_and_is_raised_again_has_another_number(kept: Kept) -> None:
    kept.make(
        kept.calls.raise_(
            a_raised(kept.calls.number_for("weekly", "k", "weekly@2026-11-23"), key="k")
        ),
        kept.calls.end("weekly", 1, no_change(), was=Ended.OPEN),
    )
    assert kept.calls.number_for("weekly", "k", "weekly@2026-11-30") == 2


def test_two_that_ask_for_numbers_at_once_get_different_ones(kept: Kept) -> None:
    found: list[int] = []

    def ask(key: str) -> None:
        found.append(kept.calls.number_for("weekly", key, "weekly@2026-11-23"))

    threads = [Thread(target=ask, args=(f"bet:{each}",)) for each in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(found) == [1, 2, 3, 4, 5, 6]


# --- calls ---------------------------------------------------------------------------------------


def test_a_call_comes_back_as_it_was_raised(kept: Kept) -> None:
    whole = a_raised(
        1,
        key="bet:7:flat",
        call=a_call(
            "bet:7:flat",
            why=(line("Flat for ", "28 days\u202e"),),
            options=(Choice("Sunset", "sunset", "what it frees"),),
            to=("UDANA", "URITA"),
            raised_by="UOWEN",
        ),
        carried=2,
    )
    kept.make(kept.calls.raise_(whole))
    assert kept.calls.call("weekly", 1) == whole
    assert kept.calls.call("weekly", 2) is None
    assert kept.calls.calls("weekly", (2, 1)) == (whole,)


def test_a_call_is_raised_once(kept: Kept) -> None:
    kept.make(kept.calls.raise_(a_raised(1, key="a")))
    kept.make(kept.calls.raise_(a_raised(1, key="b"), a_raised(2, key="a")))
    assert [each.call.key for each in kept.calls.all("weekly")] == ["a"]


def test_open_ones_come_oldest_first_and_all_newest_first(kept: Kept) -> None:
    kept.make(kept.calls.raise_(*(a_raised(each, key=str(each)) for each in (1, 2, 3))))
    kept.make(kept.calls.raise_(a_raised(1, key="9", ritual="other")))
    kept.make(kept.calls.end("weekly", 1, given(), was=Ended.OPEN))
    kept.make(kept.calls.end("weekly", 2, no_change(), was=Ended.OPEN))
    assert [each.number for each in kept.calls.open("weekly")] == [1, 3]
    assert [each.number for each in kept.calls.all("weekly")] == [3, 2, 1]
    assert [each.number for each in kept.calls.all("weekly", limit=2)] == [3, 2]


def test_open_ones_of_every_ritual_are_found_with_their_own_messages(kept: Kept) -> None:
    others = (a_raised(1, ritual="other"), a_raised(2, ritual="other", key="b"))
    kept.make(kept.calls.raise_(a_raised(1), *others))
    kept.make(kept.calls.shown("other", 1, channel="D1", ts="1.0"))
    kept.make(kept.calls.end("other", 2, no_change(), was=Ended.OPEN))
    found = kept.calls.open_anywhere()
    assert [(each.ritual, each.number, each.shown) for each in found] == [
        ("other", 1, (("D1", "1.0"),)),
        ("weekly", 1, ()),
    ]
    assert kept.calls.open_anywhere(limit=1) == found[:1]


def test_an_end_is_kept_whole(kept: Kept) -> None:
    kept.make(kept.calls.raise_(a_raised(1)))
    outcome = given(words="ask sales \u202e first", option="keep", decision=12)
    kept.make(kept.calls.end("weekly", 1, outcome, was=Ended.OPEN))
    found = kept.calls.call("weekly", 1)
    assert found is not None
    assert (found.ended, found.outcome) == (Ended.GIVEN, outcome)


def test_the_second_to_end_it_is_told_that_it_comes_late(kept: Kept) -> None:
    kept.make(kept.calls.raise_(a_raised(1)))
    kept.make(kept.calls.end("weekly", 1, no_change(), was=Ended.OPEN))
    for was in (Ended.OPEN, Ended.GIVEN):
        with pytest.raises(Overtaken):
            kept.make(kept.calls.end("weekly", 1, given(), was=was))
    found = kept.calls.call("weekly", 1)
    assert found is not None
    assert found.outcome == no_change()


def test_what_is_carried_has_what_is_known_now_and_is_open_again(kept: Kept) -> None:
    kept.make(kept.calls.raise_(a_raised(1, key="k")))
    kept.make(kept.calls.end("weekly", 1, given(), was=Ended.OPEN))
    later = a_raised(1, key="k", call=a_call("k", question="Still?"), carried=1, outcome=given())
    kept.make(kept.calls.carry(later))
    assert kept.calls.call("weekly", 1) == later


def test_what_ended_meanwhile_is_not_carried(kept: Kept) -> None:
    kept.make(kept.calls.raise_(a_raised(1, key="k")))
    kept.make(kept.calls.end("weekly", 1, no_change(), was=Ended.OPEN))
    kept.make(kept.calls.carry(a_raised(1, key="k", carried=1)))
    found = kept.calls.call("weekly", 1)
    assert found is not None
    assert (found.ended, found.carried) == (Ended.NO_CHANGE, 0)


def test_what_somebody_was_given_meanwhile_stays_with_them(kept: Kept) -> None:
    kept.make(kept.calls.raise_(a_raised(1, key="k")))
    carried = a_raised(1, key="k", carried=1)
    kept.make(kept.calls.end("weekly", 1, given(), was=Ended.OPEN))
    kept.make(kept.calls.carry(carried))
    assert kept.calls.call("weekly", 1) == replace(carried, ended=Ended.GIVEN, outcome=given())


def test_it_is_open_again_on_its_date_unless_it_was_given_on(kept: Kept) -> None:
    kept.make(kept.calls.raise_(a_raised(1)))
    kept.make(kept.calls.end("weekly", 1, given(), was=Ended.OPEN))
    kept.make(kept.calls.end("weekly", 1, given(owner="URITA"), was=Ended.GIVEN))
    with pytest.raises(Overtaken):
        kept.make(kept.calls.reopen("weekly", 1, given()))
    kept.make(kept.calls.reopen("weekly", 1, given(owner="URITA")))
    found = kept.calls.call("weekly", 1)
    assert found is not None
    assert (found.ended, found.outcome) == (Ended.OPEN, given(owner="URITA"))
    with pytest.raises(Overtaken):
        kept.make(kept.calls.reopen("weekly", 1, given(owner="URITA")))


def test_no_change_is_taken_back_while_its_key_is_not_open_again(kept: Kept) -> None:
    kept.make(kept.calls.raise_(a_raised(1, key="k")))
    kept.make(kept.calls.end("weekly", 1, no_change(), was=Ended.OPEN))
    kept.make(kept.calls.reopen("weekly", 1, no_change()))
    assert [each.number for each in kept.calls.open("weekly")] == [1]
    kept.make(kept.calls.end("weekly", 1, no_change(), was=Ended.OPEN))
    kept.make(kept.calls.raise_(a_raised(2, key="k")))
    with pytest.raises(Overtaken):
        kept.make(kept.calls.reopen("weekly", 1, no_change()))
    assert [each.number for each in kept.calls.open("weekly")] == [2]


def test_where_its_messages_stand_is_kept(kept: Kept) -> None:
    kept.make(kept.calls.raise_(a_raised(1), a_raised(2, key="other")))
    for channel, ts in (("D2", "2.0"), ("D1", "1.0"), ("D2", "2.0")):
        kept.make(kept.calls.shown("weekly", 1, channel=channel, ts=ts))
    found = kept.calls.open("weekly")
    assert [each.shown for each in found] == [(("D1", "1.0"), ("D2", "2.0")), ()]


def test_what_a_message_shows_is_found_by_where_it_stands(kept: Kept) -> None:
    kept.make(kept.calls.raise_(*(a_raised(each, key=str(each)) for each in (1, 2, 3))))
    for number in (2, 1):
        kept.make(kept.calls.shown("weekly", number, channel="D1", ts="1.0"))
    kept.make(kept.calls.shown("weekly", 3, channel="D1", ts="2.0"))
    kept.make(kept.calls.end("weekly", 1, no_change(), was=Ended.OPEN))
    found = kept.calls.at("D1", "1.0")
    assert [(each.number, each.ended) for each in found] == [
        (1, Ended.NO_CHANGE),
        (2, Ended.OPEN),
    ]
    assert kept.calls.at("D2", "1.0") == ()


# --- digests -------------------------------------------------------------------------------------


def a_said(on: date = MONDAY, **fields: Any) -> Said:
    plain: dict[str, Any] = {
        "occurrence": f"weekly@{on.isoformat()}",
        "ritual": "weekly",
        "on": on,
        "version": 3,
        "channel": "CREVIEW",
        "title": "Weekly review",
        "headline": "Weekly review: 2 changes",
        "blocks": (Header("Weekly review"), Paragraph(line("It went\u202e well"))),
        "calls": (2, 1),
        "at": NOON,
        "pages": (Page(message=a_page("one")), Page(message=a_page("two"))),
    }
    return Said(**(plain | fields))


def a_page(text: str) -> Message:
    return Message(summary=text, blocks=(Paragraph(line(text)),))


def test_a_digest_comes_back_as_it_was_said(kept: Kept) -> None:
    kept.make(kept.digests.keep(a_said()))
    assert kept.digests.digest("weekly@2026-11-23") == a_said()
    assert kept.digests.digest("weekly@2026-11-30") is None


def test_a_digest_is_kept_once(kept: Kept) -> None:
    kept.make(kept.digests.keep(a_said()))
    kept.make(kept.digests.keep(a_said(calls=(9,), pages=())))
    assert kept.digests.digest("weekly@2026-11-23") == a_said()


def test_pages_stand_change_and_grow_in_number(kept: Kept) -> None:
    key = a_said().occurrence
    kept.make(kept.digests.keep(a_said()))
    kept.make(kept.digests.stands(key, 2, ts="2.0"), kept.digests.stands(key, 7, ts="7.0"))
    kept.make(kept.digests.put(key, 2, a_page("new")), kept.digests.put(key, 3, a_page("three")))
    kept.make(kept.digests.stands(key, 3, ts="3.0"))
    found = kept.digests.digest(key)
    assert found is not None
    assert found.pages == (
        Page(message=a_page("one")),
        Page(message=a_page("new"), ts="2.0"),
        Page(message=a_page("three"), ts="3.0"),
    )


def test_the_newest_digest_that_shows_a_call_comes_first(kept: Kept) -> None:
    kept.make(*(kept.digests.keep(each) for each in (a_said(), a_said(LATER))))
    kept.make(kept.digests.keep(a_said(date(2026, 12, 7), calls=(3,))))
    assert kept.digests.showing("weekly", 1) == ("weekly@2026-11-30", "weekly@2026-11-23")
    assert kept.digests.showing("other", 1) == ()


def test_while_the_fakes_are_down_nothing_is_read() -> None:
    calls, digests = FakeCalls(is_down=True), FakeDigests(is_down=True)
    for read in (
        lambda: calls.call("weekly", 1),
        lambda: calls.open("weekly"),
        lambda: calls.number_for("weekly", "k", "o"),
        lambda: digests.digest("o"),
        lambda: digests.showing("weekly", 1),
    ):
        with pytest.raises(StoreUnavailable):
            read()
