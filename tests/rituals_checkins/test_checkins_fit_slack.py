"""Whatever a definition asks and a source knows, the message and every page of the form are what Slack takes."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from builders import a_ritual, an_occurrence
from cadence.adapters.slack.render import message_args, modal_view
from cadence.core.agenda import Ask, Comparison, Condition, Known, Sort, Subject, Value
from cadence.core.message import Choice, line
from cadence.rituals.messages.checkin import Card, card, reminder
from cadence.rituals.messages.form import form
from cadence.rituals.messages.waiting import at_home, listed
from cadence.rituals.model.checkin import Answering, CheckIn
from cadence.rituals.model.pages import pages
from cadence.sandbox.slack.blocks import Surface, problems_in, problems_in_view

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
words = st.sampled_from(
    (
        "Reading",
        "Was läuft?",
        "<!channel> & *all*",
        "x" * 400,
        "日本語",
        " ",
        "a\nb",
        "\u202eoff",
        "🤷🏽‍♀️" * 40,
    )
)
VALUES: dict[Sort, Value] = {
    Sort.TEXT: "All <b>well</b>\n" * 100,
    Sort.NUMBER: Decimal("-1204.50"),
    Sort.CHOICE: "yes",
    Sort.CONFIDENCE: Decimal("62.0"),
    Sort.PERSON: "U0DANA",
    Sort.DATE: date(2026, 12, 1),
}


@st.composite
def cards(draw: st.DrawFn) -> Card:
    asks = [_ask(draw, n) for n in range(draw(st.integers(1, 8)))]
    name, unit = draw(words), draw(st.sampled_from(("", "%", "customers")))
    facts = tuple(line(draw(words)) for _ in range(draw(st.integers(0, 6))))
    subjects = tuple(
        Subject(
            key=f"bet:{n}",
            source="portfolio",
            name=name,
            facts=facts,
            unit=unit,
        )
        for n in range(draw(st.sampled_from((0, 1, 2, 13, 14, 31))))
    )
    ritual = a_ritual(title=draw(words), purpose=draw(words), asks=tuple(asks))
    checkin = CheckIn(
        occurrence="weekly@2026-11-23",
        person="UDANA",
        standing=Answering.ASKED,
        subjects=subjects,
        known=tuple(
            Known(
                subject=key, ask=ask.name, value=VALUES[ask.sort], source=draw(words), read_at=NOW
            )
            for ask in asks
            for key in (tuple(each.key for each in subjects) if ask.each else (None,))
            if draw(st.booleans())
        ),
        gaps=("portfolio could not be read", "revenue could not be read"),
    )
    is_open = draw(st.booleans())
    return Card(ritual=ritual, occurrence=an_occurrence(), checkin=checkin, is_open=is_open)


def _ask(draw: st.DrawFn, n: int) -> Ask:
    condition = Condition(ask=f"ask{n - 1}", comparison=Comparison.ANSWERED)
    plain: dict[str, Any] = {
        "label": draw(words),
        "sort": draw(st.sampled_from(Sort)),
        "choices": (Choice("Yes", "yes"), Choice("No", "no")),
        "hint": draw(st.none() | words),
        "optional": draw(st.booleans()),
        "only_if": condition if n and draw(st.booleans()) else None,
        "each": draw(st.sampled_from((None, "portfolio"))),
    }
    return Ask(name=f"ask{n}", **plain)


@given(cards())
def test_a_message_fits_and_its_buttons_are_never_cut_off(shown: Card) -> None:
    for message in (card(shown), reminder(shown, link="https://x.slack.com/archives/D1/p1")):
        blocks = message_args(message)["blocks"]
        assert problems_in(blocks, Surface.MESSAGE) == []
        assert blocks[-1]["type"] == "actions"


@given(cards())
def test_every_page_of_the_form_fits(shown: Card) -> None:
    for number, page in enumerate(pages(shown.groups)):
        view = modal_view(form(shown, shown.answers, page=number))
        assert problems_in_view(view, "modal") == []
        fields = [each["block_id"] for each in view["blocks"] if each["type"] == "input"]
        assert len(fields) == len(set(fields)) <= sum(len(group.asks) for group in page)


@given(st.lists(cards(), max_size=3).map(lambda each: each * 4))
def test_a_list_of_what_waits_fits(waiting: list[Card]) -> None:
    assert problems_in(message_args(listed(waiting))["blocks"], Surface.MESSAGE) == []
    assert len(at_home(waiting)) <= 12
