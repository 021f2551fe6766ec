"""People whose account was deactivated."""

import pytest

from cadence.adapters.slack.read import person_in


@pytest.mark.parametrize(
    ("marked", "is_gone"), [({"deleted": True}, True), ({"deleted": False}, False), ({}, False)]
)
def test_who_was_deactivated_is_gone(marked: dict[str, bool], is_gone: bool) -> None:
    person = person_in({"id": "U1", "name": "uma"} | marked, "U1", team="T1")
    assert person.is_gone is is_gone
