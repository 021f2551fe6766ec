"""From a thread to a record, in at Slack's payloads and out as messages and rows."""

from datetime import date

import pytest
from sqlalchemy import inspect, text

from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import reading
from cadence.decisions.jobs import HEARD
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision
from cadence.delivery.desk import CLOSED, PRESSED, SUBMITTED
from cadence.delivery.post import CHANGE, FORM, POST
from cadence.sandbox.slack.faults import Effect, Fault
from journeys.house import House, until

HANNAH, TOMASZ, AMARA = "hannah.weiss", "tomasz.wojcik", "amara.okafor"
PAYMENTS = "checkout-payments"
WORK = {HEARD, PRESSED, SUBMITTED, CLOSED, POST, CHANGE, FORM}
TALK = (
    (HANNAH, "Where do we keep the ledger? DynamoDB or Postgres?"),
    (TOMASZ, "DynamoDB is too expensive at our volume, and we know Postgres well."),
    (AMARA, "Let's go with Postgres then. <!channel> & @tomasz.wojcik will set it up."),
    (HANNAH, "Agreed: we go with Postgres for the ledger."),
)


on_sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what no database makes a difference to."""


def talk(home: House, channel: str, *said: tuple[str, str]) -> str:
    """A thread; brings the `ts` of its first message."""
    (first, words), *rest = said or TALK
    root = home.slack.people.say(first, channel, words)
    for user, more in rest:
        home.slack.people.say(user, channel, more, thread_ts=root.ts)
    return root.ts


def recorded(home: House) -> list[Decision]:
    return list(SqlRecords(home.cadence.engine).every(Seen(everything=True)))


def is_quiet(home: House) -> None:
    """What was taken in is done, and all that follows is said."""
    until(lambda: not home.cadence.store.backlog().keys() & WORK)


def everything_kept(home: House) -> str:
    """Every row of every table, as text."""
    with reading(home.cadence.engine) as connection:
        tables = inspect(connection).get_table_names()
        rows = [
            str(tuple(row)) for name in tables for row in connection.execute(text(f'SELECT * FROM "{name}"'))  # noqa: S608 - our own tables' names
        ]  # fmt: skip
    return "\n".join(rows)


def test_a_thread_becomes_a_record_in_the_log_and_in_the_thread(home: House) -> None:
    root = talk(home, PAYMENTS)
    view = home.shortcut(HANNAH, PAYMENTS, root, "log_decision")
    draft = home.modal(view)
    assert "What was decided: [we go with Postgres for the ledger.]" in draft
    assert "“Agreed: we go with Postgres for the ledger.” – Hannah Weiss, today" in draft
    assert "Who decided: [Hannah Weiss]" in draft
    assert "✗ DynamoDB — DynamoDB is too expensive" in draft
    assert recorded(home) == []

    wrong = home.submit(HANNAH, view, {"Title": " ", "Jira project or epic": "PAY/12"})
    assert set(wrong.errors.values()) == {
        "Give it a title by which it is found again.",
        "“PAY/12” is no Jira key. Keys look like PAY or PAY-123.",
    }

    done = home.submit(
        HANNAH,
        wrong,
        {
            "Title": "Keep the ledger in Postgres",
            "Jira project or epic": "PAY",
            "Look at it again on": "2027-06-01",
            "Who was consulted": None,
        },
    )
    assert "Recorded as D-1" in home.modal(done)
    assert "It is posted in #decisions and in its thread." in home.modal(done)

    (decision,) = recorded(home)
    assert decision.body.title == "Keep the ledger in Postgres"
    assert decision.body.scope.project == "PAY"
    assert decision.origin.thread == root
    until(lambda: len(recorded(home)[0].shown) == 2)

    (log,) = home.said_in("decisions")
    (told,) = home.said_in(PAYMENTS)
    assert told.thread_ts == root
    assert "D-1 · Keep the ledger in Postgres" in home.shown(log)
    assert "review on 1 Jun 2027" in home.shown(log)
    assert "[Show] [Supersede] [Link] [Wrong?]" in home.shown(told)

    before = home.said_in("decisions")
    home.press(TOMASZ, log, "Show").wait()
    shown = home.next_in("decisions", before)
    assert shown.only_for == home.slack.workspace.user(TOMASZ).id
    assert "Agreed: we go with Postgres for the ledger." in home.shown(shown)
    asked = home.command(AMARA, "general", "show D-1", name="/decision")
    assert "Keep the ledger in Postgres" in home.shown(asked)


def test_log_this_offers_the_draft_and_the_offer_becomes_the_record(home: House) -> None:
    root = talk(home, PAYMENTS)
    said = home.slack.people.say(AMARA, PAYMENTS, "@cadence log this", thread_ts=root)
    offer = home.answer_to(said, PAYMENTS)
    assert "4 messages by 3 people." in home.shown(offer)
    assert "[Review the draft] [Not now]" in home.shown(offer)

    home.press(TOMASZ, offer, "Review the draft").wait()
    done = home.submit(TOMASZ, home.filled(TOMASZ))
    assert "Recorded as D-1" in home.modal(done)
    now = home.changed(offer)
    assert home.shown(now).splitlines()[1].strip() == "D-1 · Go with Postgres for the ledger"
    assert len(home.said_in(PAYMENTS)) == 1


@on_sqlite_alone
def test_words_are_logged_as_they_were_said(home: House) -> None:
    said = home.slack.people.say(
        AMARA, PAYMENTS, "@cadence log decision: we go with Postgres for the ledger"
    )
    offer = home.answer_to(said, PAYMENTS)
    home.press(AMARA, offer, "Review the draft").wait()
    draft = home.modal(home.filled(AMARA))
    assert "What was decided: [we go with Postgres for the ledger" in draft


def test_what_a_private_channel_decided_stays_there(home: House) -> None:
    root = talk(
        home,
        "leadership",
        ("priya.raman", "Do we end the reseller programme in March?"),
        (
            "marcus.adeyemi",
            "Yes. It loses money. Decision: we end the reseller programme in March.",
        ),
        ("ingrid.solheim", "Agreed."),
    )
    view = home.shortcut("priya.raman", "leadership", root, "log_decision")
    done = home.submit("priya.raman", view)
    assert "It is posted in its thread." in home.modal(done)
    assert "It is not posted in #decisions" in home.modal(done)
    until(lambda: len(home.said_in("leadership")) == 1)
    is_quiet(home)
    assert home.said_in("decisions") == []
    (decision,) = recorded(home)
    records = SqlRecords(home.cadence.engine)
    assert records.decision(decision.number, Seen(public=True)) is None


def test_a_dismissed_draft_leaves_nothing_but_the_count(home: House) -> None:
    root = talk(
        home,
        PAYMENTS,
        (HANNAH, "Zanzibar or Quokka for the ledger?"),
        (TOMASZ, "Quokka costs too much. Let's go with Zanzibar."),
        (HANNAH, "Agreed: we go with Zanzibar."),
    )
    view = home.shortcut(HANNAH, PAYMENTS, root, "log_decision")
    assert "Zanzibar" in home.modal(view)
    home.slack.people.close(HANNAH, view.id).wait()
    is_quiet(home)
    kept = everything_kept(home)
    assert "Zanzibar" not in kept
    assert "Quokka" not in kept
    assert root not in kept
    assert [outcome for outcome, count in counted(home) if count == 1] == ["dismissed", "offered"]
    assert home.said_in(PAYMENTS) == []


def counted(home: House) -> list[tuple[str, int]]:
    return sorted(SqlRecords(home.cadence.engine).counted(since=date(2020, 1, 1)))


def test_what_is_delivered_three_times_is_recorded_and_posted_once(home: House) -> None:
    home.slack.faults.add(Fault(effect=Effect.DUPLICATE, times=None, copies=3))
    root = talk(home, PAYMENTS)
    said = home.slack.people.say(AMARA, PAYMENTS, "@cadence log this", thread_ts=root)
    offer = home.answer_to(said, PAYMENTS)
    home.press(TOMASZ, offer, "Review the draft")
    home.submit(TOMASZ, home.filled(TOMASZ))
    home.changed(offer)
    until(lambda: len(home.said_in("decisions")) == 1)
    is_quiet(home)
    assert [each.number for each in recorded(home)] == [1]
    assert len(home.said_in("decisions")) == 1
    assert len(home.said_in(PAYMENTS)) == 1


@on_sqlite_alone
def test_where_cadence_is_not_the_draft_is_of_the_one_message(home: House) -> None:
    people, workspace = home.slack.people, home.slack.workspace
    us = workspace.app.bot_user_id
    channel = workspace.add_channel(
        "ledger-team", members=(workspace.user(HANNAH).id, workspace.user(TOMASZ).id), private=True
    )
    workspace.leave(channel, us)
    said = people.say(TOMASZ, "ledger-team", "Decision: we go with Postgres for the ledger.")
    view = home.shortcut(HANNAH, "ledger-team", said.ts, "log_decision")
    assert "I could only read this one message: invite me with /invite @Cadence" in home.modal(view)
    done = home.submit(HANNAH, view)
    assert "It is not posted in #decisions" in home.modal(done)
    assert "only you can find it" in home.modal(done)
    is_quiet(home)
    assert home.said_in("ledger-team") == []
    (decision,) = recorded(home)
    assert {each.text for each in decision.quotes} == {
        "Decision: we go with Postgres for the ledger."
    }
    assert "we go with Postgres" in everything_kept(home)


@on_sqlite_alone
def test_a_dismissed_draft_of_one_message_leaves_nothing_either(home: House) -> None:
    workspace = home.slack.workspace
    members = (workspace.user(HANNAH).id, workspace.user(TOMASZ).id)
    channel = workspace.add_channel("ledger-team", members=members, private=True)
    workspace.leave(channel, workspace.app.bot_user_id)
    said = home.slack.people.say(TOMASZ, "ledger-team", "Decision: we go with Zanzibar.")
    view = home.shortcut(HANNAH, "ledger-team", said.ts, "log_decision")
    assert "Zanzibar" in home.modal(view)
    home.slack.people.close(HANNAH, view.id).wait()
    is_quiet(home)
    assert "Zanzibar" not in everything_kept(home)
    assert dict(counted(home)) == {"offered": 1, "dismissed": 1}


@on_sqlite_alone
def test_a_decision_can_be_written_down_without_a_thread(home: House) -> None:
    home.slack.people.command(AMARA, PAYMENTS, "/decision", "new").wait()
    view = home.filled(AMARA)
    assert "Nothing in the thread says so" not in home.modal(view)
    done = home.submit(
        AMARA,
        view,
        {
            "Title": "Refunds within a day",
            "What was decided": "We refund within a day.",
            "Options": "+ within a day\n- within a week -- customers leave",
            "Who decided": [home.slack.workspace.user(AMARA).id],
            "Area, in your own words": "Refunds",
        },
    )
    assert "It is posted in #decisions." in home.modal(done)
    (decision,) = recorded(home)
    assert [(each.text, each.is_chosen, each.why) for each in decision.body.options] == [
        ("within a day", True, ""),
        ("within a week", False, "customers leave"),
    ]
    assert decision.body.decider is not None
    assert decision.body.decider.name == "Amara Okafor"
    assert decision.body.scope.area == "Refunds"


@on_sqlite_alone
def test_of_a_thread_with_two_decisions_either_can_be_picked(home: House) -> None:
    root = talk(
        home,
        PAYMENTS,
        *TALK,
        (TOMASZ, "Next: when do we cut over? March or June?"),
        (AMARA, "March is too early for the audit."),
        (HANNAH, "OK, decision: we cut over in June."),
        (TOMASZ, "+1"),
    )
    view = home.shortcut(HANNAH, PAYMENTS, root, "log_decision")
    assert "This thread seems to hold 2 decisions" in home.modal(view)
    menu = next(each["accessory"] for each in view.body["blocks"] if "accessory" in each)
    held = {each["text"]["text"]: each["value"] for each in menu["options"]}
    for label, value in held.items():
        home.slack.people.press_in_view(HANNAH, view.id, menu["action_id"], value).wait()
        view = home.filled(HANNAH, after=view)
        assert f"Title: [{label}]" in home.modal(view)
        menu = next(each["accessory"] for each in view.body["blocks"] if "accessory" in each)
    done = home.submit(HANNAH, view)
    assert "Recorded as D-1" in home.modal(done)
    assert recorded(home)[0].body.title == label


def test_a_new_decision_takes_the_place_of_an_old_one(home: House) -> None:
    root = talk(home, PAYMENTS)
    view = home.shortcut(HANNAH, PAYMENTS, root, "log_decision")
    home.submit(HANNAH, view)
    until(lambda: len(recorded(home)[0].shown) == 2)
    (log,) = home.said_in("decisions")

    home.press(TOMASZ, log, "Supersede").wait()
    first = home.filled(TOMASZ)
    home.slack.people.submit(TOMASZ, first.id).wait()
    form = home.titled(TOMASZ, "Record")
    assert "It takes the place of D-1, which stays readable." in home.modal(form)
    done = home.submit(
        TOMASZ,
        form,
        {"Title": "Keep the ledger in CockroachDB", "What was decided": "We outgrew Postgres."},
    )
    assert "Recorded as D-2" in home.modal(done)
    old, new = recorded(home)
    assert (old.superseded_by, new.supersedes) == (2, (1,))
    now = home.changed(log)
    assert "Superseded by D-2: this no longer holds." in home.shown(now)
    until(lambda: len(home.said_in("decisions")) == 2)
    assert "It takes the place of D-1." in home.shown(home.said_in("decisions")[1])
