"""Superseding, correcting, accepting, doubting: what is kept, who is told, what can be taken back."""

import pytest
from room_support import DANA, LEADS, MAYA, OPS, PAY, Room, a_room

from builders import a_decision, a_party, an_origin
from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Input, Kind, Message, Place
from cadence.decisions.model.decision import Board, Decision, Happened, Scope, Shown, Status
from cadence.decisions.model.numbers import number_of
from cadence.delivery import desk
from cadence.delivery.replying import waiting

ROOT = "1763380800.000100"
SECRET = an_origin(LEADS, kind=Kind.PRIVATE)


def a_posted_room(*decisions: Decision) -> Room:
    """Each decision has its message in its thread."""
    room = a_room(*decisions)
    for each in decisions:
        channel = each.origin.channel or ""
        placed = Place(channel=channel, thread=each.origin.thread)
        posted = room.messenger.post(placed, Message(summary=each.body.title), key=each.ref)
        shown = Shown(board=Board.THREAD, channel=channel, ts=posted.ts or "")
        room.records.show(each.number, shown)(None)
    return room


def board(room: Room, number: int) -> str:
    """The message that shows it in its thread, as it reads now."""
    (shown,) = room.decision(number).shown
    return next(
        each.text
        for each in room.messenger.posted_messages
        if (each.channel, each.ts) == (shown.channel, shown.ts)
    )


def notices(room: Room, channel: str = PAY) -> list[str]:
    return [
        each.text
        for each in room.messenger.in_channel(channel)
        if each.place.thread == ROOT and each.place.only_for is None
    ]


def what_happened(room: Room, number: int) -> list[Happened]:
    return [each.what for each in room.records.history(number)]


# --- superseding -----------------------------------------------------------------------------------


def test_a_decision_that_is_logged_takes_the_place_of_another() -> None:
    room = a_posted_room(a_decision(3, title="Use DynamoDB"), a_decision(9, title="Use PostgreSQL"))
    asked = room.command(DANA, "supersede D-3")
    assert "D-3 · Use DynamoDB" in asked
    ended = room.submit(DANA, room.view, how="existing", number="D-9")
    assert "D-3 is superseded by D-9 · Use PostgreSQL." in ended
    assert (room.decision(3).status, room.decision(3).superseded_by) == (Status.SUPERSEDED, 9)
    assert room.decision(9).supersedes == (3,)
    assert "Superseded by D-9" in board(room, 3)
    assert "It takes the place of D-3." in board(room, 9)
    assert "D-3 · Use DynamoDB: superseded by D-9 · Use PostgreSQL, says Dana Fox." in "".join(
        notices(room)
    )


def test_a_new_decision_is_written_in_the_same_modal() -> None:
    room = a_posted_room(a_decision(3))
    room.command(DANA, "supersede D-3")
    room.submit(DANA, room.view)
    assert room.drafts.asked == [(3, room.view)]
    assert room.decision(3).status is Status.ACCEPTED, "until the new one is recorded"


def test_the_button_under_a_decision_opens_the_same_form() -> None:
    room = a_room(a_decision(3))
    room.command(DANA, "show 3")
    assert "What takes its place?" in room.press(DANA, "Supersede")


def test_what_takes_its_place_has_to_be_named() -> None:
    room = a_room(a_decision(3))
    room.command(DANA, "supersede D-3")
    for written in (None, "", "kafka"):
        said = room.submit(DANA, room.view, how="existing", number=written)
        assert said == "Give the number of the decision that takes its place, such as D-50."


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("D-3", "A decision can't take its own place."),
        ("D-4", "D-4 is rejected, so it can't take the place of another."),
        ("D-5", "There is no D-5 that I may show you."),
        ("D-6", "There is no D-6 that I may show you."),
    ],
)
def test_what_cannot_take_its_place_does_not(number: str, why: str) -> None:
    room = a_room(
        a_decision(3), a_decision(4, status=Status.REJECTED), a_decision(5, origin=SECRET)
    )
    room.command(DANA, "supersede D-3")
    said = room.submit(DANA, room.view, how="existing", number=number)
    assert why in said
    assert "Nothing was changed." in said
    assert room.decision(3).status is Status.ACCEPTED


def test_what_no_longer_holds_has_nothing_take_its_place() -> None:
    room = a_room(a_decision(3), a_decision(9), a_decision(4, status=Status.DEPRECATED))
    room.records.supersede(3, 9, by=None, at=room.clock.now())(None)
    assert "D-3 is superseded by D-9 already" in room.command(DANA, "supersede D-3")
    assert "D-4 is deprecated already" in room.command(DANA, "supersede D-4")
    assert "There is no D-77 that I may show you." in room.command(DANA, "supersede D-77")


def test_a_successor_that_may_not_be_named_is_not() -> None:
    room = a_posted_room(a_decision(3), a_decision(9, title="Use Oracle", origin=SECRET))
    room.command(MAYA, "supersede D-3")
    room.submit(MAYA, room.view, how="existing", number="9")
    assert "superseded by another decision, says Maya Okafor." in "".join(notices(room))
    assert "Oracle" not in "".join(each.text for each in room.messenger.in_channel(PAY))
    assert "D-9" not in board(room, 3)
    assert "superseded already" in room.command(DANA, "supersede D-3")


def test_of_two_who_supersede_it_the_second_is_told_how_it_stands() -> None:
    room = a_room(a_decision(3), a_decision(8), a_decision(9))
    room.command(DANA, "supersede D-3")
    hers = room.view
    room.command(MAYA, "supersede D-3")
    his = room.view
    assert "is superseded by D-9" in room.submit(DANA, hers, how="existing", number="9")
    assert "D-3 is superseded by D-9 already" in room.submit(MAYA, his, how="existing", number="8")


def test_where_no_form_can_be_opened_a_button_is_offered() -> None:
    room = a_room(a_decision(3))
    said = room.command(DANA, "supersede D-3", opens=False)
    assert "Slack did not open the form in time." in said
    assert "What takes its place?" in room.press(DANA, "Supersede")
    assert "Press to put another decision" in room.mention(DANA, "supersede D-3")
    assert "What takes its place?" in room.press(DANA, "Supersede")
    assert "did not open the form" in room.press(DANA, "Supersede", opens=False)


# --- accepting what was proposed ---------------------------------------------------------------------


def test_what_was_proposed_is_accepted_by_a_press() -> None:
    room = a_posted_room(a_decision(3, status=Status.PROPOSED))
    room.command(DANA, "show 3")
    assert "D-3 is accepted now." in room.press(DANA, "Accept")
    assert room.decision(3).status is Status.ACCEPTED
    assert "Proposed" not in board(room, 3)
    assert "accepted by Dana Fox." in "".join(notices(room))
    assert room.records.history(3)[-1].by == a_party("Dana Fox", DANA)


def test_a_second_press_changes_nothing_and_says_so() -> None:
    room = a_posted_room(a_decision(3, status=Status.PROPOSED))
    room.command(DANA, "show 3")
    shown = room.last
    room.press(DANA, "Reject", on=shown)
    assert "D-3 is rejected already." in room.press(MAYA, "Reject", on=shown)
    assert what_happened(room, 3) == [Happened.RECORDED, Happened.REJECTED]
    assert len(notices(room)) == 2, "its message and one notice"


def test_who_presses_otherwise_after_somebody_else_is_told_how_it_stands() -> None:
    room = a_posted_room(a_decision(3, status=Status.PROPOSED))
    room.command(DANA, "show 3")
    shown = room.last
    room.press(DANA, "Accept", on=shown)
    assert "D-3 is accepted already." in room.press(MAYA, "Reject", on=shown)
    assert room.decision(3).status is Status.ACCEPTED
    assert what_happened(room, 3) == [Happened.RECORDED, Happened.ACCEPTED]


def test_what_was_superseded_meanwhile_is_not_accepted() -> None:
    room = a_room(a_decision(3, status=Status.PROPOSED), a_decision(9))
    room.command(DANA, "show 3")
    shown = room.last
    room.records.supersede(3, 9, by=None, at=room.clock.now())(None)
    assert "superseded already" in room.press(DANA, "Accept", on=shown)


# --- "Wrong?" ------------------------------------------------------------------------------------------


def ask_what_is_wrong(room: Room, user: str = DANA) -> str:
    room.command(user, "show 3")
    return room.press(user, "Wrong?")


@pytest.mark.parametrize(
    ("how", "status", "told"),
    [
        ("never", Status.REJECTED, "D-3 is marked as never decided."),
        ("no_longer", Status.DEPRECATED, "D-3 is marked as no longer followed."),
    ],
)
def test_a_decision_is_said_not_to_hold_and_the_word_can_be_taken_back(
    how: str, status: Status, told: str
) -> None:
    room = a_posted_room(a_decision(3))
    ask_what_is_wrong(room)
    assert told in room.submit(DANA, room.view, how=how, why="we never did")
    assert room.decision(3).status is status
    assert room.records.history(3)[-1].words == "we never did"
    assert "> we never did" in "".join(notices(room))
    assert "D-3 is accepted now." in room.press_in_form(DANA, room.view, "Undo")
    assert room.decision(3).status is Status.ACCEPTED
    assert what_happened(room, 3)[-1] is Happened.ACCEPTED


def test_why_has_to_be_said() -> None:
    room = a_room(a_decision(3))
    ask_what_is_wrong(room)
    assert room.submit(DANA, room.view, why=" ").startswith("Say in a few words why")


def test_a_correction_is_a_new_revision_with_who_and_why() -> None:
    room = a_posted_room(
        a_decision(3, title="Use PostgresQL", scope=Scope(area="Payments", product="Till"))
    )
    ask_what_is_wrong(room)
    form = room.submit(DANA, room.view, how="fix", why="a typo")
    assert "Title: Use PostgresQL" in form
    assert "Product: Till" in form
    said = room.submit(DANA, room.view, title="Use PostgreSQL", reasons="We know it.\nIt is free.")
    assert "D-3 is corrected: title, reasons." in said
    after = room.decision(3)
    assert (after.body.title, after.revision) == ("Use PostgreSQL", 2)
    assert after.body.reasons == ("We know it.", "It is free.")
    assert after.body.scope == Scope(area="Payments", product="Till")
    revision = room.records.revisions(3)[-1]
    assert (revision.by, revision.why) == (a_party("Dana Fox", DANA), "a typo")
    assert "Use PostgreSQL" in board(room, 3)
    assert "corrected by Dana Fox (title, reasons)." in "".join(notices(room))


def test_a_correction_of_the_title_leaves_what_only_reads_otherwise_in_a_form() -> None:
    room = a_room(
        a_decision(3, title="First", decided="Use \u202ePostgres\u202c", context="We \u202eknow it")
    )
    ask_what_is_wrong(room)
    room.submit(DANA, room.view, why="better")
    shown = {"decided": "Use Postgres", "context": "We know it"}
    assert "D-3 is corrected: title." in room.submit(DANA, room.view, title="Second", **shown)
    assert room.decision(3).body.decided == "Use \u202ePostgres\u202c"


HUGE = ("9" * 26, "9" * 5000, str(2**31))


@pytest.mark.parametrize("value", HUGE)
def test_a_number_that_no_decision_can_have_is_the_number_of_none(value: str) -> None:
    room = a_posted_room(a_decision(3, status=Status.PROPOSED))
    room.command(DANA, "show 3")
    for number, action in enumerate(room.desk.presses):
        opens = room.messenger.open_form("trigger", waiting()) if ".open." in action else None
        pressed = Pressed(
            id=f"forged{number}",
            action=action,
            value=value,
            user=DANA,
            team="T1",
            channel=PAY,
            ts=room.last.ts,
            view=opens,
            at=room.clock.now(),
        )
        room.do(desk.press(pressed), opens)
    assert what_happened(room, 3) == [Happened.RECORDED]


@pytest.mark.parametrize("value", [*HUGE, "-1", "", "x", "1.5"])
def test_no_number_of_a_decision_is_read_as_0(value: str) -> None:
    assert number_of(value) == 0
    assert number_of(str(2**31 - 1)) == 2**31 - 1


def test_a_correction_can_be_taken_back_until_there_is_another() -> None:
    room = a_room(a_decision(3, title="First"))
    for title in ("Second", "Third"):
        ask_what_is_wrong(room)
        room.submit(DANA, room.view, why="better")
        room.submit(DANA, room.view, title=title)
    early, late = list(room.messenger.forms)[-2:]
    assert "was corrected again since" in room.press_in_form(DANA, early, "Undo")
    assert "says again what it said before" in room.press_in_form(DANA, late, "Undo")
    after = room.decision(3)
    assert (after.body.title, after.revision) == ("Second", 4)
    assert len(room.records.revisions(3)) == 4


def test_a_correction_that_changes_nothing_is_none() -> None:
    room = a_room(
        a_decision(3, decider=a_party("Old Hand", None), informed=(a_party("The board", None),))
    )
    ask_what_is_wrong(room)
    room.submit(DANA, room.view, why="just looking")
    assert "Nothing was changed in D-3." in room.submit(DANA, room.view)
    assert room.decision(3).revision == 1


def test_somebody_without_an_account_stays_in_a_corrected_record() -> None:
    old = a_party("Old Hand", None)
    room = a_room(a_decision(3, decider=old, consulted=(a_party("Dana Fox", DANA), old)))
    ask_what_is_wrong(room)
    room.submit(DANA, room.view, why="she was not there")
    room.submit(DANA, room.view, consulted=(), title="Corrected")
    body = room.decision(3).body
    assert (body.decider, body.consulted) == (old, (old,))


def test_what_is_too_long_for_a_form_is_left_as_it_is() -> None:
    long = "word " * 700
    room = a_room(a_decision(3, context=long.strip(), title="Old"))
    ask_what_is_wrong(room)
    form = room.submit(DANA, room.view, why="the title")
    assert "Too long for a form, and left as it is: context." in form
    room.submit(DANA, room.view, title="New")
    after = room.decision(3).body
    assert (after.title, after.context) == ("New", long.strip())


def test_of_two_corrections_at_once_the_second_is_told() -> None:
    room = a_room(a_decision(3))
    views = []
    for user in (DANA, MAYA):
        ask_what_is_wrong(room, user)
        room.submit(user, room.view, why="wrong")
        views.append(room.view)
    assert "D-3 is corrected" in room.submit(DANA, views[0], title="Hers")
    assert "was corrected meanwhile, so nothing was changed" in room.submit(
        MAYA, views[1], title="His"
    )
    assert room.decision(3).body.title == "Hers"


def test_a_doubt_is_told_to_whoever_decided_and_changes_nothing() -> None:
    room = a_room(a_decision(3, decider=a_party("Maya Okafor", MAYA)))
    ask_what_is_wrong(room)
    said = room.submit(DANA, room.view, how="tell", why="the figures are old")
    assert "I told Maya Okafor." in said
    assert room.last.place.channel == MAYA
    assert "Dana Fox doubts D-3" in room.last.text
    assert "> the figures are old" in room.last.text
    assert room.decision(3).status is Status.ACCEPTED
    assert what_happened(room, 3)[-1] is Happened.DOUBTED


def test_a_doubt_about_ones_own_decision_is_kept_and_told_to_nobody() -> None:
    room = a_room(a_decision(3, decider=a_party("Dana Fox", DANA)))
    ask_what_is_wrong(room)
    said = room.submit(DANA, room.view, how="tell", why="hm")
    assert "There is nobody else to tell." in said
    assert what_happened(room, 3)[-1] is Happened.DOUBTED


def test_what_was_superseded_can_be_corrected_and_doubted_and_nothing_else() -> None:
    room = a_room(a_decision(3), a_decision(9))
    room.records.supersede(3, 9, by=None, at=room.clock.now())(None)
    ask_what_is_wrong(room)
    choices = next(
        each
        for each in room.messenger.forms[room.view].blocks
        if getattr(each, "name", "") == "how"
    )
    assert [each.value for each in choices.choices] == ["fix", "tell"]  # type: ignore[union-attr] # an Input


# --- rights ------------------------------------------------------------------------------------------


def test_nobody_changes_what_they_may_not_see() -> None:
    room = a_room(a_decision(3, origin=SECRET, title="Sell the company", status=Status.PROPOSED))
    room.command(MAYA, "show 3")
    shown = room.last
    for label in ("Accept", "Supersede", "Wrong?", "History", "Reject"):
        said = room.press(DANA, label, on=shown)
        assert "There is no D-3 that I may show you." in said, label
    assert what_happened(room, 3) == [Happened.RECORDED]


def test_whoever_lost_the_right_while_the_form_was_open_changes_nothing() -> None:
    room = a_room(a_decision(3, origin=SECRET))
    ask_what_is_wrong(room, MAYA)
    room.messenger.memberships[MAYA] = frozenset({PAY, OPS})
    said = room.submit(MAYA, room.view, how="never", why="never mind")
    assert "There is no D-3 that I may show you." in said
    assert what_happened(room, 3) == [Happened.RECORDED]


def test_a_modal_that_was_closed_meanwhile_is_answered_directly() -> None:
    room = a_room(a_decision(3))
    ask_what_is_wrong(room)
    view = room.view
    form = room.messenger.forms[view]
    names = [block.name for block in form.blocks if isinstance(block, Input)]
    submitted = Submitted(
        id="submit1",
        callback=form.callback,
        view=view,
        private=form.private,
        answers=tuple((name, "no_longer") for name in names),
        user=DANA,
        at=room.clock.now(),
    )
    room.messenger.forms.clear()
    room.do(desk.submit(submitted))
    assert room.last.place.channel == DANA
    assert "marked as no longer followed" in room.last.text
