"""People whose status says that they are not at work."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cadence.adapters.slack.read import FOREVER, person_in

UNTIL = datetime(2026, 11, 30, 8, tzinfo=UTC)
EXPIRES = int(UNTIL.timestamp())


@pytest.mark.parametrize(
    ("emoji", "expiration", "until"),
    [
        (":palm_tree:", EXPIRES, UNTIL),
        (":face_with_thermometer:", EXPIRES, UNTIL),
        (":palm_tree:", 0, FOREVER),
        (":palm_tree:", None, FOREVER),
        (":palm_tree:", "soon", FOREVER),
        (":palm_tree:", 10**30, FOREVER),
        (":baby::skin-tone-3:", EXPIRES, UNTIL),
        (":house_with_garden:", EXPIRES, None),
        (":spiral_calendar_pad:", EXPIRES, None),
        ("", EXPIRES, None),
        (None, EXPIRES, None),
        (7, EXPIRES, None),
    ],
)
def test_a_status_tells_until_when_somebody_is_away(
    emoji: Any, expiration: Any, until: datetime | None
) -> None:
    profile = {"status_emoji": emoji, "status_expiration": expiration}
    assert person_in({"id": "U1", "profile": profile}, "U1", team="T1").away_until == until


def test_without_a_profile_nobody_is_away() -> None:
    assert person_in({"id": "U1"}, "U1", team="T1").away_until is None
