"""The checks of a draft, held against what people really said: 44,524 turns of recorded meetings."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from cadence.core.addressed import is_addressed
from cadence.decisions.prompts.support import Source, lack

ROOT = Path(__file__).parents[2]
SHARED = ROOT / os.environ.get("CADENCE_SHARED_DATA", "../shared/data")
MEETINGS = SHARED / "decisions" / "ami_es.jsonl.gz"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not MEETINGS.exists(), reason="the meetings are not here"),
]


@pytest.fixture(scope="module")
def meetings() -> list[Any]:
    with gzip.open(MEETINGS, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_nobody_in_a_meeting_is_taken_for_talking_to_the_drafter(meetings: list[Any]) -> None:
    turns = [turn["text"] for meeting in meetings for turn in meeting["turns"]]
    assert [text for text in turns if is_addressed(text)] == []


def test_a_summary_holds_by_its_own_evidence_and_not_by_that_of_another(
    meetings: list[Any],
) -> None:
    """The summaries were written by annotators in words of their own, so most of them do not hold: that is the price
    of letting through none that is made up."""
    pairs = [
        (decision["text"], Source(tuple(said[turn] for turn in decision["evidence"])))
        for meeting in meetings
        for said in [{turn["id"]: turn["text"] for turn in meeting["turns"]}]
        for decision in meeting["decisions"]
        if decision["evidence"]
    ]
    own = sum(lack(text, source) is None for text, source in pairs)
    others = sum(
        lack(text, pairs[(at + 37) % len(pairs)][1]) is None for at, (text, _) in enumerate(pairs)
    )
    assert len(pairs) == 292
    assert own >= 85
    assert others <= 3
