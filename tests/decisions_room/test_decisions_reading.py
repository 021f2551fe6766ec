"""Looking decisions up: lists, searches, one with all there is to it, and questions."""

from datetime import date, timedelta

import pytest
from room_support import ALL, DANA, GUS, LEADS, MAYA, OPS, PAY, Room, a_room

from builders import LONG_AGO, a_body, a_decision, a_party, a_quote, an_event, an_origin
from cadence.core.heard import Pressed
from cadence.core.message import Kind
from cadence.decisions.model.decision import (
    Decision,
    Happened,
    Option,
    Part,
    Reversibility,
    Scope,
    Standing,
    Status,
)

LINK = "https://example.slack.com/archives/CPAY/p1763380800000100"
SECRET = an_origin(LEADS, kind=Kind.PRIVATE)
FULL = a_decision(
    7,
    title="Keep the ledger in PostgreSQL",
    decided="The ledger is kept in PostgreSQL 17, one database a region.",
    context="Black Friday broke the key-value store.",
    options=(
        Option(text="PostgreSQL", is_chosen=True, why="we know it"),
        Option(text="DynamoDB", why="too dear at our volume"),
    ),
    reasons=("Transactions over several accounts are needed.",),
    consequences=("Ops runs a replica in each region.",),
    decider=a_party("Dana Fox", DANA),
    consulted=(a_party("Maya Okafor", MAYA),),
    reversibility=Reversibility.IRREVERSIBLE,
    review_on=date(2027, 3, 1),
    reopen_if="The ledger outgrows one machine.",
    scope=Scope(area="Payments", project="PAY"),
    links=("PAY-12", "https://wiki.example/ledger"),
    origin=an_origin(permalink=LINK),
    quotes=(
        a_quote(Part.DECIDED, permalink=LINK),
        a_quote(Part.REASONS, ts="1763380900.000200", text="we need transactions", name="Maya"),
    ),
)
OLD = a_decision(3, title="Keep the ledger in DynamoDB", decided="The ledger is kept in DynamoDB.")
NEW = a_decision(
    9,
    title="Keep the ledger in PostgreSQL",
    decided="The ledger moves to PostgreSQL.",
    reasons=("DynamoDB is too dear.",),
    quotes=(a_quote(text="dynamo is eating the budget", part=Part.REASONS),),
)


# --- a list --------------------------------------------------------------------------------------


def test_the_newest_come_first_and_the_older_ones_are_a_press_away() -> None:
    room = a_room(*(a_decision(n, title=f"Decision number {n}") for n in range(1, 24)))
    said = room.command(MAYA, "list")
    assert "1–10 of 23 decisions, newest first." in said
    assert said.index("Decision number 23") < said.index("Decision number 14")
    assert "Decision number 13" not in said
    assert "11–20 of 23" in room.press(MAYA, "Older ones")
    last = room.press(MAYA, "Older ones")
    assert "21–23 of 23" in last
    assert "Decision number 1\n" in last
    assert "[Older ones]" not in last


def test_a_list_is_narrowed_by_status_person_area_and_channel() -> None:
    room = a_room(
        a_decision(1, title="Accepted", scope=Scope(area="Payments")),
        a_decision(2, title="Proposed", status=Status.PROPOSED, scope=Scope(project="PAY")),
        a_decision(3, title="Mine", decider=a_party("Maya Okafor", MAYA)),
        a_decision(4, title="Elsewhere", origin=an_origin(OPS)),
    )
    for words, only in {
        "list proposed": "Proposed",
        "list mine": "Mine",
        "list payments": "Accepted",
        "list pay": "Proposed",
        f"list #{OPS}": "Elsewhere",
    }.items():
        said = room.command(MAYA, words)
        assert "1 decision" in said, words
        assert only in said, words


def test_a_narrowed_list_stays_narrowed_on_its_next_page() -> None:
    proposed = (a_decision(n, status=Status.PROPOSED) for n in range(1, 13))
    room = a_room(*proposed, *(a_decision(n) for n in range(13, 20)))
    assert "1–10 of 12 decisions (proposed)" in room.command(MAYA, "list proposed")
    assert "11–12 of 12 decisions (proposed)" in room.press(MAYA, "Older ones")


def test_an_empty_list_says_how_a_decision_is_logged() -> None:
    said = a_room().command(MAYA, "list rejected about Ledgers")
    assert "No decision (rejected) about Ledgers is logged that I may show here." in said
    assert "@Cadence log this" in said


@pytest.mark.parametrize("value", ["", "x", "[1,2]", "7", '["list", "x", 3]'])
@pytest.mark.parametrize("action", ["decisions.older", "decisions.more", "decisions.gone"])
def test_a_button_of_another_time_is_said_to_be_one(action: str, value: str) -> None:
    pressed = Pressed(id="p", action=action, value=value, user=MAYA, channel=PAY, at=LONG_AGO)
    (job,) = a_room().desk.press(pressed).jobs
    assert "from an older version of me" in str(job.args)


# --- one -----------------------------------------------------------------------------------------


def test_one_decision_is_shown_with_all_there_is_to_it() -> None:
    said = a_room(FULL).command(DANA, "show D-7")
    for part in (
        "D-7 · Keep the ledger in PostgreSQL",
        "Accepted. Decided by Dana Fox,",
        "one database a region",
        "Chosen: PostgreSQL – we know it",
        "Rejected: DynamoDB – too dear at our volume",
        "Transactions over several accounts",
        "Ops runs a replica",
        "Black Friday",
        "Consulted: Maya Okafor",
        "To reverse: hard",
        "on 1 Mar 2027",
        "Reopened if: The ledger outgrows one machine.",
        "About: Payments, PAY",
        "PAY-12 (https://jira.test/browse/PAY-12)",
        "https://wiki.example/ledger",
        "> ok, postgres it is",
        f"open ({LINK})",
        "> we need transactions",
        "for the reasons",
        "Recorded by Dana",
        "[Supersede] [Link] [Wrong?] [History]",
    ):
        assert part in said, part


def test_what_became_of_a_quoted_message_is_said_beside_it() -> None:
    quotes = (
        a_quote(standing=Standing.EDITED),
        a_quote(Part.REASONS, ts="1763380900.000200", standing=Standing.DELETED),
    )
    said = a_room(a_decision(quotes=quotes)).command(MAYA, "show 1")
    assert "edited since" in said
    assert "deleted since" in said


def test_a_message_that_says_several_things_is_quoted_once() -> None:
    quotes = (a_quote(Part.DECIDED), a_quote(Part.TITLE))
    said = a_room(a_decision(quotes=quotes)).command(MAYA, "show 1")
    assert said.count("ok, postgres it is") == 1
    assert "for what was decided, its title" in said


def test_quotes_of_an_imported_record_are_told_apart_by_what_they_say() -> None:
    quotes = tuple(a_quote(ts="", channel="", text=text) for text in ("one", "two"))
    said = a_room(a_decision(quotes=quotes)).command(MAYA, "show 1")
    assert "> one" in said
    assert "> two" in said


def test_many_quotes_are_shown_on_a_press() -> None:
    quotes = tuple(
        a_quote(ts=f"17633808{n:02}.000100", text=f"voice {n}", at=LONG_AGO + timedelta(minutes=n))
        for n in range(9)
    )
    room = a_room(a_decision(quotes=quotes))
    said = room.command(MAYA, "show 1")
    assert "voice 5" in said
    assert "voice 6" not in said
    assert "voice 8" in room.press(MAYA, "All 9 quotes")


def test_a_chain_is_told_in_both_directions() -> None:
    room = a_room(OLD, NEW, supersessions=((3, 9),))
    old, new = room.command(MAYA, "show 3"), room.command(MAYA, "show 9")
    assert "Superseded: this no longer holds. In its place: D-9" in old
    assert "[Show D-9]" in old
    assert "[Supersede]" not in old
    assert "It took the place of D-3 · Keep the ledger in DynamoDB: The ledger is kept" in new
    assert "[Show D-3]" in new


def test_the_history_tells_what_happened_and_what_it_said_before() -> None:
    room = a_room(OLD, NEW, supersessions=((3, 9),))
    room.records.correct(
        9,
        a_body(title=NEW.body.title, decided="PostgreSQL 17 it is.", reasons=NEW.body.reasons),
        revision=2,
        by=a_party("Maya Okafor", MAYA),
        at=room.clock.now(),
        why="the version was missing",
    )(None)
    room.command(MAYA, "show 9")
    said = room.press(MAYA, "History")
    assert "recorded by Dana" in said
    assert "put in the place of D-3" in said
    assert "corrected by Maya Okafor: the version was missing" in said
    assert "What was decided was: The ledger moves to PostgreSQL." in said


def test_there_is_none_and_may_not_be_seen_read_alike() -> None:
    room = a_room(a_decision(5, origin=SECRET, title="Sell the company"))
    assert room.command(DANA, "show D-5") == "There is no D-5 that I may show you."
    assert room.command(DANA, "show D-6") == "There is no D-6 that I may show you."
    assert "Sell the company" in room.command(MAYA, "show D-5")


def test_what_not_all_may_see_is_told_in_a_channel_to_whoever_asked_alone() -> None:
    room = a_room(a_decision(5, origin=SECRET, title="Sell the company"))
    assert "Sell the company" in room.mention(MAYA, "show D-5")
    assert room.last.place.only_for == MAYA
    assert "no D-5" in room.mention(DANA, "show D-5")
    assert room.last.place.only_for == DANA


# --- access --------------------------------------------------------------------------------------


@pytest.fixture
def secretive() -> Room:
    """D-9 of the leads took the place of D-3, which everyone may see."""
    hidden = a_decision(9, title="Move the ledger to Oracle", origin=SECRET)
    return a_room(OLD, hidden, supersessions=((3, 9),))


@pytest.mark.parametrize(
    "words", ["list", "search ledger", "show D-3", "show D-9", "why do we keep the ledger?"]
)
def test_nothing_hints_at_what_may_not_be_seen(secretive: Room, words: str) -> None:
    for said in (secretive.command(DANA, words), secretive.direct(DANA, words)):
        assert "Oracle" not in said
        assert "D-9" not in said.replace("There is no D-9 that", "")
    assert "Oracle" not in secretive.mention(MAYA, "search decisions about ledger")


def test_the_history_names_no_decision_that_may_not_be_seen(secretive: Room) -> None:
    secretive.command(DANA, "show 3")
    said = secretive.press(DANA, "History")
    assert "superseded" in said
    assert "D-9" not in said
    secretive.command(MAYA, "show 3")
    assert "superseded by D-9" in secretive.press(MAYA, "History")


def test_why_a_hidden_decision_holds_beside_this_one_is_hidden_too(secretive: Room) -> None:
    kept = an_event(3, Happened.KEPT, words="Oracle is for the merger.", other=9)
    secretive.records.happened(kept)(None)
    secretive.command(DANA, "show 3")
    said = secretive.press(DANA, "History")
    assert "kept beside another" in said
    assert "merger" not in said
    secretive.command(MAYA, "show 3")
    assert "kept beside D-9" in (said := secretive.press(MAYA, "History"))
    assert "Oracle is for the merger." in said


def test_a_guest_sees_the_channels_they_are_in_and_no_other() -> None:
    room = a_room(a_decision(1), a_decision(2, origin=an_origin(OPS), title="Rotate keys weekly"))
    assert "Rotate keys" in room.command(DANA, "list")
    assert "Rotate keys" not in room.command(GUS, "list")
    assert "1 decision" in room.command(GUS, "list")


def test_a_guest_reads_no_other_channel_through_an_answer_to_all() -> None:
    room = a_room(a_decision(1, origin=an_origin(OPS), title="Rotate keys weekly"))
    assert "Rotate keys" not in room.mention(GUS, "search decisions about keys")
    assert "Rotate keys" in room.mention(DANA, "search decisions about keys")


def test_whoever_has_left_a_channel_sees_its_decisions_no_longer() -> None:
    room = a_room(a_decision(5, origin=SECRET, title="Sell the company"))
    assert "Sell the company" in room.command(MAYA, "list")
    room.messenger.memberships[MAYA] = frozenset({PAY})
    assert "Sell the company" not in room.command(MAYA, "list")


def test_in_a_channel_that_strangers_read_its_own_decisions_are_shown_alone() -> None:
    room = a_room(a_decision(1), a_decision(2, origin=an_origin("CEXT", kind=Kind.SHARED)))
    room.messenger.kinds["CEXT"] = Kind.SHARED
    said = room.mention(MAYA, "list decisions", channel="CEXT")
    assert "D-2" in said
    assert "D-1" not in said


# --- a search ------------------------------------------------------------------------------------


def test_a_hit_shows_the_sentence_that_matched() -> None:
    said = a_room(FULL, a_decision(8, title="Rotate keys")).command(MAYA, "search replica region")
    assert "1 decision for “replica region”" in said
    assert "Ops runs a replica in each region." in said


def test_a_hit_shows_what_its_title_does_not_say() -> None:
    said = a_room(FULL).command(MAYA, "search ledger replica")
    assert "Ops runs a replica in each region." in said


def test_a_quote_that_matched_is_shown_with_who_said_it() -> None:
    quote = a_quote(text="I never liked Mondays. But the mainframe has to go.", name="Ben")
    said = a_room(a_decision(quotes=(quote,))).command(MAYA, "search mainframe")
    assert "But the mainframe has to go. – Ben" in said


def test_a_misspelt_word_is_found_and_said_to_have_been_corrected() -> None:
    said = a_room(FULL).command(MAYA, "search replcia")
    assert "D-7" in said
    assert "I took “replcia” for “replica”" in said


def test_more_hits_are_a_press_away() -> None:
    room = a_room(*(a_decision(n, title=f"Ledger number {n}") for n in range(1, 9)))
    said = room.command(MAYA, "search ledger number")
    assert "8 decisions for “ledger number”; the best 5" in said
    assert room.press(MAYA, "Show more").count("Ledger number") == 8


def test_a_search_that_finds_nothing_says_what_to_do() -> None:
    said = a_room().command(MAYA, "search zeppelins")
    assert "I find no decision about “zeppelins” that I may show here." in said
    assert "fewer words" in said
    assert "@Cadence log this" in said


# --- a question ----------------------------------------------------------------------------------


def test_a_question_is_answered_by_what_holds_with_its_words_and_what_it_replaced() -> None:
    room = a_room(OLD, NEW, a_decision(12, title="Rotate keys"), supersessions=((3, 9),))
    for said in (
        room.mention(DANA, "why do we keep the ledger in PostgreSQL?"),
        room.direct(DANA, "what did we decide about DynamoDB?"),
        room.command(DANA, "why do we keep the ledger in DynamoDB?"),
        room.command(DANA, "search why do we use DynamoDB?"),
    ):
        assert said.startswith("D-9 · Keep the ledger in PostgreSQL")
        assert "DynamoDB is too dear." in said
        assert "> dynamo is eating the budget" in said
        assert "It took the place of D-3 · Keep the ledger in DynamoDB" in said
        assert "[Show] [Supersede] [Link] [Wrong?]" in said


def test_where_two_may_be_meant_both_are_offered() -> None:
    room = a_room(
        a_decision(1, title="Retry payments three times"),
        a_decision(2, title="Retry mails three times"),
        a_decision(3, title="Rotate keys"),
    )
    said = room.direct(DANA, "what did we decide about retry?")
    assert "I looked for “retry” and am not sure which decision you mean." in said
    assert "Retry payments" in said
    assert "Retry mails" in said
    assert "Rotate keys" not in said


def test_what_shares_but_a_word_with_the_question_is_no_answer() -> None:
    room = a_room(a_decision(1, title="Rotate the signing keys weekly"))
    said = room.direct(DANA, "why do we print the office keys on blue paper?")
    assert "am not sure" in said
    assert not said.startswith("D-1")


def test_a_question_that_nothing_answers_is_told_so_plainly() -> None:
    said = a_room().direct(DANA, "why do we fly zeppelins?")
    assert "I find no decision about “fly zeppelins” that I may show here." in said
    assert "I know only what was logged." in said


def test_that_means_what_was_logged_from_this_thread() -> None:
    room = a_room(OLD, NEW, supersessions=((3, 9),))
    thread = OLD.origin.thread
    said = room.mention(DANA, "why did we decide that?", thread=thread)
    assert said.startswith("D-9")
    assert "no decision that was logged from this thread" in room.mention(
        DANA, "why did we decide that?", thread="1.000001"
    )
    assert "no decision that was logged from this thread" in room.direct(
        DANA, "why did we decide that?"
    )


def test_what_no_longer_holds_is_answered_as_such_where_nothing_else_is_known() -> None:
    room = a_room(a_decision(1, title="Freeze releases in December", status=Status.DEPRECATED))
    said = room.direct(DANA, "why do we freeze releases in December?")
    assert "No longer followed." in said


# --- usage ---------------------------------------------------------------------------------------


def test_help_and_wrong_words_bring_the_usage_to_the_asker_alone() -> None:
    room = a_room()
    assert "/decision supersede D-42" in room.command(MAYA, "help")
    assert room.last.place.only_for == MAYA
    said = room.command(MAYA, "shwo 12")
    assert "Did you mean “show”?" in said
    assert "/decision supersede D-42" in said
    assert "needs a decision's number" in room.command(MAYA, "show kafka")


def test_a_record_is_the_same_after_everything_was_read() -> None:
    room = a_room(FULL)
    before: Decision = room.decision(7)
    for words in ("list", "search ledger", "show 7", "why do we keep the ledger?"):
        room.command(MAYA, words)
    assert room.decision(7) == before
    assert len(room.records.history(7)) == 1
    assert list(room.records.every(ALL)) == [before]
