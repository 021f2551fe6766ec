"""Whose area a question is about: the lead who is named is the one who answers for it."""

import pytest

from builders import a_project, a_site
from cadence.core.message import Text
from cadence.core.people import Area, Lead
from cadence.core.query import Among, Field
from cadence.status.messages.answering import owners
from cadence.status.model.question import Filter, Kind, Question
from cadence.status.service.answering import areas_named, homes_of


def an_area(name: str, *projects: str, components: tuple[str, ...] = ()) -> Area:
    return Area(
        name=name,
        projects=frozenset(projects),
        components=frozenset(components),
        lead=Lead(name=f"{name}'s lead"),
    )


PAYMENTS = an_area("Payments", "PAY", components=("Payments", "Refunds"))
REST_OF_PAY = an_area("Checkout", "PAY")
MOBILE = an_area("Mobile", "MOB")
SECURITY = an_area("Security", "SEC")
AREAS = (PAYMENTS, REST_OF_PAY, MOBILE, SECURITY)
SITE = a_site(
    projects=(
        a_project("PAY", components=("Basket", "Payments", "Refunds")),
        a_project("MOB", components=("iOS", "Payments")),
    )
)


def a_question(**named: str) -> Question:
    filters = tuple(
        Filter(condition=Among(Field[field.upper()], (value,)), label=value)
        for field, value in named.items()
    )
    return Question(kind=Kind.WHO, filters=filters)


def owned(question: Question) -> tuple[Area, ...]:
    return areas_named(question, AREAS, homes=homes_of(question, SITE))


@pytest.mark.parametrize(
    ("question", "areas"),
    [
        (a_question(component="Refunds"), (PAYMENTS,)),
        (a_question(component="Basket"), (REST_OF_PAY,)),
        (a_question(component="ios"), (MOBILE,)),
        (a_question(component="Payments"), (PAYMENTS, MOBILE)),
        (a_question(project="MOB", component="Payments"), (MOBILE,)),
        (a_question(project="PAY"), (PAYMENTS, REST_OF_PAY)),
        (a_question(component="Nowhere"), ()),
        (a_question(priority="High"), ()),
    ],
)
def test_the_first_area_that_owns_what_is_named_answers_for_it(
    question: Question, areas: tuple[Area, ...]
) -> None:
    assert owned(question) == areas


def test_without_a_project_only_an_area_that_has_it_by_name_is_meant() -> None:
    assert areas_named(a_question(component="Refunds"), AREAS) == (PAYMENTS,)
    assert areas_named(a_question(component="iOS"), AREAS) == ()


def test_leads_are_named_in_whole_sentences() -> None:
    said = "".join(span.text for span in owners((PAYMENTS, MOBILE)) if isinstance(span, Text))
    assert said == "Payments: ask Payments's lead. Mobile: ask Mobile's lead."
