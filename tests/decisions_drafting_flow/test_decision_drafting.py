"""From what was said to a form."""

import json
from typing import Any

import pytest

from builders import a_body, a_decision
from cadence.core.errors import NotSent
from cadence.core.heard import Pressed
from cadence.core.message import Input, Menu, Message, Note, Paragraph, Place
from cadence.core.plain import plain_line
from cadence.decisions.model.carried import loaded
from cadence.decisions.model.decision import Option, Part, Party
from cadence.decisions.model.draft import Draft, Support
from cadence.delivery.replying import waiting
from decisions_drafting_flow.drafting_support import (
    ANA,
    BEN,
    MARIA,
    NOW,
    Desk,
    GivenDrafts,
    said_alone,
)
from fakes.messenger import FakeMessenger

CHANNEL = "CPAY00001"
TALK = (
    (ANA, "Which database for the ledger? DynamoDB or Postgres?"),
    (BEN, f"DynamoDB is too expensive for us, <!channel> and @{MARIA} knows Postgres."),
    (MARIA, "Let's go with Postgres then."),
    (ANA, "Agreed, we go with Postgres."),
)


def a_draft(said: tuple[str, ...], decisive: str, score: float = 0.9, **fields: Any) -> Draft:
    body = a_body(**fields)
    parts = (Part.TITLE, Part.DECIDED, Part.REASONS)
    return Draft(
        body=body,
        support=tuple(Support(part=part, said=said) for part in parts),
        decisive=decisive,
        score=score,
    )


def shown(desk: Desk, view: str) -> str:
    """The form's texts, as they are read."""
    lines = []
    for block in desk.form(view).blocks:
        match block:
            case Note(line) | Paragraph(line):
                lines.append(plain_line(line, links=False))
            case Input():
                lines.append(f"{block.label}: {block.value}")
    return "\n".join(lines)


def value(desk: Desk, view: str, name: str) -> Any:
    found = [
        each.value
        for each in desk.form(view).blocks
        if isinstance(each, Input) and each.name.split(".")[0] == name
    ]
    return found[0]


def after(desk: Desk, view: str, name: str) -> list[str]:
    """The notes under a field."""
    blocks = desk.form(view).blocks
    at = next(
        place
        for place, each in enumerate(blocks)
        if isinstance(each, Input) and each.name.split(".")[0] == name
    )
    notes = []
    for each in blocks[at + 1 :]:
        if not isinstance(each, Note):
            break
        notes.append(plain_line(each.line, links=False))
    return notes


# --- the shortcut ----------------------------------------------------------------------------------


def test_a_thread_is_drafted_by_the_rules_with_the_quotes_it_rests_on() -> None:
    desk = Desk()
    root, *_ = desk.thread(CHANNEL, *TALK)
    view = desk.shortcut(ANA, CHANNEL, root)
    assert "Postgres" in value(desk, view, "decided")
    assert any("Postgres" in each for each in after(desk, view, "decided"))
    assert [outcome for _, outcome in desk.records.drafts] == ["offered"]


def test_under_a_field_two_quotes_are_shown_and_how_many_more_there_are() -> None:
    desk = Desk()
    said = desk.thread(CHANNEL, *TALK)
    desk.drafter.given = (a_draft(said, said[-1], reasons=("Maria knows it",)),)
    view = desk.shortcut(ANA, CHANNEL, said[0])
    assert "@Maria Lopez knows Postgres" in after(desk, view, "decided")[1]
    first, second, more = after(desk, view, "reasons")
    assert first.startswith("“Which database for the ledger? DynamoDB or Postgres?” – Ana Silva, ")
    assert first.endswith(" · open")
    assert "@Maria Lop…” – Ben Okoro, " in second
    assert more == "and 2 more"
    assert after(desk, view, "consequences") == ["Nothing in the thread says so."]


def test_a_message_is_quoted_in_full_once() -> None:
    desk = Desk()
    said = desk.thread(CHANNEL, (ANA, "We go with Postgres, since " + "we know it well. " * 20))
    desk.drafter.given = (a_draft(said, said[0]),)
    view = desk.shortcut(ANA, CHANNEL, said[0])
    assert after(desk, view, "title") == []
    (full,), (again,) = after(desk, view, "decided"), after(desk, view, "reasons")
    assert len(full) - len(again) == 100
    assert again.startswith("“We go with Postgres, since we know it well.")


def test_a_mention_in_a_draft_is_a_name_and_pings_nobody() -> None:
    desk = Desk()
    said = desk.thread(CHANNEL, *TALK)
    option = Option(text=f"What @{BEN} wants", why=f"@{MARIA} said so", is_chosen=True)
    desk.drafter.given = (
        a_draft(said, said[-1], decided=f"@{BEN} moves the ledger", options=(option,)),
    )
    view = desk.shortcut(ANA, CHANNEL, said[0])
    assert value(desk, view, "decided") == "@Ben Okoro moves the ledger"
    assert value(desk, view, "options") == "✓ What @Ben Okoro wants — @Maria Lopez said so"
    assert BEN not in shown(desk, view)


def test_people_of_a_draft_are_chosen_and_those_who_are_not_in_slack_are_named() -> None:
    desk = Desk()
    said = desk.thread(CHANNEL, *TALK)
    people = (Party(name="Maria", user=MARIA), Party(name="Joe"), Party(name="Old", user="U0OLD"))
    desk.drafter.given = (
        a_draft(said, said[-1], decider=Party(name="Ana", user=ANA), consulted=people),
    )
    view = desk.shortcut(ANA, CHANNEL, said[0])
    assert value(desk, view, "decider") == (ANA,)
    assert value(desk, view, "consulted") == (MARIA,)
    assert after(desk, view, "consulted")[0].startswith("Named, but not found in Slack: Joe, Old.")


def test_a_thread_that_decides_nothing_gives_an_empty_form_that_says_so() -> None:
    desk = Desk(drafter=GivenDrafts(given=()))
    root, *_ = desk.thread(CHANNEL, (ANA, "lunch?"), (BEN, "yes"))
    view = desk.shortcut(ANA, CHANNEL, root)
    assert "I found no decision in what was said here." in shown(desk, view)
    assert value(desk, view, "decided") == ""
    assert "Nothing in the thread says so." not in shown(desk, view)
    assert [outcome for _, outcome in desk.records.drafts] == ["nothing"]


def test_how_it_was_drafted_is_said_where_it_has_to_be() -> None:
    desk = Desk(drafter=GivenDrafts(note="Claude did not answer in time, so this is by rules."))
    root, *_ = desk.thread(CHANNEL, *TALK)
    assert "Claude did not answer in time" in shown(desk, desk.shortcut(ANA, CHANNEL, root))


def test_of_several_decisions_the_plainest_is_shown_and_another_can_be_picked() -> None:
    desk = Desk()
    said = desk.thread(CHANNEL, *TALK)
    desk.drafter.given = (
        a_draft(said[:2], said[1], score=0.5, title="The first"),
        a_draft(said[2:], said[3], score=0.8, title="The second"),
    )
    view = desk.shortcut(ANA, CHANNEL, said[0])
    assert value(desk, view, "title") == "The second"
    (menu,) = (
        each.button
        for each in desk.form(view).blocks
        if isinstance(each, Paragraph) and isinstance(each.button, Menu)
    )
    assert [each.label for each in menu.choices] == ["The first", "The second"]

    before = {each.name for each in desk.form(view).blocks if isinstance(each, Input)}
    desk.pick(ANA, view, menu.choices[0].value)
    assert value(desk, view, "title") == "The first"
    assert loaded(desk.form(view).private).decisive == said[1]
    # Slack keeps what was typed into fields of the same name.
    assert not before & {each.name for each in desk.form(view).blocks if isinstance(each, Input)}
    assert [outcome for _, outcome in desk.records.drafts] == ["offered"]


def test_where_cadence_cannot_read_the_draft_is_of_the_one_message() -> None:
    desk = Desk()
    desk.messenger.refuse["CSECRET01"] = "channel_not_found"
    message = said_alone("1763380800.000100", BEN, "Decision: we go with Postgres for the ledger.")
    view = desk.shortcut(ANA, "CSECRET01", message.ts, message=message)
    said = shown(desk, view)
    assert "I could only read this one message: invite me with /invite @Cadence" in said
    carried = loaded(desk.form(view).private)
    assert carried.alone is not None
    assert carried.alone.text == message.text


def test_a_form_that_could_not_be_opened_in_time_can_be_opened_by_a_button() -> None:
    desk = Desk()
    said = desk.thread(CHANNEL, *TALK)
    desk.shortcut(ANA, CHANNEL, said[0], opens=False)
    told = desk.messenger.posted_messages[-1]
    assert told.place.only_for == ANA
    assert "Slack did not open the form in time." in told.text
    view = desk.press(ANA, "Open the form")
    assert "Postgres" in value(desk, view, "decided")
    assert loaded(desk.form(view).private).offer is None

    desk.press(ANA, "Open the form", opens=False)
    assert "Slack did not open the form in time." in desk.messenger.texts[-1]


def test_a_thread_longer_than_is_read_never_looks_whole() -> None:
    desk = Desk()
    root = desk.messenger.hear(CHANNEL, ANA, "Let's talk")
    for place in range(1_005):
        desk.messenger.hear(CHANNEL, BEN, f"point {place}", thread=root)
    view = desk.shortcut(ANA, CHANNEL, root)
    assert "I read the first 1,000 messages of this thread" in shown(desk, view)


# --- by command and by mention -----------------------------------------------------------------------


def test_new_opens_an_empty_form_that_promises_no_quotes() -> None:
    desk = Desk()
    view = desk.new(ANA, CHANNEL)
    assert {
        each.value for each in desk.form(view).blocks if isinstance(each, Input) and each.optional
    } == {"", (), None, "-"}
    assert "Nothing in the thread" not in shown(desk, view)
    assert desk.records.drafts == []

    desk.new(ANA, CHANNEL, opens=False)
    assert value(desk, desk.press(ANA, "Open the form"), "title") == ""


def test_a_mention_in_a_thread_offers_the_draft_of_what_people_said() -> None:
    desk = Desk()
    root, *_ = desk.thread(CHANNEL, *TALK)
    desk.mention(ANA, CHANNEL, thread=root)
    assert desk.messenger.texts[-1] == (
        "4 messages by 3 people. Nothing is recorded until somebody confirms it.\n\n"
        "[Review the draft] [Not now]"
    )
    view = desk.press(BEN, "Review the draft")
    assert "Postgres" in value(desk, view, "decided")
    read = desk.drafter.read[-1]
    assert [each.user for each in read] == [ANA, BEN, MARIA, ANA]
    assert loaded(desk.form(view).private).offer == desk.messenger.posted_messages[-1].ts


def test_not_now_takes_the_offer_back() -> None:
    desk = Desk()
    root, *_ = desk.thread(CHANNEL, *TALK)
    desk.mention(ANA, CHANNEL, thread=root)
    desk.press(ANA, "Not now")
    assert desk.messenger.texts == [
        "Not logged. To log it later, say “@Cadence log this” in this thread."
    ]


def test_a_mention_outside_a_thread_says_how() -> None:
    desk = Desk()
    desk.mention(ANA, CHANNEL)
    assert desk.messenger.texts[-1].startswith(
        "I log decisions from a thread: say “@Cadence log this”"
    )


def test_words_are_drafted_as_they_were_said() -> None:
    desk = Desk(drafter=GivenDrafts(given=()))
    desk.mention(ANA, CHANNEL, "we go with Postgres. DynamoDB costs too much")
    view = desk.press(ANA, "Review the draft")
    assert value(desk, view, "title") == "we go with Postgres"
    assert value(desk, view, "decided") == "we go with Postgres. DynamoDB costs too much"
    assert after(desk, view, "decided")[0].startswith("“we go with Postgres. DynamoDB costs")


def test_a_thread_of_which_nothing_can_be_read_offers_nothing() -> None:
    desk = Desk()
    desk.mention(ANA, CHANNEL, thread="1.000001")
    assert "Review the draft" not in desk.messenger.texts[-1]


# --- in the place of another ---------------------------------------------------------------------------


def test_a_successor_is_about_the_same_and_in_the_same_place() -> None:
    desk = Desk()
    old = a_decision(42, decider=Party(name="Ana", user=ANA))
    view = desk.messenger.open_form("trigger", waiting())
    desk.settle(desk.drafting.supersede(old, view=view, channel="CELSEWHERE", team="T1"))
    assert desk.form(view).title == "Supersede D-42"
    carried = loaded(desk.form(view).private)
    assert (carried.channel, carried.thread, carried.supersedes) == ("CPAY", old.origin.thread, 42)
    assert value(desk, view, "decided") == ""
    assert value(desk, view, "decider") == (ANA,)


# --- dismissing ------------------------------------------------------------------------------------


def test_a_dismissed_draft_leaves_the_count_alone() -> None:
    desk = Desk()
    said = desk.thread(CHANNEL, *TALK)
    view = desk.shortcut(ANA, CHANNEL, said[0])
    desk.close(ANA, view)
    assert [outcome for _, outcome in desk.records.drafts] == ["offered", "dismissed"]
    assert desk.records.held == {}
    assert desk.messenger.texts == []


def test_an_empty_form_that_is_closed_is_no_dismissed_draft() -> None:
    desk = Desk()
    desk.close(ANA, desk.new(ANA, CHANNEL))
    assert desk.records.drafts == []


def test_a_form_that_was_closed_before_it_was_filled_is_let_go() -> None:
    desk = Desk()
    said = desk.thread(CHANNEL, *TALK)
    view = desk.messenger.open_form("trigger", waiting())
    del desk.messenger.forms[view]
    desk.settle(desk.drafting.supersede(a_decision(), view=view, channel=CHANNEL, team=""))
    assert said
    assert view not in desk.messenger.forms


def test_what_slack_does_not_take_is_not_passed_over() -> None:
    class Refusing(FakeMessenger):
        def change_form(self, view: str, form: Any) -> None:
            raise NotSent("invalid_arguments")

    desk = Desk(messenger=Refusing())
    said = desk.thread(CHANNEL, *TALK)
    with pytest.raises(NotSent):
        desk.shortcut(ANA, CHANNEL, said[0])


def test_what_cadence_said_itself_decides_nothing() -> None:
    desk = Desk()
    posted = desk.messenger.post(
        Place(channel=CHANNEL), Message(summary="Decision: we go with Postgres."), key="ours"
    )
    assert posted.ts is not None
    view = desk.shortcut(ANA, CHANNEL, posted.ts)
    assert "I found no decision in what was said here." in shown(desk, view)


def test_words_that_were_deleted_are_said_to_be() -> None:
    desk = Desk()
    ts = desk.mention(ANA, CHANNEL, "we go with Postgres")
    desk.messenger.delete(CHANNEL, ts)
    view = desk.press(ANA, "Review the draft")
    assert "The message with the words to log was deleted" in shown(desk, view)
    assert value(desk, view, "decided") == ""


def test_a_button_of_an_older_version_is_answered() -> None:
    desk = Desk()
    pressed = Pressed(
        id="p", action="decisions.open.draft", value="42", user=ANA, channel=CHANNEL, at=NOW
    )
    desk.settle(desk.drafting.open(pressed))
    assert desk.messenger.texts == [
        "That button is from an older version of me. Please say “@Cadence log this” again."
    ]


def test_a_button_drafts_from_no_thread_that_whoever_presses_it_cannot_read() -> None:
    desk = Desk()
    root, *_ = desk.thread("GLEADS001", *TALK)
    value = json.dumps({"c": "GLEADS001", "t": root})

    def opened_by(user: str) -> str:
        view = desk.messenger.open_form("trigger", waiting())
        pressed = Pressed(
            id=user, action="decisions.open.draft", value=value, user=user, channel=CHANNEL,
            ts="1.2", view=view, at=NOW,
        )  # fmt: skip
        desk.settle(desk.drafting.open(pressed))
        return shown(desk, view)

    desk.messenger.memberships[ANA] = frozenset({"GLEADS001"})
    assert "Postgres" in opened_by(ANA)
    said = opened_by(BEN)
    assert "I can't read what was said here" in said
    assert "Postgres" not in said


def test_what_was_typed_is_in_the_form_also_where_slack_opened_it_late() -> None:
    desk = Desk()
    words = "“we go with Kafka”\n" * 50
    desk.new(ANA, CHANNEL, words=words, opens=False)
    view = desk.press(ANA, "Open the form")
    assert value(desk, view, "decided") == words[:900]
