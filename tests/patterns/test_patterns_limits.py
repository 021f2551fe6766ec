"""Whatever bugs are called and however many there are: cards and lists stay within Slack's limits, and literal."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.adapters.slack.render import message_args, modal_view
from cadence.core.message import Message, Picture
from cadence.patterns.messages.bugs import all_bugs
from cadence.patterns.messages.card import card
from cadence.patterns.model.evidence import Past, Since
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Pattern, State
from pattern_builders import DAY, NIGHT, a_pattern
from pattern_evidence import STATES, evidence, setting, some_exhibits

HOSTILE = (
    "<!channel> <@U1> *bold* _it_ `code` ~struck~",
    "\u202edesrever \u200fעברית العربية",
    "👩\u200d👩\u200d👧\u200d👦🏳️\u200d🌈 :tada:",
    "x" * 10_000,
    "line\nbreak\x00\x1b[31m",
    "\ud800",
    " ",
)
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=400))


def blocks_of(message: Message) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = message_args(message)["blocks"]
    return made


def shown_anywhere(pattern: Pattern, text: str, count: int) -> Message:
    hostile = some_exhibits(
        count, title=text, resolution=text, affects=(text,) * 9, fixed_in=(text,), priority=text
    )
    past = Past(number=3, name=text, state=State.CLOSED, changed_at=NIGHT, action=text)
    shown = evidence(
        counted=hostile,
        earlier=hostile,
        past=(past,) * 9,
        decisions=tuple((number, text) for number in range(20)),
        unseen=tuple(f"PAY-{number}" for number in range(300)),
        uncovered=("PAY",),
        since=Since(at=NIGHT - DAY, new=tuple(f"PAY-{number}" for number in range(200))),
        as_of=NIGHT - 9 * DAY,
    )
    picture = Picture(file="F1", title="Similar bugs", alt=text)
    return card(pattern, shown, setting(Occasion.HANDED, by="U1", words=text), picture=picture)


@settings(max_examples=40, deadline=None)
@given(text=TEXTS, count=st.integers(0, 300), pattern=st.sampled_from(STATES))
def test_no_text_and_no_number_of_bugs_breaks_a_card(
    text: str, count: int, pattern: Pattern
) -> None:
    hostile = replace(pattern, name=text, sentence=text, told=text, area=text)
    if pattern.ownership:
        hostile = replace(hostile, ownership=replace(pattern.ownership, action=text))
    message = shown_anywhere(hostile, text, count)
    blocks = blocks_of(message)
    assert len(blocks) <= 50
    assert "Left out here for length" not in str(blocks)
    assert all(len(each["text"]["text"]) <= 3_000 for each in blocks if each["type"] == "section")
    labels = [each["text"]["text"] for each in _elements(blocks) if each["type"] == "button"]
    assert all(len(label) <= 75 for label in labels)
    if pattern.state is not State.MERGED:
        assert bool(count) == any(label.startswith("and ") for label in labels)


def _elements(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    inside = [each for block in blocks for each in block.get("elements", ())]
    return inside + [block["accessory"] for block in blocks if "accessory" in block]


@pytest.mark.parametrize("text", HOSTILE[:1])
def test_nothing_from_outside_pings_or_formats(text: str) -> None:
    pattern = a_pattern(name=text, sentence=text, told=text, area=text)
    rendered = str(blocks_of(shown_anywhere(pattern, text, 9)))
    assert "<!channel>" in rendered
    assert "'type': 'user'" not in rendered
    for block in blocks_of(shown_anywhere(pattern, text, 9)):
        for part in (block.get("text"), *block.get("elements", ()), *block.get("fields", ())):
            if isinstance(part, dict) and part.get("type") == "mrkdwn":
                assert "<!channel>" not in part["text"]
                assert "<@U1>" not in part["text"]


def test_all_bugs_are_listed_in_a_modal_whatever_they_are_called() -> None:
    shown = evidence(
        counted=some_exhibits(150, title="x" * 10_000), earlier=some_exhibits(120, title="<!here>")
    )
    view = modal_view(all_bugs(a_pattern(12), shown))
    assert len(view["blocks"]) <= 100
    assert "and 70 more, which are not shown here" in str(view)
    assert str(view).count("'PAY-109'") == 2
