"""Which room a message goes to."""

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.decisions.model.commands import Command, Verb
from cadence.decisions.model.intent import intent

EVALS = Path(__file__).parents[2] / "evals"


@pytest.mark.parametrize("name", ["questions", "heldout", "unseen"])
def test_no_question_about_bugs_is_claimed(name: str) -> None:
    lines = map(json.loads, (EVALS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    asked = [text for line in lines for text in (line["text"], line.get("after")) if text]
    assert len(asked) > 60
    assert [text for text in asked if intent(text)] == []


@pytest.mark.parametrize(
    "said",
    [
        "why is PAY-12 blocked?",
        "why do we have so many open P1s?",
        "why did we close PAY-12?",
        "why are there so many bugs in Checkout?",
        "why are we late with 4.2?",
        "why did we get 20 crash bugs yesterday?",
        "why was the login bug rejected?",
        "why is this bug still open?",
        "log this bug",
        "log this issue in PAY",
        "bugs in login",
        'bugs that mention "decision"',
        "create a bug for the decision page",
        "when will the decision log crash be fixed?",
        "how many issues have decision in the title?",
        "is D-42 what blocks PAY-12?",
        "help",
        "thanks!",
        "",
    ],
)
def test_what_the_tracker_can_tell_stays_with_the_status_room(said: str) -> None:
    assert intent(said) is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("log this", ""),
        ("Log this decision", ""),
        ("Please log that!", ""),
        ("can you record this, please?", ""),
        ("record this decision", ""),
        ("log decision: we go with Kafka", "we go with Kafka"),
        ("log this decision for review in March", "for review in March"),
        ("Decision: Kafka it is", "Kafka it is"),
        ("we go with Kafka. Please log this.", "we go with Kafka"),
        ("we've decided to drop IE11", "drop IE11"),
        ("new decision", ""),
    ],
)
def test_a_thread_can_be_logged_in_many_words(said: str, words: str) -> None:
    assert intent(said) == Command(verb=Verb.LOG, words=words)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("why do we use Kafka?", "use Kafka"),
        ("Hi team, can you tell me why we use Kafka?", "use Kafka"),
        ("why don’t we support IE11?", "support IE11"),
        ("why do we triage bugs on Monday?", "triage bugs on Monday"),
        ("why was Kafka rejected", "Kafka rejected"),
        ("why did we decide that?", ""),
        ("what did we decide about retention?", "retention"),
        ("what was decided on pricing?", "pricing"),
        ("what's been decided?", ""),
        ("what did we decide about PAY-12?", "PAY-12"),
        ("who decided to drop IE11?", "drop IE11"),
        ("who made the call on Kafka?", "Kafka"),
        ("when did we decide to drop IE11?", "drop IE11"),
        ("did we ever decide on a vendor?", "a vendor"),
        ("is there a decision on logging?", "logging"),
        ("do we have a decision about logging", "logging"),
        ("what's the rationale for Kafka?", "Kafka"),
        ("how come we use Kafka?", "use Kafka"),
    ],
)
def test_a_question_about_why_who_and_what_is_asked_of_the_log(said: str, words: str) -> None:
    assert intent(said) == Command(verb=Verb.ASK, words=words)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("show D-42", Command(verb=Verb.SHOW, number=42)),
        ("D-42?", Command(verb=Verb.SHOW, number=42)),
        ("is D-42 still what we do?", Command(verb=Verb.SHOW, number=42)),
        ("supersede D-42", Command(verb=Verb.SUPERSEDE, number=42)),
        ("review D-42 in March", Command(verb=Verb.REVIEW, number=42, words="in March")),
        ("please link D-42 PAY-12", Command(verb=Verb.LINK, number=42, words="PAY-12")),
        ("list decisions", Command(verb=Verb.LIST)),
        ("my open decisions", Command(verb=Verb.LIST, words="my open")),
        ("decisions in #payments", Command(verb=Verb.LIST, words="in #payments")),
        ("find decisions about retention", Command(verb=Verb.SEARCH, words="retention")),
        ("help with decisions", Command(verb=Verb.HELP)),
        ("/decision list mine", Command(verb=Verb.LIST, words="mine")),
        ("/decision", Command(verb=Verb.HELP)),
    ],
)
def test_the_log_can_be_used_in_plain_words(said: str, told: Command) -> None:
    assert intent(said) == told


def test_a_command_typed_as_text_that_cannot_be_read_says_what_is_wrong_with_it() -> None:
    told = intent("/decision shwo D-42")
    assert told is not None
    assert told.verb is Verb.HELP
    assert "Did you mean “show”?" in told.words


@given(st.text(max_size=300))
def test_any_text_goes_to_one_room_or_the_other(said: str) -> None:
    told = intent(said)
    assert told is None or isinstance(told.verb, Verb)


@pytest.mark.parametrize(
    "repeated",
    ["why ", "why do we ", "log this ", "a b ", "decision ", "d-1 ", ", ", "please ", "we decided to ", "is ever "],
)  # fmt: skip
def test_a_long_text_is_read_before_an_acknowledgement_is_due(repeated: str) -> None:
    text = repeated * (40_000 // len(repeated))
    began = process_time()
    intent(text)
    intent(text + "?!")
    assert process_time() - began < 0.5
