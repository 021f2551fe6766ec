"""Options that are listed, what points back to them, and what is said for or against each."""

from datetime import date

import pytest
from draft_rules_support import drafted, places, the_draft

from cadence.decisions.model.decision import Option, Part
from cadence.decisions.model.drafting.lists import entries

ASKED = "hannah: How do we retry card payments?"
LISTED = (
    "tomasz: Options: (a) retry in the checkout, three times in a row (b) queue it and retry for 24 hours "
    "(c) leave it to the bank's own retries"
)
TEXTS = (
    "retry in the checkout, three times in a row",
    "queue it and retry for 24 hours",
    "leave it to the bank's own retries",
)


def texts(*lines: str) -> tuple[str, ...]:
    return tuple(each.text for each in the_draft(*lines).body.options)


def test_a_thread_with_a_lettered_list_is_drafted_whole() -> None:
    draft = the_draft(
        "hannah: We need to decide how we retry card payments. Today the order fails.",
        LISTED,
        "amara: Against (c): it costs 0.15 € a retry and we can't see what happens.",
        "tomasz: (a) is out: retries in the request charged twice.",
        "amara: Then let's go with (b): queue soft declines and retry for 24 hours.",
        "tomasz: Works for me, we have the job table anyway. @chidi please set the alert on queue depth",
        "hannah: +1. Let's look at it again on 15 January, or when the retry success rate is below 40%",
    )
    body = draft.body

    assert body.title == "Queue soft declines and retry for 24 hours"
    assert body.context.startswith("We need to decide how we retry card payments.")
    assert body.options == (
        Option(text=TEXTS[0], why="retries in the request charged twice."),
        Option(text=TEXTS[1], is_chosen=True),
        Option(text=TEXTS[2], why="it costs 0.15 € a retry and we can't see what happens."),
    )
    assert places(draft, Part.OPTIONS) == [2, 3, 4]
    assert body.reasons == ("we have the job table anyway.",)
    assert body.consequences == ()
    assert body.review_on == date(2027, 1, 15)
    assert body.reopen_if == "when the retry success rate is below 40%"


@pytest.mark.parametrize(
    "listing",
    [
        "(a) retry here, thrice (b) queue it (c) leave it to the bank",
        "I see: a) retry here, thrice, b) queue it or c) leave it to the bank?",
        "Options are 1. retry here, thrice 2. queue it. 3. leave it to the bank.",
        "A: retry here, thrice B: queue it C: leave it to the bank",
        "Option 1: retry here, thrice, option 2: queue it, option 3: leave it to the bank",
        "Option A - retry here, thrice\nOption B - queue it\nOption C - leave it to the bank",
        "Three ways:\n• retry here, thrice\n• queue it\n• leave it to the bank",
        "- (a) retry here, thrice\n- (b) queue it\n- (c) leave it to the bank",
    ],
)
def test_a_list_is_read_however_it_is_written(listing: str) -> None:
    found = texts(ASKED, f"ben: {listing}", "cleo: Decision: we queue it.", "ben: ok")

    assert found == ("retry here, thrice", "queue it", "leave it to the bank")


@pytest.mark.parametrize(
    ("asked", "sides"),
    [
        ("Do we retry in the checkout or queue it?", ("retry in the checkout", "queue it")),
        ("We can either retry in the checkout or queue it.", ("retry in the checkout", "queue it")),
        ("Kafka vs. NATS for the telemetry?", ("Kafka", "NATS")),
        ("Which one? I've looked at Kafka, NATS and plain Redis", ("Kafka", "NATS", "plain Redis")),
        ("Two candidates for it: Kafka and NATS.", ("Kafka", "NATS")),
        ("Kafka, NATS or Redis?", ("Kafka", "NATS", "Redis")),
    ],
)
def test_a_choice_in_one_sentence_is_read_in_full(asked: str, sides: tuple[str, ...]) -> None:
    decided = "NATS" if "NATS" in sides else "we queue it"

    assert texts(f"ann: {asked}", f"ben: Decision: {decided}.") == sides


@pytest.mark.parametrize(
    "said",
    [
        "b it is", "(b) it is", "going with B then", "Then (b)", "then b.", "the second one", "option b",
        "ok, let's do the second one", "Decision: b", "we take option B", "let's go with (b)!",
    ],
)  # fmt: skip
def test_a_label_alone_chooses_what_it_stands_for(said: str) -> None:
    draft = the_draft(ASKED, LISTED, f"amara: {said}", "tomasz: ok")

    assert draft.body.decided == TEXTS[1]
    assert draft.body.title == "Queue it and retry for 24 hours"
    assert places(draft, Part.DECIDED) == [2, 3]
    assert [each.is_chosen for each in draft.body.options] == [False, True, False]


def test_a_number_chooses_from_a_numbered_list() -> None:
    draft = the_draft(
        ASKED, "tomasz: Option 1: retry here\nOption 2: queue it", "amara: option 2", "tomasz: ok"
    )

    assert draft.body.decided == "queue it"


def test_why_a_label_was_chosen_is_kept_beside_what_it_stands_for() -> None:
    body = the_draft(ASKED, LISTED, "amara: let's go with b because it's cheaper").body

    assert body.decided == f"{TEXTS[1]}\nlet's go with b because it's cheaper"
    assert body.title == "Queue it and retry for 24 hours"
    assert body.reasons == ("because it's cheaper",)


def test_a_label_of_no_list_decides_nothing() -> None:
    assert drafted("ann: Kafka keeps failing at night.", "ben: ok, b") == ()


@pytest.mark.parametrize(
    ("said", "why", "is_reason"),
    [
        ("b is more work, but requests in the checkout charge twice", "b is more work, but", True),
        ("c costs us 0.15 € a retry", "c costs us", False),
        ("Against (c): nobody sees what happens there", "nobody sees", False),
        ("b is more work", "b is more work", False),
        ("(b) keeps the checkout fast", "(b) keeps", True),
    ],
)
def test_what_is_said_of_an_option_by_its_label_is_its_why(
    said: str, why: str, is_reason: bool
) -> None:
    body = the_draft(ASKED, LISTED, f"amara: {said}", "hannah: ok, b it is", "amara: ok").body

    (told,) = [each for each in body.options if each.why]
    assert told.why.startswith(why)
    assert told.is_chosen is said.startswith(("b", "(b"))
    assert bool(body.reasons) is is_reason


def test_a_word_that_is_a_letter_is_no_label() -> None:
    body = the_draft(ASKED, LISTED, "amara: a bank is never fast", "hannah: b it is").body

    assert body.options[0].why == ""


def test_a_list_of_topics_holds_no_options() -> None:
    draft = the_draft(
        "ann: Topics for today:\n1. retention\n2. on-call",
        "ben: Decision: audit logs are kept for seven years.",
    )

    assert draft.body.options == ()


@pytest.mark.parametrize(
    "text", ["3.5 is fine", "a) only the one", "version 2. Then 3. follows", "option 1 is slow"]
)
def test_what_is_no_list_has_at_most_one_entry(text: str) -> None:
    assert len(entries(text)) <= 1


def test_what_else_was_proposed_is_an_option() -> None:
    draft = the_draft(
        "yann: The retro board is sunset, what do we use instead?",
        "zara: Miro? Everybody has an account.",
        "abel: I'd rather try Mural",
        "yann: alright, Miro from next sprint on",
    )

    assert draft.body.options == (
        Option(text="Miro", is_chosen=True),
        Option(text="rather try Mural"),
    )
    assert draft.body.reasons == ("Everybody has an account.",)
    assert places(draft, Part.OPTIONS) == [2, 3]


def test_a_vote_for_a_choice_is_no_choice_of_its_own() -> None:
    draft = the_draft(
        "ole: Add two nodes or prune old indices?",
        "pat: I vote pruning, we don't need logs from 2023",
        "ole: Decision: we prune old indices.",
    )

    assert [each.text for each in draft.body.options] == ["Add two nodes", "prune old indices"]


def test_a_later_proposal_that_says_more_is_not_the_earlier_one() -> None:
    body = the_draft(
        "zack: Let's ship the beta with English only, and add German in November.",
        "amy: Actually, wait. The pilot customer signed for a German UI.",
        "zack: Right, then we ship with both, and the German texts go out with a beta label.",
        "amy: agreed",
    ).body

    assert not any(each.is_chosen for each in body.options)


@pytest.mark.parametrize(
    "said",
    [
        "@chidi please set the alert on the queue's depth",
        "Fay owns the queue from now on",
        "no objections to the queue",
    ],
)
def test_who_does_what_is_no_reason(said: str) -> None:
    body = the_draft(
        "ann: Kafka or a queue in Postgres?",
        f"ben: We go with the queue in Postgres. {said}",
        "ann: works for me",
    ).body

    assert body.reasons == ()
    assert not any(said in each.why for each in body.options)
