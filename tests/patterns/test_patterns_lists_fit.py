"""However many patterns there are and whatever they are called, lists, ledger, Home and review are what Slack takes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters_slack.slack_rules import pings
from cadence.adapters.slack.render import message_args
from cadence.core.agenda import Edition
from cadence.core.message import Block, Message
from cadence.patterns.messages import asked_scan, home, ledger, listing
from cadence.patterns.model.pattern import Cause, Escalated, Ownership, Pattern, State, Step
from cadence.patterns.model.scan import Looked, Unlooked
from cadence.sandbox.slack.blocks import Surface, problems_in
from pattern_builders import NIGHT, a_finding, a_pattern, an_entry
from patterns_surfaces import LENA, MORNING, Room, a_source, in_a

words = st.sampled_from(
    ("Retries", "<!channel> & *all*", "x" * 900, "日本語" * 80, "a\nb", "\u202eoff", "🤷🏽‍♀️" * 60)
)
LOUD = "<!channel> <@U012AB3CD>"
states = st.sampled_from([*State])


@st.composite
def patterns(draw: st.DrawFn) -> tuple[Pattern, ...]:
    name, area, action = draw(words), draw(words), draw(words)
    owned = Ownership(
        by=LENA, at=NIGHT, cause=Cause.PROCESS, action=action, until=date(2026, 12, 1)
    )
    told = Escalated(to=LENA, name=name, at=NIGHT, answer_by=NIGHT + timedelta(days=draw(_DAYS)))
    return tuple(
        a_pattern(
            number,
            finding=a_finding(area=area, subject=str(number)),
            name=name,
            sentence=f"{name}: 9 similar bugs in 6 weeks, usually 1.4",
            state=draw(states),
            ownership=owned,
            escalated=told if draw(st.booleans()) else None,
            again=draw(st.integers(0, 30)),
            merged_into=1,
        )
        for number in range(1, draw(st.sampled_from((0, 1, 7, 45))) + 1)
    )


_DAYS = st.integers(-3, 3)


@st.composite
def views(draw: st.DrawFn) -> listing.View:
    areas = tuple(f"{draw(words)} {n}" for n in range(draw(st.sampled_from((0, 1, 60)))))
    looked = Looked(
        at=NIGHT,
        as_of=NIGHT - timedelta(days=draw(st.integers(0, 90))),
        areas=len(areas),
        tested=12,
        findings=3,
        unlooked=tuple(Unlooked(area=each, why=draw(words)) for each in areas),
    )
    return listing.View(
        at=MORNING,
        on=MORNING.date(),
        names={LENA: draw(words)},
        looked=draw(st.sampled_from((looked, None))),
        has_areas=draw(st.booleans()),
        is_copied=draw(st.booleans()),
    )


def fits(message: Message) -> None:
    sent = message_args(message)
    assert problems_in(sent["blocks"], Surface.MESSAGE) == []
    assert len(sent["text"]) <= 4000
    assert pings(sent["blocks"]) == set()


@given(patterns(), views(), words)
def test_lists_fit(found: tuple[Pattern, ...], view: listing.View, said: str) -> None:
    fits(listing.live([each for each in found if each.is_live], view, where=f" in {said}"))
    fits(listing.everything(found, view))
    fits(listing.nothing(view))
    if found:
        fits(listing.several(found, said, view))
        fits(listing.without_copy(found[0], view.names))


@given(patterns(), words)
def test_a_ledger_fits(found: tuple[Pattern, ...], said: str) -> None:
    for each in found[:1]:
        entries = [an_entry(each.number, says=said, step=step, by=LENA) for step in Step] * 3
        fits(ledger.ledger(each, entries, {LENA: said}))


@given(patterns(), views())
def test_the_end_of_a_scan_fits(found: tuple[Pattern, ...], view: listing.View) -> None:
    if view.looked:
        fits(asked_scan.over(view.looked, [(each, Step.FOUND) for each in found], MORNING))


@given(patterns(), views(), words)
def test_home_fits(found: tuple[Pattern, ...], view: listing.View, said: str) -> None:
    blocks: tuple[Block, ...] = home.at_home(found, [said], view)
    fits(Message(summary="home", blocks=blocks))
    assert len(blocks) <= 15


@given(patterns())
def test_each_part_of_a_review_fits(found: tuple[Pattern, ...]) -> None:
    room = Room()
    room.patterns.put_in(*found)
    room.scanned()
    edition = Edition(
        ritual="quality-review",
        on=MORNING.date(),
        at=MORNING,
        since=NIGHT,
        audience=in_a("C0QUALITY"),
    )
    told = a_source(room.patterns, room.messenger, room.clock).told(edition)
    for block in told.parts:
        fits(Message(summary="part", blocks=(block,)))
    assert len(told.calls) <= 5


def test_what_comes_from_outside_stays_text() -> None:
    hostile = a_pattern(1, name=LOUD, sentence=f"{LOUD}: 9", finding=a_finding(area=LOUD))
    view = listing.View(at=MORNING, on=MORNING.date(), names={}, looked=None, has_areas=True)
    sent = message_args(listing.live((hostile,), view))
    assert pings(sent["blocks"]) == set()
    assert "<!channel>" not in sent["text"]
