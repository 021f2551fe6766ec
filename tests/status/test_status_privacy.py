"""What everybody reads, and what one person alone may read."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from builders import a_project, a_site, an_issue
from cadence.core.errors import QueryRefused
from cadence.core.heard import Heard, Pressed, Surface
from cadence.core.issue import Issue
from cadence.core.message import Place
from cadence.core.people import Person
from cadence.core.plain import plain
from cadence.core.ports import Found
from cadence.core.query import IssueQuery
from cadence.delivery.job import Settlement
from cadence.delivery.wire import MESSAGES
from cadence.status.model.access import Rule
from cadence.status.service.conversation import Conversation
from cadence.status.service.status import Status
from cadence.status.service.watching import Watching
from fakes.archive import FakeArchive
from fakes.clock import NOON, FakeClock
from fakes.messenger import FakeMessenger
from fakes.status_store import FakeStatusStore
from fakes.tracker import FakeTracker

LEAD = Person(id="U1", name="Ada", email="ada@x.example", zone=ZoneInfo("Europe/Berlin"))
RULES = (
    Rule(channels=frozenset({"*"}), projects=frozenset({"PAY"})),
    Rule(users=frozenset({"U1"}), projects=frozenset({"PAY", "SEC"})),
)
SECRET = an_issue("SEC-7", status="Being exploited", summary="Tokens leak")
OPEN = an_issue("PAY-1")


def a_conversation(*issues: Issue, tracker: FakeTracker | None = None, **parts) -> Conversation:
    clock = FakeClock()
    status = Status(
        tracker=tracker or FakeTracker(issues, clock=clock),
        archive=FakeArchive(),
        clock=clock,
        rules=RULES,
    )
    return Conversation(
        status=status,
        store=FakeStatusStore(),
        messenger=FakeMessenger(people={"U1": LEAD}),
        clock=clock,
        zone=ZoneInfo("UTC"),
        browse="https://jira.test",
        **parts,
    )


def heard(text: str, **more) -> Heard:
    plain_one = {
        "id": f"Ev{abs(hash(text))}",
        "surface": Surface.MENTION,
        "text": text,
        "user": "U1",
        "channel": "C1",
        "ts": "1.0",
        "at": NOON,
    }
    return Heard(**(plain_one | more))


def said(settlement: Settlement) -> list[tuple[Place, str]]:
    for change in settlement.changes:
        change(None)
    return [
        (MESSAGES.load(job.args["place"]), plain(MESSAGES.load(job.args["message"])))
        for job in settlement.jobs
    ]


def test_a_watch_that_is_begun_in_a_channel_is_confirmed_to_the_watcher_alone() -> None:
    ((place, text),) = said(a_conversation(SECRET).hear(heard("watch SEC-7")))
    assert "Being exploited" in text
    assert place == Place(channel="C1", only_for="U1"), "Slack shows none in a thread to be begun"


def test_a_list_of_watches_is_for_the_watcher_alone() -> None:
    conversation = a_conversation(SECRET)
    said(conversation.hear(heard("watch SEC-7")))
    ((place, text),) = said(conversation.hear(heard("my watches")))
    assert "SEC-7" in text
    assert place.only_for == "U1"


def test_in_a_direct_message_what_is_told_stands_in_the_thread() -> None:
    asked = heard("watch PAY-1", channel="D1", surface=Surface.DIRECT)
    ((place, _),) = said(a_conversation(OPEN).hear(asked))
    assert place == Place(channel="D1", thread="1.0")


def test_a_shortcut_works_in_a_channel_that_cadence_is_not_in() -> None:
    asked = heard("what about PAY-1?", surface=Surface.SHORTCUT, thread="0.5")
    ((place, text),) = said(a_conversation(OPEN).hear(asked))
    assert "PAY-1" in text
    assert place == Place(channel="C1", thread="0.5", only_for="U1")


def test_the_copy_tells_an_audience_of_no_project_that_it_may_not_see() -> None:
    conversation = a_conversation(OPEN, SECRET)
    status = conversation.status
    assert isinstance(status.tracker, FakeTracker)
    status.tracker.is_down = True
    copied = replace(status, archive=FakeArchive((OPEN, SECRET), site=status.tracker.vocabulary))
    ((_, text),) = said(replace(conversation, status=copied).hear(heard("PAY-1")))
    assert "The copy holds" in text
    assert "SEC" not in text


# --- security levels -----------------------------------------------------------------------------


class PickyTracker(FakeTracker):
    """Refuses what holds a name it doesn't know, in words that hold "level", as Jira does."""

    refusing = "Sea level"

    def search(self, query: IssueQuery, **more) -> Found:
        if self.refusing in repr(query):
            raise QueryRefused(f"The value '{self.refusing}' does not exist for the field 'level'.")
        return super().search(query, **more)


def test_a_refusal_that_only_mentions_a_level_opens_no_levels_to_later_questions() -> None:
    issues = (OPEN, an_issue("PAY-2", level="Confidential"))
    site = a_site(projects=(a_project(components=("Sea level",)),))
    conversation = a_conversation(tracker=PickyTracker(issues, site, clock=FakeClock()))
    ((_, refused),) = said(conversation.hear(heard("how many open bugs in component Sea level?")))
    assert "did not accept" in refused
    ((_, text),) = said(conversation.hear(heard("how many open bugs in PAY?")))
    assert "1 open" in text


def test_a_rule_with_a_level_that_the_site_lacks_opens_no_other_level() -> None:
    issues = (OPEN, an_issue("PAY-2", level="Confidential"))
    conversation = a_conversation(tracker=PickyTracker(issues, a_site(), clock=FakeClock()))
    misspelt = (replace(RULES[0], levels=frozenset({"Sea level"})),)
    wrong = replace(conversation, status=replace(conversation.status, rules=misspelt))
    ((_, refused),) = said(wrong.hear(heard("how many open bugs in PAY?")))
    assert "did not accept" in refused
    ((_, text),) = said(conversation.hear(heard("how many open bugs in PAY?", id="Ev2")))
    assert "1 open" in text


class LevellessTracker(FakeTracker):
    """A site that knows no security levels."""

    def search(self, query: IssueQuery, **more) -> Found:
        if "LEVEL" in repr(query):
            raise QueryRefused("Field 'level' does not exist or you do not have permission.")
        return super().search(query, **more)


@pytest.mark.parametrize(
    "rules", [None, RULES[:1], (RULES[0], replace(RULES[0], projects=frozenset({"MOB"})))]
)
def test_a_site_without_levels_answers_whatever_the_rules(rules: tuple[Rule, ...] | None) -> None:
    tracker = LevellessTracker((OPEN,), a_site(), clock=FakeClock())
    conversation = a_conversation(tracker=tracker)
    anew = replace(conversation, status=replace(conversation.status, rules=rules))
    ((_, text),) = said(anew.hear(heard("how many open bugs in PAY?")))
    assert "1 open" in text


# --- time ----------------------------------------------------------------------------------------


def test_a_press_on_news_does_not_move_what_it_is_news_since() -> None:
    fresh = an_issue("PAY-3", updated_at=NOON - timedelta(hours=1))
    conversation = a_conversation(fresh)
    said(conversation.hear(heard("PAY-3", at=NOON - timedelta(days=2))))
    news = heard("what's new since I last asked?", id="EvNews")
    ((_, text),) = said(conversation.hear(news))
    assert "PAY-3" in text
    ((_, again),) = said(
        conversation.press(a_press("status.more", "EvNews", at=NOON + timedelta(minutes=1)))
    )
    assert "PAY-3" in again


def test_trying_again_refines_what_the_follow_up_refined() -> None:
    tracker = FakeTracker((OPEN, an_issue("PAY-2", priority="High")), a_site(), clock=FakeClock())
    conversation = a_conversation(tracker=tracker)
    said(conversation.hear(heard("how many open bugs in PAY?", id="Ev1")))
    tracker.is_down = True
    said(conversation.hear(heard("only high", id="Ev2", thread="1.0", ts="2.0")))
    tracker.is_down = False
    ((_, text),) = said(conversation.press(a_press("status.again", "Ev2")))
    assert "1 open bug" in text


def a_press(action: str, value: str, **more) -> Pressed:
    plain_one = {
        "id": f"{action}:{value}",
        "action": action,
        "value": value,
        "user": "U1",
        "channel": "C1",
        "thread": "1.0",
        "ts": "1.5",
        "at": NOON,
    }
    return Pressed(**(plain_one | more))


# --- where strangers may read along ----------------------------------------------------------------


@pytest.mark.parametrize("refusal", ["missing_scope", "channel_not_found"])
def test_a_channel_that_slack_tells_nothing_of_counts_as_shared(refusal: str) -> None:
    conversation = a_conversation(OPEN)
    messenger = conversation.messenger
    assert isinstance(messenger, FakeMessenger)
    messenger.refuse["C1"] = refusal
    ((_, text),) = said(conversation.hear(heard("PAY-1")))
    assert "Nothing from Jira may be shown here" in text


def test_who_watches_what_did_not_change_is_not_looked_up() -> None:
    conversation = a_conversation(SECRET)
    said(conversation.hear(heard("watch SEC-7")))
    watching = Watching(
        status=conversation.status,
        store=conversation.store,
        messenger=FakeMessenger(unreachable=True),
        clock=conversation.clock,
        browse="https://jira.test",
    )
    assert watching.look() == Settlement()
