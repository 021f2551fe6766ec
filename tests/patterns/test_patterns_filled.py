"""What leads fill in: pure checks, before the acknowledgement."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cadence.core.heard import Answer
from cadence.patterns.messages.actions import more_in, more_value, number_in, value_of
from cadence.patterns.model import filled
from cadence.patterns.model.pattern import Cause, NoPattern

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
GOOD: dict[str, Answer] = {"cause": "CI_CD", "action": "A replay in CI", "until": "2026-12-24"}

ANSWERS = st.dictionaries(
    st.sampled_from(["cause", "action", "until", "log", "into", "keys", "to", "words", "reason"]),
    st.none() | st.text(max_size=40) | st.lists(st.text(max_size=9), max_size=3).map(tuple),
)
"""Whatever somebody could send."""


def test_what_passes_is_read_as_it_was_meant() -> None:
    assert filled.taken_wrong(GOOD, NOW) == {}
    taken = filled.taken(GOOD | {"action": "  A \n replay  in CI ", "log": ("yes",)})
    assert taken is not None
    assert (taken.cause, taken.action, taken.log) == (Cause.CI_CD, "A replay in CI", True)
    said = filled.dismissed({"reason": "KNOWN", "words": " since  2024 "})
    assert said == filled.Dismissed(reason=NoPattern.KNOWN, words="since 2024")
    assert filled.into({"into": "12"}) == 12
    assert filled.keys({"keys": ("PAY-1", "PAY-1", "PAY-2")}) == ("PAY-1", "PAY-2")
    assert filled.keys({"keys": "pay-1, PAY-2\nPAY-1"}) == ("PAY-1", "PAY-2")


def test_every_cause_and_reason_can_be_chosen() -> None:
    for cause in Cause:
        taken = filled.taken(GOOD | {"cause": cause.name})
        assert taken is not None
        assert taken.cause is cause
    for reason in NoPattern:
        assert filled.dismissed_wrong({"reason": reason.name, "words": "so"}) == {}


def test_a_day_is_ahead_and_within_two_years() -> None:
    for days, said in (
        (-1, "Choose a day ahead."),
        (1, ""),
        (731, ""),
        (732, "Choose a day within two years."),
    ):
        assert filled.day_wrong(str((NOW + timedelta(days=days)).date()), NOW) == said
    for written in ("", "tomorrow", "2026-13-01", "0000-00-00", "9" * 20):
        assert filled.day_wrong(written, NOW) == "Choose a day."


@given(ANSWERS)
def test_whatever_is_sent_is_either_wrong_or_can_be_read(answers: dict[str, Answer]) -> None:
    if not filled.taken_wrong(answers, NOW):
        assert filled.taken(answers) is not None
    if not filled.dismissed_wrong(answers):
        assert filled.dismissed(answers) is not None
    if not filled.merged_wrong(answers):
        assert filled.into(answers) is not None
    if not filled.split_wrong(answers):
        assert filled.keys(answers)
    assert len(filled.words(answers)) <= filled.LONGEST_WORDS


@given(st.integers(1, 10**9 - 1))
def test_what_a_button_carries_is_read_back(number: int) -> None:
    assert number_in(value_of(number)) == number
    assert more_in(more_value("patterns.open.merge", number)) == ("patterns.open.merge", number)


@given(st.text(max_size=20))
def test_what_is_no_number_of_ours_is_none(value: str) -> None:
    found = number_in(value)
    assert found is None or value.strip() == value
    if found is not None:
        assert int(value) == found
