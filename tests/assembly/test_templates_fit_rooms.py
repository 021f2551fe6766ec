"""The built-in templates ask what the rooms that they are about can take answers to."""

import pytest

from cadence.core.agenda import Ask
from cadence.patterns.model.asks import ASKS as OF_PATTERNS
from cadence.portfolio.model.asks import ASKS as OF_BETS
from cadence.revenue.model.asks import ASKS as OF_INDICATORS
from cadence.rituals.service.templates import begun


@pytest.mark.parametrize(
    ("template", "asks"),
    [
        ("portfolio-review", OF_BETS),
        ("nrr-review", OF_INDICATORS),
        ("quality-review", OF_PATTERNS),
    ],
)
def test_a_template_asks_what_its_room_knows(template: str, asks: tuple[Ask, ...]) -> None:
    known = {(each.name, each.sort, each.each, each.is_call) for each in asks}
    asked = {(each.name, each.sort, each.each, each.is_call) for each in begun(template).asks}
    assert asked == known
