"""However long a draft is, its form is one that Slack takes, and nothing is lost without a word."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cadence.adapters.slack.render import modal_view
from cadence.core.message import Choice
from cadence.decisions.messages.forms import Drawn, Saying, choice, draft_form, fields
from cadence.decisions.model.carried import Carried
from cadence.decisions.model.decision import Body, Option, Part, Party, Reversibility, Scope
from cadence.decisions.model.draft import Support
from cadence.decisions.model.form import Field
from cadence.sandbox.slack.blocks import problems_in_view

LONG = "It is so, since everybody said so at length. " * 400
PEOPLE = tuple(Party(name=f"Person {n}", user=f"U0PERSON{n:03d}") for n in range(60))
AT = datetime(2026, 11, 22, tzinfo=UTC)
STAMPS = tuple(f"17953200{n:02d}.000100" for n in range(40))


def the_longest(turn: int = 0) -> Drawn:
    body = Body(
        title=LONG,
        decided=LONG,
        context=LONG,
        options=tuple(Option(text=LONG, why=LONG, is_chosen=n == 0) for n in range(20)),
        reasons=(LONG,) * 20,
        consequences=(LONG,) * 20,
        decider=Party(name=LONG),
        consulted=PEOPLE,
        informed=PEOPLE + tuple(Party(name=f"Somebody {n}") for n in range(100)),
        reversibility=Reversibility.IRREVERSIBLE,
        review_on=date(2027, 3, 1),
        reopen_if=LONG,
        scope=Scope(area=LONG, product=LONG, project="PAY", epic="PAY-12"),
        links=tuple(f"https://example.com/{n}" for n in range(500)),
    )
    support = tuple(Support(part=part, said=STAMPS) for part in Part)
    sayings = {
        ts: Saying(name=LONG, text=LONG, at=AT, permalink="https://x.example/" + "p" * 500)
        for ts in STAMPS
    }
    return Drawn(
        body=body,
        carried=Carried(channel="C1", thread=STAMPS[0], support=support, turn=turn),
        areas=tuple(f"Area {n}" for n in range(150)),
        sayings=sayings,
        remarks=(LONG, LONG),
        drafts=tuple(choice(n, LONG, STAMPS[0]) for n in range(150)),
    )


def inputs(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in view["blocks"] if each["type"] == "input"]


def test_the_longest_draft_fits_and_every_field_is_there() -> None:
    view = modal_view(draft_form(the_longest()))
    assert problems_in_view(view, "modal") == []
    assert len(view["blocks"]) <= 100
    assert len(inputs(view)) == 19
    assert "Left out" not in str(view)
    assert "could not be shown" not in str(view)


def test_a_text_that_is_cut_says_so_at_its_field() -> None:
    view = modal_view(draft_form(the_longest()))
    by_name = {each["block_id"]: each for each in inputs(view)}
    for name in ("title", "decided", "context", "options", "reasons", "consequences", "links"):
        assert "too long for this field and is cut" in by_name[f"{name}.0"]["hint"]["text"]


@given(st.builds(Body, title=st.text(), decided=st.text(), context=st.text(), reopen_if=st.text()))
def test_whatever_was_said_its_form_is_one_that_slack_takes(body: Body) -> None:
    drawn = Drawn(body=body, carried=Carried(channel="C1"))
    assert problems_in_view(modal_view(draft_form(drawn)), "modal") == []


def test_the_fields_alone_can_be_used_by_another_form() -> None:
    asked = frozenset({Field.TITLE, Field.DECIDED})
    found = fields(Body(title="A", decided="B", context="C"), areas=(), parts=asked)
    assert {each.name: each.value for each in found} == {"title.0": "A", "decided.0": "B"}


def test_a_choice_without_a_title_has_a_name_too() -> None:
    assert choice(2, "", "1.0") == Choice("Decision 3", "2:1.0")
