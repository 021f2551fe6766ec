"""Who reads what is said."""

from zoneinfo import ZoneInfo

import pytest

from cadence.core.message import Audience, Kind
from cadence.core.people import Person
from cadence.core.readers import SOMEBODY, known, name_or_somebody, ours_alone
from fakes.messenger import FakeMessenger

ANA = Person(id="U1", name="Ana", email="ana@acme.example", zone=ZoneInfo("Europe/Berlin"))


def test_what_is_said_to_somebody_of_the_company_is_read_by_them_alone() -> None:
    messenger = FakeMessenger(people={"U1": ANA}, groups={"U1": frozenset({"S1"})})
    assert ours_alone(messenger, "U1") == Audience(
        user="U1",
        channel=None,
        kind=Kind.DIRECT,
        groups=frozenset({"S1"}),
        email="ana@acme.example",
    )


@pytest.mark.parametrize("what", ["is_guest", "is_gone", "is_bot"])
def test_nobody_else_counts_as_of_the_company(what: str) -> None:
    person = Person(id="U1", name="Ana", zone=ANA.zone, **{what: True})
    assert ours_alone(FakeMessenger(people={"U1": person}), "U1") is None


def test_whom_slack_does_not_know_has_no_name_and_is_told_nothing() -> None:
    messenger = FakeMessenger(people={"U1": ANA})
    assert known(messenger, "U9") is None
    assert name_or_somebody(messenger, "U9") == SOMEBODY
    assert name_or_somebody(messenger, "U1") == "Ana"
    assert ours_alone(messenger, "U9") is None
