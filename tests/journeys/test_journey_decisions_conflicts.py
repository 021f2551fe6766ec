"""A decision that collides with an earlier one, from the thread to the choice and the arbiter."""

from datetime import UTC, datetime, timedelta

from cadence.adapters.db.decisions import SqlRecords
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision, Status
from cadence.sandbox.slack.faults import Effect, Fault
from cadence.sandbox.slack.model import Message, View
from journeys.house import PATIENCE, House, until

HANNAH, TOMASZ, AMARA = "hannah.weiss", "tomasz.wojcik", "amara.okafor"
PAYMENTS = "checkout-payments"
CHOICE = "What about D-1?"
WORDS = "Why both can hold, or the point in dispute"


def decide(home: House, user: str, channel: str, words: str) -> View:
    """Logs a decision by hand; brings the modal as it then is."""
    home.slack.people.command(user, channel, "/decision", "new").wait()
    title = " ".join(words.split()[:4])
    values = {"Title": title, "What was decided": words, "Jira project or epic": "PAY"}
    return home.submit(user, home.filled(user), values)


def recorded(home: House) -> list[Decision]:
    return list(SqlRecords(home.cadence.engine).every(Seen(everything=True)))


def told_directly(home: House, user: str) -> Message:
    """The one message that Cadence writes to this person alone."""
    workspace = home.slack.workspace
    channel = workspace.direct(workspace.app.bot_user_id, workspace.user(user).id)

    def said() -> list[Message]:
        return [each for each in home.said_in(channel.id) if each.only_for is None]

    workspace.wait_until(said, timeout=PATIENCE)
    (message,) = said()
    return message


def test_a_collision_is_shown_before_it_is_recorded_and_the_earlier_one_superseded(
    home: House,
) -> None:
    decide(home, TOMASZ, PAYMENTS, "The ledger stays on DynamoDB.")
    question = decide(home, HANNAH, PAYMENTS, "We use Postgres for the ledger.")
    shown = home.modal(question)
    assert "This says otherwise than an earlier decision that holds." in shown
    assert "The ledger stays on DynamoDB." in shown
    assert "Postgres or DynamoDB." in shown
    assert len(recorded(home)) == 1

    wrong = home.submit(HANNAH, question, {CHOICE: "keep"})
    assert set(wrong.errors.values()) == {"Say why both can hold."}
    done = home.submit(HANNAH, wrong, {CHOICE: "supersede"})
    assert "Recorded as D-2" in home.modal(done)
    old, new = recorded(home)
    assert (old.superseded_by, new.supersedes) == (2, (1,))


def test_an_arbiter_settles_it_and_everything_is_delivered_three_times(home: House) -> None:
    home.slack.faults.add(Fault(effect=Effect.DUPLICATE, times=None, copies=3))
    decide(home, TOMASZ, PAYMENTS, "The ledger stays on DynamoDB.")
    question = decide(home, HANNAH, PAYMENTS, "We use Postgres for the ledger.")
    asked = {
        CHOICE: "arbiter",
        WORDS: "Which database the ledger is kept in.",
        "Who settles it": home.slack.workspace.user(AMARA).id,
        "By when": (datetime.now(UTC) + timedelta(days=3)).date().isoformat(),
    }
    done = home.submit(HANNAH, question, asked)
    assert "It is proposed for now: Amara Okafor was asked" in home.modal(done)
    direct = told_directly(home, AMARA)
    assert "We use Postgres for the ledger." in home.shown(direct)
    home.press(AMARA, direct, "New one stands").wait()
    until(lambda: recorded(home)[0].superseded_by == 2)
    assert recorded(home)[1].status is Status.ACCEPTED
    assert "Amara Okafor settled: D-2 stands" in home.shown(told_directly(home, HANNAH))
    until(lambda: "You settled:" in home.shown(told_directly(home, AMARA)))
