"""From a confirmed form to a record, its posts, and the word to whoever confirmed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from builders import a_body, a_decision, an_origin
from cadence.core.errors import NotSent
from cadence.core.heard import Submitted
from cadence.core.message import Kind, Message, Place, Posted
from cadence.core.plain import plain, plain_line
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Board, Decision, Part, Party, Shown, Status
from cadence.decisions.model.draft import Draft, Support
from cadence.delivery.job import Settlement
from cadence.delivery.replying import waiting
from decisions_drafting_flow.drafting_support import (
    ANA,
    BEN,
    BERLIN,
    LOG,
    MARIA,
    NOW,
    Desk,
    FakeConflicts,
    said_alone,
)
from fakes.messenger import FakeMessenger

CHANNEL, PRIVATE = "CPAY00001", "GSECRET01"
TALK = (
    (ANA, "Which database for the ledger?"),
    (BEN, f"DynamoDB is too expensive for us, and @{MARIA} knows Postgres."),
    (MARIA, "Let's go with Postgres then."),
)
ALL = Seen(everything=True)


def drafted(desk: Desk, channel: str = CHANNEL, **fields: Any) -> tuple[str, tuple[str, ...]]:
    """A form with a draft that rests on the thread; brings its view and the thread."""
    said = desk.thread(channel, *TALK)
    body = a_body(**{"reasons": ("Cost",)} | fields)
    support = (
        Support(part=Part.TITLE, said=said[2:]),
        Support(part=Part.DECIDED, said=said[2:]),
        Support(part=Part.REASONS, said=said[1:2]),
    )
    desk.drafter.given = (Draft(body=body, support=support, decisive=said[2], score=0.9),)
    return desk.shortcut(ANA, channel, said[0]), said


def only(desk: Desk) -> Decision:
    (decision,) = desk.records.every(ALL)
    return decision


def ending(desk: Desk, view: str) -> str:
    form = desk.form(view)
    lines = [plain_line(block.line, links=False) for block in form.blocks]  # type: ignore[union-attr] # plain ones
    return "\n".join([form.title, *lines])


# --- the record ------------------------------------------------------------------------------------


def test_what_was_confirmed_is_recorded_with_the_messages_it_rests_on() -> None:
    desk = Desk()
    view, said = drafted(desk)
    assert desk.submit(ANA, view, decided="We use Postgres for the ledger.") == {}
    decision = only(desk)
    assert decision.ref == "D-1"
    assert decision.body.decided == "We use Postgres for the ledger."
    assert decision.recorded_by == Party(name="Ana Silva", user=ANA)
    assert decision.status is Status.ACCEPTED
    assert (decision.origin.channel, decision.origin.kind) == (CHANNEL, Kind.PUBLIC)
    assert decision.origin.thread == said[0]
    (quote,) = decision.resting_on(Part.REASONS)
    assert (quote.ts, quote.name) == (said[1], "Ben Okoro")
    assert quote.text == "DynamoDB is too expensive for us, and @Maria Lopez knows Postgres."
    assert quote.permalink is not None
    assert [outcome for _, outcome in desk.records.drafts] == ["offered", "confirmed"]


def test_it_was_decided_when_the_decisive_message_was_said() -> None:
    desk = Desk()
    view, said = drafted(desk)
    desk.clock.advance(days=3)
    desk.submit(ANA, view)
    assert only(desk).decided_at == datetime.fromtimestamp(float(said[2]), tz=UTC)
    assert only(desk).recorded_at == NOW + timedelta(days=3)


def test_another_day_can_be_chosen() -> None:
    desk = Desk()
    view, _ = drafted(desk)
    desk.submit(ANA, view, decided_on="2026-11-02")
    assert only(desk).decided_at.astimezone(BERLIN).date() == date(2026, 11, 2)


def test_a_field_that_was_cleared_has_no_quotes() -> None:
    desk = Desk()
    view, _ = drafted(desk)
    desk.submit(ANA, view, reasons=None)
    assert only(desk).body.reasons == ()
    assert {each.part for each in only(desk).quotes} == {Part.TITLE, Part.DECIDED}


def test_an_edited_message_is_quoted_as_it_now_is_and_a_deleted_one_is_left_out() -> None:
    desk = Desk()
    view, said = drafted(desk)
    desk.messenger.edit(CHANNEL, said[2], "Let's go with PostgreSQL 18 then.")
    desk.messenger.delete(CHANNEL, said[1])
    desk.submit(ANA, view)
    assert {each.text for each in only(desk).quotes} == {"Let's go with PostgreSQL 18 then."}
    assert "One quoted message was deleted since the draft and is left out." in ending(desk, view)


def test_what_is_wrong_is_said_and_nothing_is_recorded() -> None:
    desk = Desk()
    view, _ = drafted(desk)
    assert list(desk.submit(ANA, view, title=None, jira="no/key")) == ["title", "jira"]
    assert desk.records.held == {}


def test_people_are_kept_by_name() -> None:
    desk = Desk()
    view, _ = drafted(desk)
    desk.submit(ANA, view, decider=(MARIA,), informed=(BEN, ANA), status="proposed")
    assert only(desk).body.decider == Party(name="Maria Lopez", user=MARIA)
    assert [each.name for each in only(desk).body.informed] == ["Ben Okoro", "Ana Silva"]
    assert only(desk).status is Status.PROPOSED


# --- where it is posted ------------------------------------------------------------------------------


def test_it_is_posted_in_the_log_channel_and_in_its_thread() -> None:
    desk = Desk()
    view, said = drafted(desk)
    desk.submit(ANA, view)
    log, thread = desk.messenger.in_channel(LOG)[0], desk.messenger.in_channel(CHANNEL)[0]
    assert log.place.thread is None
    assert thread.place.thread == said[0]
    assert log.text.startswith("D-1 · Use PostgreSQL for the ledger\n\n")
    assert "Why: Cost" in log.text
    assert "recorded by Ana Silva" in log.text
    assert log.text.endswith("[Show] [Supersede] [Link] [Wrong?]")
    assert {(each.board, each.channel, each.ts) for each in only(desk).shown} == {
        (Board.LOG, LOG, log.ts),
        (Board.THREAD, CHANNEL, thread.ts),
    }
    assert ending(desk, view) == (
        "Recorded as D-1\nD-1 · Use PostgreSQL for the ledger\n"
        f"It is posted in #{LOG} and in its thread."
    )


def test_the_message_that_offered_the_draft_becomes_the_records() -> None:
    desk = Desk()
    _, said = drafted(desk)
    desk.mention(ANA, CHANNEL, thread=said[0])
    offer = desk.messenger.in_channel(CHANNEL)[0]
    view = desk.press(BEN, "Review the draft")
    desk.submit(BEN, view)
    (now,) = desk.messenger.in_channel(CHANNEL)
    assert now.ts == offer.ts
    assert now.text.startswith("D-1 · ")
    assert Shown(board=Board.THREAD, channel=CHANNEL, ts=offer.ts) in only(desk).shown


def test_where_the_offer_was_deleted_the_record_is_posted_anew() -> None:
    desk = Desk()
    _, said = drafted(desk)
    desk.mention(ANA, CHANNEL, thread=said[0])
    view = desk.press(BEN, "Review the draft")
    desk.messenger.posted_messages.clear()
    desk.submit(BEN, view)
    (now,) = desk.messenger.in_channel(CHANNEL)
    assert now.text.startswith("D-1 · ")
    assert now.place.thread == said[0]
    assert Shown(board=Board.THREAD, channel=CHANNEL, ts=now.ts) in only(desk).shown


def test_two_who_confirm_what_one_button_offered_have_a_message_each() -> None:
    desk = Desk()
    _, said = drafted(desk)
    desk.mention(ANA, CHANNEL, thread=said[0])
    first, second = desk.press(ANA, "Review the draft"), desk.press(BEN, "Review the draft")
    desk.submit(ANA, first)
    desk.submit(BEN, second, decided="We use Postgres for the ledger alone.")
    texts = [each.text for each in desk.messenger.in_channel(CHANNEL)]
    assert [each.partition(" ")[0] for each in texts] == ["D-1", "D-2"]


def test_what_was_decided_in_private_stays_out_of_a_log_that_others_read() -> None:
    desk = Desk()
    view, _ = drafted(desk, PRIVATE)
    desk.submit(ANA, view)
    assert desk.messenger.in_channel(LOG) == []
    assert len(desk.messenger.in_channel(PRIVATE)) == 1
    assert (
        f"It is not posted in #{LOG}: more people can read there than where it was decided."
        in ending(desk, view)
    )


def test_the_same_words_from_the_same_thread_are_recorded_once() -> None:
    desk = Desk()
    _, said = drafted(desk)
    first, second = (desk.shortcut(user, CHANNEL, said[0]) for user in (ANA, BEN))
    desk.submit(ANA, first, decided="We use Postgres.")
    desk.submit(BEN, second, decided=" we  use \u202epostgres.")
    assert only(desk).ref == "D-1"
    form = desk.form(second)
    assert form.title == "Logged already"
    text = plain(Message(summary="", blocks=form.blocks))  # type: ignore[arg-type] # no fields
    assert "This is logged already as D-1" in text
    assert "[Show]" in text
    assert len(desk.messenger.in_channel(CHANNEL)) == 1


def test_the_same_words_are_recorded_where_the_earlier_one_no_longer_holds() -> None:
    desk = Desk()
    _, said = drafted(desk)
    first, second = (desk.shortcut(user, CHANNEL, said[0]) for user in (ANA, BEN))
    desk.submit(ANA, first)
    desk.records.held[1] = replace(desk.records.held[1], status=Status.DEPRECATED)
    desk.submit(BEN, second)
    assert [each.ref for each in desk.records.every(ALL)] == ["D-1", "D-2"]


def test_what_is_posted_nowhere_is_said_in_one_breath() -> None:
    desk = Desk()
    view = desk.new(ANA, PRIVATE)
    desk.submit(ANA, view, title="Prices", decided="We raise prices.")
    told = ending(desk, view)
    assert "It is posted nowhere" not in told
    assert f"It is not posted in #{LOG}: more people can read there" in told
    assert "“/decision show” and “/decision search” find it." in told


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("thread_not_found", "the thread it was decided in was deleted"),
        ("is_archived", "that channel is archived"),
        ("not_in_channel", "invite me there"),
    ],
)
def test_why_a_record_could_not_be_posted_is_said_as_it_is(code: str, advice: str) -> None:
    desk = Desk()
    about = {"decision": 7, "board": "thread", "channel": CHANNEL, "by": ANA, "team": "T1"}
    desk.settle(desk.boards.refused(about, f"Slack did not accept the message: {code}"))
    said = desk.messenger.posted_messages[-1].text
    assert advice in said
    assert ("invite me there" in said) is (code == "not_in_channel")


def test_a_log_channel_out_of_reach_is_not_taken_for_one_that_more_people_read() -> None:
    desk = Desk()
    desk.messenger.kinds[LOG] = Kind.SHARED
    view, _ = drafted(desk)
    desk.submit(ANA, view)
    assert f"It is not posted in #{LOG}: I can't see that channel" in ending(desk, view)


def test_whoever_logs_a_thread_again_is_told_what_was_logged_from_it() -> None:
    desk = Desk()
    view, said = drafted(desk)
    assert "logged before" not in str(desk.form(view))
    desk.submit(ANA, view)
    again = str(desk.form(desk.shortcut(BEN, CHANNEL, said[0])))
    assert f"This thread was logged before: D-1 · {only(desk).body.title}." in again


def test_without_a_log_channel_it_is_posted_in_its_thread_alone() -> None:
    desk = Desk(log_channel=None)
    view, _ = drafted(desk)
    desk.submit(ANA, view)
    assert ending(desk, view).endswith("It is posted in its thread.")


class NotInTheLog(FakeMessenger):
    """The log channel can be read, and not written in."""

    def post(self, place: Place, message: Message, *, key: str) -> Posted:
        if place.channel == LOG:
            raise NotSent("not_in_channel")
        return FakeMessenger.post(self, place, message, key=key)


def test_a_log_channel_that_cadence_may_not_write_in_is_told_of() -> None:
    desk = Desk(messenger=NotInTheLog(now=NOW))
    view, _ = drafted(desk)
    desk.submit(ANA, view)
    assert only(desk).number == 1
    assert {each.board for each in only(desk).shown} == {Board.THREAD}
    told = desk.messenger.in_channel(ANA)[0].text
    assert told.startswith(f"D-1 is recorded, but I could not post it in #{LOG}")


def test_a_decision_by_command_in_a_channel_is_no_message_in_it() -> None:
    desk = Desk()
    view = desk.new(ANA, CHANNEL)
    desk.submit(ANA, view, title="Use Postgres", decided="We use Postgres.")
    assert only(desk).origin.thread is None
    assert only(desk).quotes == ()
    assert desk.messenger.in_channel(CHANNEL) == []
    assert len(desk.messenger.in_channel(LOG)) == 1
    assert desk.records.drafts == []


def test_of_the_one_message_that_could_be_read_the_quote_is_kept() -> None:
    desk = Desk()
    desk.messenger.refuse["CSECRET01"] = "channel_not_found"
    said = said_alone("1763380800.000100", BEN, "We decided: Postgres for the ledger.")
    body = a_body()
    support = (Support(part=Part.DECIDED, said=(said.ts,)),)
    desk.drafter.given = (Draft(body=body, support=support, decisive=said.ts, score=0.9),)
    view = desk.shortcut(ANA, "CSECRET01", said.ts, message=said)
    desk.submit(ANA, view)
    (quote,) = only(desk).quotes
    assert (quote.text, quote.name) == (said.text, "Ben Okoro")
    assert desk.messenger.texts == []
    assert "until I am invited there only you can find it" in ending(desk, view)
    assert Seen(user=ANA).allows(only(desk).origin, only(desk).recorded_by)
    assert not Seen(public=True, user=BEN).allows(only(desk).origin, only(desk).recorded_by)


def test_whoever_closed_the_form_is_told_directly() -> None:
    desk = Desk()
    view, _ = drafted(desk)
    desk.submit(ANA, view, closes=True)
    told = desk.messenger.in_channel(ANA)[0].text
    assert told.startswith("Recorded as D-1: Use PostgreSQL for the ledger")


# --- in the place of another, and against another --------------------------------------------------


def superseding(desk: Desk, **fields: Any) -> tuple[str, Decision]:
    old = a_decision(7, title="Use DynamoDB", origin=an_origin(CHANNEL), **fields)
    desk.records.record(old, key="old")(None)
    desk.records.show(7, Shown(board=Board.LOG, channel=LOG, ts=_log_message(desk)))(None)
    view = desk.messenger.open_form("trigger", waiting())
    desk.settle(desk.drafting.supersede(old, view=view, channel=CHANNEL, team="T1"))
    return view, old


def _log_message(desk: Desk) -> str:
    posted = desk.messenger.post(Place(channel=LOG), Message(summary="D-7 · Use DynamoDB"), key="7")
    assert posted.ts is not None
    return posted.ts


def test_a_decision_takes_the_place_of_another_in_one_settlement() -> None:
    desk = Desk()
    view, _ = superseding(desk)
    desk.submit(ANA, view, title="Use Postgres", decided="We use Postgres.")
    old, new = desk.records.every(ALL)
    assert (old.status, old.superseded_by, new.supersedes) == (Status.SUPERSEDED, 8, (7,))
    first, second = desk.messenger.in_channel(LOG)
    assert "Superseded by D-8: this no longer holds." in first.text
    assert "It takes the place of D-7." in second.text


def test_the_thread_of_a_decision_is_told_what_superseded_it_elsewhere() -> None:
    desk = Desk(conflicts=FakeConflicts(clashes=("D-7 says otherwise",)))
    (root,) = desk.thread("COTHER001", (ANA, "DynamoDB it is"))
    old = a_decision(7, title="Use DynamoDB", origin=an_origin("COTHER001", thread=root))
    desk.records.record(old, key="old")(None)
    posted = desk.messenger.post(
        Place(channel="COTHER001", thread=root), Message(summary="D-7"), key="7"
    )
    desk.settle(
        desk.boards.posted({"decision": 7, "board": "thread", "status": "accepted"}, posted)
    )
    view, _ = drafted(desk)
    desk.submit(ANA, view)
    desk.settle(desk.recording.record(desk.conflicts.held[0], view=view, supersedes=(7,)))
    first, second = desk.messenger.in_channel("COTHER001")
    assert "Superseded by D-8" in first.text
    assert second.text == (
        "D-7 · Use DynamoDB: superseded by D-8 · Use PostgreSQL for the ledger, says Ana Silva."
    )


def test_what_was_superseded_meanwhile_is_not_superseded_again_and_nothing_typed_is_lost() -> None:
    desk = Desk()
    view, _ = superseding(desk)
    desk.records.record(a_decision(8), key="other")(None)
    desk.records.supersede(7, 8, by=None, at=NOW)(None)
    desk.submit(ANA, view, title="Use Postgres", decided="We use Postgres.")
    assert len(list(desk.records.every(ALL))) == 2
    form = desk.form(view)
    assert form.title == "Log a decision"
    said = "\n".join(plain_line(each.line) for each in form.blocks if hasattr(each, "line"))
    assert "D-7 is superseded by D-8 already, so nothing can take its place." in said
    desk.submit(ANA, view)
    assert [each.body.title for each in desk.records.every(ALL)][-1] == "Use Postgres"


def test_where_others_say_otherwise_it_is_asked_before_anything_is_recorded() -> None:
    desk = Desk(conflicts=FakeConflicts(clashes=("D-3 says otherwise",)))
    view, _ = drafted(desk)
    desk.submit(ANA, view)
    assert desk.records.held == {}
    (confirmed,) = desk.conflicts.held
    assert confirmed.body.title == "Use PostgreSQL for the ledger"
    assert len(confirmed.quotes) == 3

    desk.settle(desk.recording.record(confirmed, view=None, remarks=("Both are kept.",)))
    assert only(desk).number == 1
    assert "Both are kept." in desk.messenger.in_channel(ANA)[0].text


def test_a_form_can_be_gone_back_to_as_it_was_confirmed() -> None:
    desk = Desk(conflicts=FakeConflicts(clashes=("D-3 says otherwise",)))
    view, _ = drafted(desk)
    desk.submit(ANA, view, title="Use Postgres 18", decided_on="2026-11-02")
    (confirmed,) = desk.conflicts.held
    desk.settle(desk.drafting.edit(confirmed, view=view))
    desk.conflicts.clashes = ()
    assert desk.submit(ANA, view) == {}
    assert only(desk).body.title == "Use Postgres 18"
    assert only(desk).decided_at.astimezone(BERLIN).date() == date(2026, 11, 2)


def test_a_form_of_an_older_version_is_refused_plainly() -> None:
    desk = Desk()
    view = desk.messenger.open_form("trigger", waiting())
    submitted = Submitted(
        id="s", callback="decisions.draft", view=view, private="?", answers=(), user=ANA, at=NOW
    )
    desk.settle(desk.recording.confirm(submitted))
    assert "Nothing was recorded." in ending(desk, view)


def test_a_message_that_waited_while_its_decision_was_superseded_says_so() -> None:
    desk = Desk()
    for number in (7, 8):
        desk.records.record(a_decision(number, origin=an_origin(CHANNEL)), key=str(number))(None)
    desk.records.supersede(7, 8, by=None, at=NOW)(None)
    ts = _log_message(desk)
    about = {"decision": 7, "board": "log", "status": "accepted"}
    desk.settle(desk.boards.posted(about, Posted(channel=LOG, ts=ts)))
    assert "Superseded by D-8: this no longer holds." in desk.messenger.in_channel(LOG)[0].text


# --- how it reads ------------------------------------------------------------------------------------


def test_a_message_names_no_decision_that_its_readers_may_not_see() -> None:
    desk = Desk()
    secret = a_decision(3, origin=an_origin(PRIVATE, kind=Kind.PRIVATE))
    desk.records.record(secret, key="secret")(None)
    here = a_decision(
        4, supersedes=(3,), shown=(Shown(board=Board.LOG, channel=LOG, ts=_log_message(desk)),)
    )
    desk.settle(Settlement(jobs=desk.boards.redraw(here, "key")))
    assert "D-3" not in desk.messenger.in_channel(LOG)[0].text
    assert here.body.decided in desk.messenger.in_channel(LOG)[0].text


def test_a_post_says_what_would_make_the_team_look_again() -> None:
    desk = Desk()
    view, _ = drafted(desk)
    desk.submit(
        ANA, view, review_on="2027-01-15", reopen_if="PAY-12 is done", reasons="cost\nspeed"
    )
    text = desk.messenger.in_channel(LOG)[0].text
    assert "review on 15 Jan 2027 · looked at again: PAY-12 is done" in text
    assert "Why:\n\n• Cost\n• Speed" in text


def test_long_texts_are_cut_in_a_channel() -> None:
    desk = Desk()
    view, _ = drafted(desk)
    desk.submit(ANA, view, decided="We use Postgres. " * 100, reasons="because " * 200)
    text = plain(desk.messenger.in_channel(LOG)[0].message)
    assert len(text) < 1_400
    assert text.count("…") == 2
