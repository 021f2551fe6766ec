"""Text that is made to keep a reader busy: where a pattern can be tried in every division of a long run, each of these
takes seconds to minutes."""

from datetime import UTC, datetime
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from builders import a_site
from cadence.adapters.jira.wiki import plain_of_wiki
from cadence.adapters.slack.inbound_text import typed
from cadence.status.model.commands import Verb, command
from cadence.status.model.keys import keys_in
from cadence.status.model.understanding import Vocabulary, understand

LONG = 40_000
"""Characters: the longest message that Slack takes."""
SOON = 2.0
"""Seconds of the processor, a hundred times what it takes: growth that is not linear exceeds it by far."""

SITE = a_site()
VOCABULARY = Vocabulary.of(SITE)


def understood(text: str) -> object:
    return understand(
        text,
        site=SITE,
        vocabulary=VOCABULARY,
        now=datetime(2026, 11, 18, 12, 0, tzinfo=UTC),
        zone=ZoneInfo("UTC"),
    )


@pytest.mark.parametrize(
    "repeated",
    ["*", "_a", "http://", "(http://x", "PAY-", "@a.", "`", "“", "<", "[", "1.", "é", "\n", "a b "],
)
def test_a_long_text_is_read_soon(repeated: str) -> None:
    text = repeated * (LONG // len(repeated))
    began = process_time()
    for read in (typed, keys_in, command, plain_of_wiki, understood):
        read(text)
    assert process_time() - began < SOON


def test_a_command_with_many_spaces_is_read_soon() -> None:
    began = process_time()
    assert command("tell me when it's" + " " * LONG + "x") is None
    assert process_time() - began < SOON


def test_a_command_may_hold_several_spaces() -> None:
    told = command("tell  me when\n PAY-12  is   fixed")
    assert told is not None
    assert (told.verb, told.key) == (Verb.WATCH, "PAY-12")
