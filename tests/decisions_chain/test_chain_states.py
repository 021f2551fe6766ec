"""Linked issues with their state, as far as their reader may see them."""

from datetime import UTC, datetime

from builders import a_decision, an_issue
from cadence.core.message import Audience, Kind, Message, Paragraph, Text
from cadence.core.plain import plain
from cadence.decisions.messages.chain import chain_blocks
from cadence.decisions.model.chain import Tree
from cadence.decisions.service.states import States
from fakes.bugs import FakeBugs

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
EVERYONE = Audience(user=None, channel="CPAY", kind=Kind.PUBLIC)


def issues_shown(bugs: FakeBugs, *keys: str, audience: Audience = EVERYONE) -> str:
    states = States(bugs=bugs).of(keys, audience)
    tree = Tree(root=a_decision(), issues=keys)
    blocks = chain_blocks(tree, browse="https://jira.test", states=states)
    return plain(Message(summary="", blocks=blocks))


def some_bugs() -> FakeBugs:
    bugs = FakeBugs()
    bugs.put(an_issue("PAY-1", status="In Review", read_at=NOON))
    bugs.put(an_issue("SEC-2", status="Done", read_at=NOON))
    return bugs


def test_linked_issues_are_shown_with_their_state_and_when_it_was_read() -> None:
    shown = issues_shown(some_bugs(), "PAY-1", "SEC-2")
    assert "PAY-1" in shown
    assert "(In Review), " in shown
    assert "(Done), read " in shown


def test_of_what_is_not_there_and_what_may_not_be_seen_the_key_alone_is_shown() -> None:
    bugs = some_bugs()
    bugs.may_see = lambda _, project: project == "PAY"
    shown = issues_shown(bugs, "PAY-1", "SEC-2", "PAY-99")
    assert "(In Review)" in shown
    assert "Done" not in shown
    assert "SEC-2" in shown
    assert "PAY-99" in shown
    assert "could not be read" not in shown
    assert "read" not in issues_shown(bugs, "SEC-2")


def test_where_jira_is_away_that_is_said_and_the_keys_stay() -> None:
    bugs = some_bugs()
    bugs.is_down = True
    shown = issues_shown(bugs, "PAY-1")
    assert "PAY-1" in shown
    assert "Jira could not be read, so how these issues stand is not shown." in shown


def test_jira_is_asked_once_for_all_of_them_and_not_at_all_for_none() -> None:
    bugs = some_bugs()
    issues_shown(bugs, "PAY-1", "SEC-2")
    issues_shown(bugs)
    assert bugs.asked == [EVERYONE]


def test_a_status_is_shown_as_it_is_written() -> None:
    bugs = FakeBugs()
    bugs.put(an_issue("PAY-1", status="<!channel> *now*"))
    (block,) = chain_blocks(
        Tree(root=a_decision(), issues=("PAY-1",)), states=States(bugs=bugs).of(["PAY-1"], EVERYONE)
    )
    assert isinstance(block, Paragraph)
    assert Text(" (<!channel> *now*)") in block.line
