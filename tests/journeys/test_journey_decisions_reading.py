"""Decisions are listed, found, shown, asked about and changed, in at Slack's payloads and out as messages and rows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from builders import a_decision, a_party, a_quote
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import writing
from cadence.core.message import Kind
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision, Option, Origin, Part, Status
from cadence.sandbox.slack.faults import Effect, Fault
from cadence.sandbox.slack.model import Message
from journeys.house import House, until

HANNAH, TOMASZ, AMARA, MARCUS = (
    "hannah.weiss",
    "tomasz.wojcik",
    "amara.okafor",
    "marcus.adeyemi",
)
PAYMENTS, LEADERS = "checkout-payments", "leadership"
ALL = Seen(everything=True)
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


def records(home: House) -> SqlRecords:
    return SqlRecords(home.cadence.engine)


def log(home: House, decision: Decision, *, channel: str = PAYMENTS) -> str:
    """Recorded as decided in a thread of this channel; brings the `ts` of its first message."""
    somebody = MARCUS if channel == LEADERS else AMARA
    root = home.slack.people.say(somebody, channel, f"About: {decision.body.title}").ts
    place = home.slack.workspace.channel(channel)
    kind = Kind.PRIVATE if channel == LEADERS else Kind.PUBLIC
    origin = Origin(team="T0SANDBOX", channel=place.id, kind=kind, thread=root)
    quotes = tuple(replace(each, channel=place.id, ts=root) for each in decision.quotes)
    held = replace(
        decision, origin=origin, quotes=quotes, decided_at=YESTERDAY, recorded_at=YESTERDAY
    )
    with writing(home.cadence.engine) as connection:
        records(home).record(held, key=f"given:{decision.number}")(connection)
    return root


def supersede(home: House, old: int, new: int) -> None:
    with writing(home.cadence.engine) as connection:
        records(home).supersede(old, new, by=None, at=YESTERDAY)(connection)


def kept(home: House, number: int) -> Decision:
    found = records(home).decision(number, ALL)
    assert found is not None
    return found


def command(home: House, user: str, text: str, *, channel: str = PAYMENTS) -> Message:
    return home.command(user, channel, text, name="/decision")


on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What the database has no part in."""

DYNAMO = a_decision(
    1, title="Keep the ledger in DynamoDB", decided="The ledger is kept in DynamoDB."
)
POSTGRES = a_decision(
    2,
    title="Keep the ledger in PostgreSQL",
    decided="The ledger moves to PostgreSQL.",
    reasons=("DynamoDB is too dear at our volume.",),
    options=(Option(text="PostgreSQL", is_chosen=True), Option(text="CockroachDB", why="unproven")),
    decider=a_party("Marcus Adeyemi", None),
    quotes=(a_quote(Part.REASONS, text="dynamo is eating the budget", name="Marcus Adeyemi"),),
)
SECRET = a_decision(3, title="Sell the ledger business", decided="We sell the ledger to Initech.")


def test_why_is_answered_by_what_holds_wherever_it_is_asked(home: House) -> None:
    log(home, DYNAMO)
    log(home, POSTGRES)
    supersede(home, 1, 2)
    answers = (
        home.ask(HANNAH, PAYMENTS, "@cadence why do we keep the ledger in PostgreSQL?"),
        home.ask(HANNAH, "cadence", "what did we decide about the ledger in DynamoDB?"),
        command(home, HANNAH, "search why do we keep the ledger in DynamoDB?"),
    )
    for each in answers:
        said = home.shown(each)
        assert "D-2 · Keep the ledger in PostgreSQL" in said
        assert "DynamoDB is too dear at our volume." in said
        assert "dynamo is eating the budget" in said
        assert "CockroachDB (unproven)" in said
        assert "It took the place of D-1 · Keep the ledger in DynamoDB" in said
    assert answers[2].only_for == home.slack.workspace.user(HANNAH).id


@on_one_database
def test_the_status_room_still_answers_what_is_about_bugs(home: House) -> None:
    log(home, POSTGRES)
    said = home.shown(home.ask(HANNAH, PAYMENTS, "@cadence how many open bugs are there in PAY?"))
    assert "Jira" in said
    assert "D-2" not in said


@on_one_database
def test_a_question_that_nothing_answers_is_told_so_and_how_to_log_one(home: House) -> None:
    said = home.shown(home.ask(HANNAH, PAYMENTS, "@cadence why do we ship on Tuesdays?"))
    assert "I find no decision about" in said
    assert "@Cadence log this" in said


@on_one_database
def test_decisions_are_listed_searched_and_shown_to_the_asker_alone(home: House) -> None:
    log(home, DYNAMO)
    log(home, POSTGRES)
    listed = command(home, HANNAH, "list")
    assert "2 decisions, newest first." in home.shown(listed)
    found = command(home, HANNAH, "search legder budget")
    assert "D-2" in home.shown(found)
    assert "I took “legder” for “ledger”" in home.shown(found)
    shown = command(home, HANNAH, "show D-2")
    for part in ("Chosen: PostgreSQL", "Rejected: ", "dynamo is eating the budget", "[History]"):
        assert part in home.shown(shown)
    before = home.said_in(PAYMENTS)
    home.press(HANNAH, shown, "History").wait()
    assert "recorded by" in home.shown(home.next_in(PAYMENTS, before))
    assert {each.only_for for each in (listed, found, shown)} == {
        home.slack.workspace.user(HANNAH).id
    }


def test_what_a_private_channel_decided_is_found_by_its_members_alone(home: House) -> None:
    log(home, POSTGRES)
    log(home, SECRET, channel=LEADERS)
    for words in ("list", "search ledger", "show D-3", "why do we sell the ledger?"):
        said = home.shown(command(home, HANNAH, words))
        assert "Initech" not in said
        assert "Sell the ledger" not in said
    assert "Sell the ledger" in home.shown(
        command(home, MARCUS, "search ledger", channel="general")
    )
    public = home.ask(MARCUS, "general", "@cadence search decisions about ledger")
    assert "Sell the ledger" not in home.shown(public)
    inside = home.ask(MARCUS, LEADERS, "@cadence search decisions about ledger")
    assert "Sell the ledger" in home.shown(inside)


def test_one_decision_is_put_in_the_place_of_another_by_its_number(home: House) -> None:
    root = log(home, DYNAMO)
    log(home, POSTGRES)
    home.slack.people.command(HANNAH, PAYMENTS, "/decision", "supersede D-1").wait()
    view = home.filled(HANNAH)
    assert "Keep the ledger in DynamoDB" in home.modal(view)
    wrong = home.submit(HANNAH, view, {"What takes its place?": "existing"})
    assert set(wrong.errors.values()) == {
        "Give the number of the decision that takes its place, such as D-50."
    }
    done = home.submit(
        HANNAH,
        wrong,
        {
            "What takes its place?": "existing",
            "Its number, if it is logged already": "D-2",
        },
    )
    assert "D-1 is superseded by D-2" in home.modal(done)
    assert kept(home, 1).superseded_by == 2
    assert kept(home, 2).supersedes == (1,)
    assert root == kept(home, 1).origin.thread


def test_what_was_proposed_is_accepted_once_however_often_it_is_delivered(home: House) -> None:
    log(home, replace(POSTGRES, status=Status.PROPOSED))
    shown = command(home, HANNAH, "show D-2")
    home.slack.faults.add(Fault(effect=Effect.DUPLICATE, times=None, copies=3))
    before = home.said_in(PAYMENTS)
    home.press(HANNAH, shown, "Accept")
    assert "D-2 is accepted now." in home.shown(home.next_in(PAYMENTS, before))
    assert kept(home, 2).status is Status.ACCEPTED
    happened = [each.what.value for each in records(home).history(2)]
    assert happened == ["recorded", "accepted"]


@on_one_database
def test_a_record_is_corrected_in_a_form_and_the_correction_taken_back(home: House) -> None:
    log(home, POSTGRES)
    shown = command(home, TOMASZ, "show D-2")
    home.press(TOMASZ, shown, "Wrong?").wait()
    view = home.filled(TOMASZ)
    home.slack.people.submit(
        TOMASZ, view.id, {home.fields(view)["Why?"]["block_id"]: "the version was missing"}
    ).wait()
    form = home.titled(TOMASZ, "Correct it")
    done = home.submit(TOMASZ, form, {"What was decided": "The ledger moves to PostgreSQL 17."})
    assert "D-2 is corrected: what was decided." in home.modal(done)
    after = kept(home, 2)
    assert (after.revision, after.body.decided) == (2, "The ledger moves to PostgreSQL 17.")
    undo = next(
        each
        for block in done.body["blocks"]
        for each in block.get("elements", ())
        if each.get("text", {}).get("text") == "Undo"
    )
    home.slack.people.press_in_view(TOMASZ, done.id, undo["action_id"], undo["value"]).wait()
    until(lambda: kept(home, 2).revision == 3)
    assert kept(home, 2).body.decided == "The ledger moves to PostgreSQL."
