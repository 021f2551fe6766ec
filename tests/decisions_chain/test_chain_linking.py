"""Linking a decision by command and by form: what is stored, what is said, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from builders import a_project, a_site, a_version, an_issue, an_origin
from cadence.core.issue import Category
from cadence.core.message import Kind
from cadence.core.plain import plain
from cadence.decisions.messages.history import history
from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import Ref, SignalKind, Sort
from cadence.decisions.model.decision import Happened
from cadence.decisions.model.link_form import check
from cadence.decisions.service.chaining import EVERYONE
from decisions_support import (
    LOG,
    PAY,
    SECRET,
    Room,
    a_room,
    due_decision,
)

ALL = Seen(everything=True)
S1, L1, P1 = Ref(Sort.SIGNAL, 1), Ref(Sort.LEARNING, 1), Ref(Sort.PRINCIPLE, 1)
DONE = {"status": "Done", "category": Category.DONE, "resolution": "Fixed"}


@pytest.fixture
def room() -> Room:
    room = a_room()
    due_decision(room, review_on=None)
    due_decision(room, 17, review_on=None, title="Keep events")
    room.bugs.put(an_issue("PAY-12", summary="Fix the till"))
    room.tracker.put(an_issue("PAY-12", summary="Fix the till"))
    room.bugs.counts["open P1 bugs in Checkout"] = 12
    return room


def ties(room: Room) -> list[str]:
    return sorted(f"{upper}>{lower}" for upper, lower in room.chain.every_tie)


def armed(room: Room, number: int = 42) -> list[str]:
    return [each.trigger.words for each in room.reviews.armed_on(number)]


# --- issues and versions ---------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["PAY-12", "PAY-12 is done", "D-17", 'learning "Slow" first'])
def test_what_is_linked_already_leaves_no_second_line_in_the_history(room: Room, what: str) -> None:
    if what.startswith("learning"):
        room.command('link D-17 learning "Slow"')
        what = "L-1"
    room.command(f"link D-42 {what}")
    before = room.history()
    assert [each[0] for each in before] == ["linked"]
    assert not room.command(f"link D-42 {what}").startswith("Something")
    assert room.history() == before


def test_a_message_is_linked_once(room: Room) -> None:
    ts = room.messenger.hear(PAY, "UDANA", "It was slow today.")
    link = f"link D-42 https://x.slack.com/archives/{PAY}/p{ts.replace('.', '')}"
    room.command(link)
    assert room.command(link) == "D-42 is linked to that message already: it is S-1."
    assert ties(room) == ["D-42>S-1"]
    assert len(room.history()) == 1


def test_an_issue_is_looked_up_live_and_linked(room: Room) -> None:
    told = room.command("link D-42 PAY-12")
    assert told == "D-42 is linked to PAY-12 “Fix the till”, which is To Do."
    assert [each.key for each in room.chain.issues_of(42)] == ["PAY-12"]
    assert room.history() == [("linked", "Uma", "PAY-12")]
    assert armed(room) == []


def test_a_named_state_reopens_the_decision(room: Room) -> None:
    told = room.command("link D-42 PAY-12 is done")
    assert told.endswith("I ask again whether D-42 is right when PAY-12 is done.")
    assert armed(room) == ["PAY-12 is done"]


def test_a_state_that_is_reached_already_reopens_nothing(room: Room) -> None:
    room.bugs.put(an_issue("PAY-12", summary="Fix the till", **DONE))
    told = room.command("link D-42 PAY-12 is done")
    assert "That is so already, so it does not reopen D-42" in told
    assert armed(room) == []
    assert len(room.chain.issues_of(42)) == 1


def test_a_status_is_spelt_as_jira_does_or_refused(room: Room) -> None:
    room.command("link D-42 PAY-12 is “in progress”")
    assert armed(room) == ["PAY-12 is “In Progress”"]
    told = room.command("link D-42 PAY-12 is “In Progres”")
    assert told == (
        "Jira has no status “In Progres”, so nothing was linked. Did you mean “In Progress”?"
    )
    assert len(armed(room)) == 1


def test_a_version_reopens_the_decision(room: Room) -> None:
    room.tracker.vocabulary = a_site(
        projects=(a_project(versions=(a_version("4.1", released=True), a_version("4.2"))),)
    )
    told = room.command("link D-42 PAY 4.2 is released")
    assert told == "I ask again whether D-42 is right when PAY 4.2 is released."
    assert armed(room) == ["PAY 4.2 is released"]
    assert "PAY 4.1 is released already" in room.command("link D-42 PAY 4.1 is released")
    assert "There is no version “9.9” in PAY" in room.command("link D-42 PAY 9.9 is released")
    room.bugs.may_see = lambda _audience, _project: False
    assert "There is no version “4.2” in PAY" in room.command("link D-42 PAY 4.2 is released")


def test_an_issue_that_may_not_be_seen_is_none(room: Room) -> None:
    room.bugs.may_see = lambda audience, _project: audience.user != "UUMA"
    assert room.command("link D-42 PAY-12") == "There is no PAY-12 that I may show you."
    assert room.command("link D-42 PAY-99") == "There is no PAY-99 that I may show you."
    assert room.chain.issues == {}
    assert "linked to PAY-12" in room.command("link D-42 PAY-12", user="URITA")


@pytest.mark.parametrize(
    "words", ["PAY-12", "PAY-12 is “In Progress”", '"open P1 bugs in Checkout" above 20']
)
def test_while_jira_is_away_nothing_is_linked(room: Room, words: str) -> None:
    room.bugs.is_down = room.tracker.is_down = True
    told = room.command(f"link D-42 {words}")
    assert "Jira is not answering" in told
    assert "nothing was linked" in told
    assert room.chain.issues == room.chain.held == {}
    assert room.history() == []


# --- what is there already -------------------------------------------------------------------------


def test_a_decision_rests_on_another(room: Room) -> None:
    assert room.command("link D-42 D-17") == "D-42 rests on D-17 “Keep events” now."
    assert ties(room) == ["D-42>D-17"]
    (event,) = room.records.history(42)
    assert (event.what, event.other) == (Happened.LINKED, 17)


def test_the_history_tells_of_a_tie_to_those_who_see_both_ends(room: Room) -> None:
    room.command("link D-42 D-17")
    room.command("link D-42 PAY-12")
    room.command("link D-42 remove D-17")
    events = room.records.history(42)

    def told(may_name: frozenset[int]) -> str:
        return plain(history(room.records.held[42], events, (), may_name=may_name))

    assert "made to rest on D-17 by Uma" in told(frozenset({17}))
    assert "no longer resting on D-17 by Uma" in told(frozenset({17}))
    hidden = told(frozenset())
    assert hidden.count("•") == 1
    assert "linked by Uma: PAY-12" in hidden


def test_decisions_rest_on_each_other_in_no_circle(room: Room) -> None:
    due_decision(room, 3, review_on=None)
    room.command("link D-42 D-17")
    room.command("link D-17 D-3")
    assert room.command("link D-42 D-42") == "D-42 can't rest on itself."
    told = "D-42 rests on D-3, so D-3 can't rest on it."
    assert room.command("link D-3 D-42") == told
    assert ties(room) == ["D-17>D-3", "D-42>D-17"]


def test_what_may_not_be_seen_is_not_there(room: Room) -> None:
    due_decision(room, 5, review_on=None, origin=an_origin(SECRET, kind=Kind.PRIVATE))
    assert room.command("link D-42 D-5") == "There is no D-5 that I may show you."
    assert room.command("link D-5 D-42") == "There is no D-5 that I may show you."
    assert room.command("link D-42 S-1") == "There is no S-1 that I may show you."
    assert ties(room) == []


def test_learnings_and_principles_take_their_place_in_the_chain(room: Room) -> None:
    room.command('link D-42 "open P1 bugs in Checkout"')
    told = room.command('link D-42 learning "old phones crash" from S-1')
    assert told == "D-42 rests on the learning L-1 now: “old phones crash”."
    told = room.command("link D-42 principle boring technology first")
    assert told == "D-42 founds the principle P-1 now: “boring technology first”"
    room.command("link D-17 L-1")
    room.command("link D-17 P-1")
    assert ties(room) == ["D-17>L-1", "D-42>L-1", "D-42>S-1", "L-1>S-1", "P-1>D-17", "P-1>D-42"]
    assert room.history()[-1] == ("linked", "Uma", "P-1")


def test_a_learning_that_rests_on_what_is_not_there_is_not_made(room: Room) -> None:
    told = room.command('link D-42 learning "old phones crash" from S-9')
    assert told == "There is no S-9 that I may show you."
    assert room.chain.held == {}


def test_nodes_are_linked_without_a_decision(room: Room) -> None:
    room.command('link D-42 "open P1 bugs in Checkout"')
    room.command("link D-42 learning old phones crash")
    assert room.link("L-1 S-1") == "L-1 rests on S-1 now."
    assert room.link("S-1 L-1") == "L-1 rests on S-1 now."
    assert ties(room) == ["D-42>L-1", "D-42>S-1", "L-1>S-1"]
    room.command("link D-42 principle keep it")
    assert "have no place beside each other" in room.link("S-1 P-1")
    assert "say “link L-2 S-3” or “link P-1 D-42”" in room.link("L-1 whatever")


def test_what_comes_from_a_narrower_channel_is_no_ground_for_a_wider_decision(room: Room) -> None:
    room.messenger.memberships["UUMA"] |= {SECRET}
    due_decision(room, 5, review_on=None, origin=an_origin(SECRET, kind=Kind.PRIVATE))
    room.command('link D-5 "open P1 bugs in Checkout" above 20')
    room.command("link D-5 learning we were wrong")
    for ref in ("S-1", "L-1"):
        told = room.command(f"link D-42 {ref}")
        assert f"{ref} comes from a channel that not everyone reads who may see D-42" in told
    assert ties(room) == ["D-5>L-1", "D-5>S-1"]


# --- signals ---------------------------------------------------------------------------------------


def test_a_filter_is_counted_with_the_rights_of_those_who_see_the_decision(room: Room) -> None:
    told = room.command('link D-42 "open P1 bugs in Checkout" above 20')
    assert told == (
        "D-42 rests on the signal S-1 now: “open P1 bugs in Checkout”. It is 12; I tell the decider when it is "
        "above 20. I counted open P1 bugs in Checkout."
    )
    node = room.chain.node(S1, ALL)
    assert node is not None
    assert node.latest is not None
    assert (node.latest.value, node.is_passed) == (Decimal(12), False)
    assert room.bugs.asked[-1] == EVERYONE


def test_what_not_every_channel_may_see_is_not_counted_for_a_public_decision(room: Room) -> None:
    room.messenger.memberships["UUMA"] |= {SECRET}
    due_decision(room, 5, review_on=None, origin=an_origin(SECRET, kind=Kind.PRIVATE))
    room.bugs.may_count = lambda audience: audience.channel == SECRET
    told = room.command('link D-42 "open P1 bugs in Checkout" above 20')
    assert "It is counted as every channel may see it, since everyone may see the decision." in told
    assert "It is 12" in room.command('link D-5 "open P1 bugs in Checkout" above 20')


def test_what_is_past_its_threshold_already_is_said_when_it_is_linked(room: Room) -> None:
    room.bugs.counts["open P1 bugs in Checkout"] = 25
    told = room.command('link D-42 "open P1 bugs in Checkout" above 20')
    assert "It is 25, which is above 20 already: I tell when it has come back" in told
    room.until(room.clock.now() + timedelta(hours=5))
    assert room.told("UDANA") == []


def test_what_cant_be_counted_is_refused_with_the_reason(room: Room) -> None:
    told = room.command('link D-42 "happy customers" above 20')
    assert told.startswith("I can't count “happy customers”: ")
    assert "Nothing was linked." in told
    assert room.chain.held == {}


def test_a_figure_has_its_day_and_later_readings(room: Room) -> None:
    told = room.command('link D-42 figure "activation 41 % on 2026-11-01" below 38')
    assert "“activation”. It is 41 %; I tell the decider when it is below 38." in told
    assert "“/decision link S-1 36 on 2026-12-01”" in told
    told = room.link("S-1 40 on 2026-11-15")
    assert told == "S-1 “activation” is 40 % on 15 Nov 2026."
    assert room.told("UDANA") == []
    node = room.chain.node(S1, ALL)
    assert node is not None
    assert node.latest is not None
    assert (node.latest.value, node.latest.on) == (Decimal(40), date(2026, 11, 15))
    assert "is no figure that is read by hand" in (
        room.command('link D-42 "open P1 bugs in Checkout"') and room.link("S-2 3")
    )


def test_a_message_is_kept_as_it_is(room: Room) -> None:
    ts = room.messenger.hear(PAY, "UUMA", "support drowns in @UDANA01 tickets")
    url = f"https://x.slack.com/archives/{PAY}/p{ts.replace('.', '')}"
    told = room.command(f"link D-42 {url}")
    assert told.startswith("D-42 rests on the signal S-1 now: “support drowns in")
    room.messenger.edit(PAY, ts, "all is well")
    node = room.chain.node(S1, ALL)
    assert node is not None
    assert node.signal is not None
    assert node.signal.said is not None
    assert node.text.startswith("support drowns")
    assert (node.signal.said.name, node.signal.said.ts) == ("Uma", ts)


@pytest.mark.parametrize("how", ["deleted", "of a private channel", "to Cadence", "nowhere"])
def test_a_message_that_may_not_be_read_is_not_linked(room: Room, how: str) -> None:
    channel = {"of a private channel": SECRET, "to Cadence": "DRITA", "nowhere": "CGONE"}.get(
        how, PAY
    )
    ts = room.messenger.hear(channel, "URITA", "a secret")
    if how == "deleted":
        room.messenger.delete(PAY, ts)
    if how == "nowhere":
        room.messenger.refuse[channel] = "channel_not_found"
    told = room.command(f"link D-42 https://x.slack.com/archives/{channel}/p{ts.replace('.', '')}")
    assert "othing was linked" in told
    assert "secret" not in told
    assert room.chain.held == {}


def test_a_message_of_a_private_channel_is_shown_to_its_members_alone(room: Room) -> None:
    room.messenger.memberships["UUMA"] |= {SECRET}
    ts = room.messenger.hear(SECRET, "URITA", "a secret")
    room.command(f"link D-42 https://x.slack.com/archives/{SECRET}/p{ts.replace('.', '')}")
    assert room.history() == [("linked", "Uma", "a signal")]
    seeing = room.reviewing.seeing
    assert room.chain.node(S1, seeing.alone("UUMA")) is not None
    assert room.chain.node(S1, seeing.alone("URITA")) is None


def test_an_answer_of_a_check_in_is_linked_by_whoever_runs_it(room: Room) -> None:
    from cadence.decisions.model.linked import ToAnswer  # noqa: PLC0415 - nobody types this
    from cadence.decisions.service.asker import Asker  # noqa: PLC0415 - as above

    asker = Asker(
        by=room.reviewing.people.party("UDANA"),
        seen=ALL,
        audience=room.questions.asking.audience("UDANA"),
        zone=room.messenger.people["UDANA"].zone,
        key="check-in:7:UDANA",
    )
    what = ToAnswer(reference="weekly review, 16 Nov", text="activation fell")
    for _ in range(2):
        made = room.linking.add(room.records.held[42], what, asker)
        for change in made.changes:
            change(None)
    node = room.chain.node(S1, ALL)
    assert node is not None
    assert node.signal is not None
    assert (node.signal.kind, node.signal.reference) == (
        SignalKind.ANSWER,
        "weekly review, 16 Nov",
    )
    assert len(room.chain.held) == 1


# --- removing --------------------------------------------------------------------------------------


def test_every_link_can_be_removed(room: Room) -> None:
    room.command("link D-42 PAY-12 is done")
    room.command("link D-42 D-17")
    room.command("link D-42 principle keep it")
    assert room.command("link D-42 remove PAY-12") == "D-42 is no longer linked to PAY-12."
    assert armed(room) == []
    assert room.command("link D-42 remove D-17") == "D-42 is no longer linked to D-17."
    assert room.command("link D-42 remove P-1") == "D-42 is no longer linked to P-1."
    assert ties(room) == []
    assert room.chain.issues == {}
    assert [what for what, _, _ in room.history()][-3:] == ["unlinked"] * 3


def test_a_trigger_alone_can_be_removed(room: Room) -> None:
    room.command("link D-42 PAY-12 is done")
    told = room.command("link D-42 remove PAY-12 is done")
    assert told == "D-42 no longer waits for “PAY-12 is done”."
    assert armed(room) == []
    assert len(room.chain.issues_of(42)) == 1


def test_of_two_decisions_it_happened_to_the_one_that_rested_on_the_other(room: Room) -> None:
    room.command("link D-42 D-17")
    room.command("link D-17 remove D-42")
    assert ties(room) == []
    assert [each.what for each in room.records.history(42)] == [Happened.LINKED, Happened.UNLINKED]
    assert room.records.history(17) == ()


@pytest.mark.parametrize("what", ["PAY-77", "D-17", "S-1", "PAY-12 is done"])
def test_what_is_not_linked_cant_be_removed(room: Room, what: str) -> None:
    told = room.command(f"link D-42 remove {what}")
    assert "is not linked to" in told or "does not wait for" in told
    assert room.history() == []


def test_a_link_to_what_may_not_be_seen_is_none(room: Room) -> None:
    room.command("link D-42 D-17")
    room.alter(17, origin=an_origin(SECRET, kind=Kind.PRIVATE))
    assert room.command("link D-42 remove D-17") == "D-42 is not linked to D-17."
    assert ties(room) == ["D-42>D-17"]


# --- the form --------------------------------------------------------------------------------------


def open_form(room: Room, user: str = "UUMA") -> str:
    post = room.messenger.posted_messages[0]
    view = room.press_button(post, "decisions.open.link", "42", user)
    assert view is not None
    return view


def submit(room: Room, view: str, **answers: Any) -> str:
    room.submit(view, "UUMA", **answers)
    return str(room.messenger.forms[view].blocks)


def test_the_form_links_every_kind(room: Room) -> None:
    ts = room.messenger.hear(PAY, "UUMA", "support drowns")
    wanted: list[dict[str, str]] = [
        {"kind": "issue", "words": "PAY-12 is done"},
        {"kind": "ref", "words": "D-17"},
        {
            "kind": "message",
            "words": f"https://x.slack.com/archives/{PAY}/p{ts.replace('.', '')}",
        },
        {"kind": "filter", "words": "open P1 bugs in Checkout", "threshold": "above 20"},
        {"kind": "figure", "words": "activation 41 % on 2026-11-01", "threshold": "below 38"},
        {"kind": "learning", "words": "old phones crash", "rests": "S-1, S-2"},
        {"kind": "principle", "words": "keep it"},
    ]
    for answers in wanted:
        submit(room, open_form(room), **answers)
    assert ties(room) == [
        "D-42>D-17",
        "D-42>L-1",
        "D-42>S-1",
        "D-42>S-2",
        "D-42>S-3",
        "L-1>S-1",
        "L-1>S-2",
        "P-1>D-42",
    ]
    assert armed(room) == ["PAY-12 is done"]


def test_the_form_removes_what_is_chosen(room: Room) -> None:
    room.command("link D-42 PAY-12 is done")
    room.command("link D-42 D-17")
    view = open_form(room)
    (remove,) = (
        each for each in room.messenger.forms[view].blocks if getattr(each, "name", "") == "remove"
    )
    assert [each.value for each in remove.choices] == ["D-17", "PAY-12", "PAY-12 is done"]
    told = submit(room, view, remove=("D-17", "PAY-12 is done"), kind=None, words=None)
    assert "no longer linked to D-17" in told
    assert "no longer waits" in told
    assert ties(room) == armed(room) == []


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "words"),
        ({"kind": "issue", "words": ""}, "words"),
        ({"words": "PAY-12"}, "kind"),
        ({"kind": "issue", "words": "D-17"}, "words"),
        ({"kind": "ref", "words": "PAY-12"}, "words"),
        ({"kind": "message", "words": "https://example.org"}, "words"),
        ({"kind": "filter", "words": "bugs", "threshold": "many"}, "threshold"),
        ({"kind": "figure", "words": "activation"}, "words"),
        ({"kind": "learning", "words": "x", "rests": "D-1"}, "rests"),
        ({"kind": "issue", "words": "whatever"}, "words"),
    ],
)
def test_what_cant_be_read_is_said_in_its_field(answers: dict[str, str], field: str) -> None:
    assert list(check(answers)) == [field]


def test_a_form_for_what_may_not_be_seen_says_so(room: Room) -> None:
    room.alter(origin=an_origin(SECRET, kind=Kind.PRIVATE))
    view = open_form(room)
    assert "There is no D-42 that I may show you." in str(room.messenger.forms[view].blocks)


def test_a_form_that_slack_did_not_open_is_offered_again(room: Room) -> None:
    post = replace(room.messenger.posted_messages[0], channel="DUMA")
    assert room.press_button(post, "decisions.open.link", "42", "UUMA", view=False) is None
    (told,) = room.told("UUMA")
    assert "Slack did not open the form in time" in told


def test_a_part_that_is_refused_links_nothing_of_the_form(room: Room) -> None:
    room.command("link D-42 D-17")
    told = submit(room, open_form(room), kind="issue", words="PAY-99", remove=("D-17",))
    assert "There is no PAY-99 that I may show you." in told
    assert ties(room) == ["D-42>D-17"]


@pytest.mark.parametrize("words", ["whatever", '"bugs" sometimes', "https://example.org"])
def test_wrong_words_get_the_usage(room: Room, words: str) -> None:
    told = room.command(f"link D-42 {words}")
    assert "“/decision link D-42 PAY-12”" in told
    assert room.chain.held == {}


def test_a_repeated_command_makes_one_node(room: Room) -> None:
    heard = room.heard('link D-42 "open P1 bugs in Checkout" above 20', "UUMA")
    for _ in range(2):
        room.settle(lambda: room.hearing.hear(heard))
    assert list(room.chain.held) == [S1]
    assert room.told(LOG) == ["the record", "the record"]
