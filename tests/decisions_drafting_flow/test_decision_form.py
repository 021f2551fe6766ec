"""The form of a decision: what it holds, and what can be wrong with it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_body, a_party
from cadence.core.heard import Answer
from cadence.decisions.model import options
from cadence.decisions.model.decision import (
    Body,
    Option,
    Part,
    Party,
    Reversibility,
    Scope,
    Status,
)
from cadence.decisions.model.form import Field, check, cleared, filled, name, values, with_names

TODAY = date(2026, 11, 22)
AREAS = ("Payments", "Mobile")


def answers(body: Body, turn: int = 0, **changed: Any) -> dict[str, Answer]:
    """The form as it is submitted when nothing but `changed` was touched."""
    held: dict[str, Any] = {str(field): value for field, value in values(body, AREAS).items()}
    held |= {"status": "accepted", "decided_on": None} | changed
    return {name(Field(field), turn): _answer(value) for field, value in held.items()}


def _answer(value: Any) -> Answer:
    return value.isoformat() if isinstance(value, date) else value or None


def wrong(**changed: Any) -> Mapping[str, str]:
    found = check(answers(a_body(), **changed), today=TODAY)
    return {field.partition(".")[0]: why for field, why in found.items()}


# --- round trip ------------------------------------------------------------------------------------

words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=40
).map(lambda text: " ".join(text.split()))
said = words.filter(lambda text: bool(text) and text[0].isalnum())
people = st.builds(Party, name=st.just("Maria"), user=st.sampled_from(["U0AAAAA", "U0BBBBB"]))
chosen = st.builds(Option, text=said, is_chosen=st.booleans(), why=st.just("") | said)


@given(st.lists(chosen, max_size=6).map(tuple))
def test_options_come_back_as_they_were_written(given: tuple[Option, ...]) -> None:
    once = options.read(options.written(given))
    assert options.read(options.written(once)) == once
    assert [(each.is_chosen, each.why) for each in once] == [
        (each.is_chosen, each.why) for each in given
    ]
    plain = [each for each in given if "—" not in each.text and "--" not in each.text]
    assert set(plain) <= set(once)


@given(
    st.builds(
        Body,
        title=said,
        decided=said,
        context=st.just("") | said,
        reasons=st.lists(said, max_size=3).map(tuple),
        consequences=st.lists(said, max_size=3).map(tuple),
        decider=st.none() | people,
        consulted=st.lists(people, max_size=2, unique=True).map(tuple),
        reversibility=st.none() | st.sampled_from(Reversibility),
        review_on=st.none() | st.dates(TODAY, TODAY + timedelta(days=900)),
        reopen_if=st.just("") | said,
        scope=st.builds(
            Scope,
            area=st.none() | st.sampled_from(["Payments", "our own words"]),
            product=st.none() | said,
            project=st.none() | st.just("PAY"),
            epic=st.none() | st.just("PAY-12"),
        ),
        links=st.lists(st.sampled_from(["https://example.com/a", "PAY-7"]), max_size=2).map(tuple),
    )
)
def test_an_untouched_form_says_what_the_draft_said(body: Body) -> None:
    untouched = answers(body)
    assert check(untouched, today=TODAY) == {}
    found = filled(untouched).body
    assert with_names(found, {"U0AAAAA": "Maria", "U0BBBBB": "Maria"}) == body


@given(st.dictionaries(st.sampled_from([name(each, 0) for each in Field]), st.text() | st.none()))
def test_whatever_is_typed_is_checked_and_what_passes_can_be_read(
    typed: dict[str, Answer],
) -> None:
    if not check(typed, today=TODAY) and name(Field.STATUS, 0) not in typed:
        choices = {name(Field.REVERSIBILITY, 0): None}
        filled(typed | choices)


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("✓ Postgres — known to the team", Option(text="Postgres", is_chosen=True, why="known to the team")),
        ("✗ DynamoDB — cost", Option(text="DynamoDB", why="cost")),
        ("+ Postgres", Option(text="Postgres", is_chosen=True)),
        ("- DynamoDB -- cost", Option(text="DynamoDB", why="cost")),
        ("✔️ Postgres - managed", Option(text="Postgres - managed", is_chosen=True)),
    ],
)  # fmt: skip
def test_options_are_read_as_people_write_them(line: str, option: Option) -> None:
    assert options.read(line) == (option,)


def test_an_area_that_is_configured_is_chosen_and_another_one_is_in_own_words() -> None:
    configured = values(a_body(scope=Scope(area="payments")), AREAS)
    assert (configured[Field.AREA], configured[Field.OWN_AREA]) == ("Payments", "")
    other = values(a_body(scope=Scope(area="Hiring")), AREAS)
    assert (other[Field.AREA], other[Field.OWN_AREA]) == ("-", "Hiring")


def test_every_field_can_be_cleared_but_the_title_and_what_was_decided() -> None:
    empty = dict.fromkeys((str(field) for field in Field), None)
    kept = {"title": "Use Postgres", "decided": "We use Postgres."}
    found = filled(answers(a_body(), **empty | kept))
    assert found.body == Body(title="Use Postgres", decided="We use Postgres.")
    assert found.status is Status.ACCEPTED
    assert cleared(found.body) == set(Part) - {Part.TITLE, Part.DECIDED}


def test_of_a_form_that_was_filled_again_the_last_filling_counts() -> None:
    first = answers(a_body(title="The first"), turn=0)
    second = answers(a_body(title="The second"), turn=1)
    assert filled(second | first).body.title == "The second"
    assert list(check(first | answers(a_body(), turn=1, title=" "), today=TODAY)) == ["title.1"]


def test_somebody_whom_slack_no_longer_knows_stays_by_name() -> None:
    body = a_body(
        decider=a_party("Maria", user="U0AAAAA"), consulted=(a_party("Old", user="U0OLD"),)
    )
    found = with_names(body, {"U0AAAAA": "Maria Lopez"})
    assert found.decider == Party(name="Maria Lopez", user="U0AAAAA")
    assert found.consulted == (Party(name="Old"),)


# --- checking ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["\u200b\u200b", "\x00", "\u202e \u202c"])
def test_a_title_that_shows_nothing_is_none(text: str) -> None:
    assert wrong(title=text, decided=text).keys() == {"title", "decided"}


def test_a_form_needs_a_title_and_what_was_decided() -> None:
    assert set(wrong(title=" ", decided=None)) == {"title", "decided"}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "x" * 121, "121 characters long; 120 fit"),
        ("decided", "x" * 3001, "3,001 characters long"),
        ("options", "✓ Postgres\nDynamoDB", "“DynamoDB” doesn't say whether it was chosen"),
        ("decider", ("U1", "U2"), "Name one decider"),
        (
            "jira",
            "the payments board",
            "“the” is no Jira key|Name one project|“payments”|no Jira key",
        ),
        ("jira", "PAY-1, PAY-2", "one epic at most"),
        ("jira", "PAY/12", "“PAY/12” is no Jira key"),
        ("links", "see the wiki", "neither a web address nor a Jira key"),
        ("review_on", date(2026, 11, 20), "This date is past"),
        ("review_on", date(2126, 11, 20), "more than ten years away"),
        ("review_on", "soon", "This is no date"),
        ("decided_on", date(2026, 11, 24), "can't have been decided on that day"),
        ("decided_on", date(1026, 11, 24), "can't have been decided on that day"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field: str, value: Any, says: str) -> None:
    found = wrong(**{field: value})
    assert list(found) == [field]
    assert any(each in found[field] for each in says.split("|"))


def test_a_date_that_is_today_somewhere_is_no_mistake() -> None:
    near = {"review_on": TODAY - timedelta(days=1), "decided_on": TODAY + timedelta(days=1)}
    assert wrong(**near) == {}


def test_an_area_is_chosen_or_written_not_both() -> None:
    assert list(wrong(area="Payments", own_area="Hiring")) == ["own_area"]
    assert wrong(area="-", own_area="Hiring") == {}


def test_keys_are_read_in_any_case() -> None:
    found = filled(answers(a_body(), jira="pay, pay-12")).body.scope
    assert (found.project, found.epic) == ("PAY", "PAY-12")
