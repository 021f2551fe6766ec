"""What is played in the sandbox: who asks, says and decides what."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cadence.sandbox.company.model import Company

DIRECT = "cadence"
"""Cadence's own direct messages, where nothing has to be mentioned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Somebody asks. `follows_up` says it in the thread of the line before; `command` by that slash command."""

    title: str
    user: str
    channel: str
    text: str
    follows_up: bool = False
    command: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happens:
    """Something changes in Jira, of which whoever watches is told."""

    title: str
    user: str
    key: str
    status: str
    resolution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """People talk in a thread, and one of them uses the shortcut "Log decision" on its last message. The modal is shown
    as it is filled, and submitted as it is."""

    title: str
    user: str
    """Who logs it."""
    channel: str
    said: tuple[tuple[str, str], ...]
    """Who said what, oldest first."""
    settled: Mapping[str, str] = field(default_factory=dict)
    """What is chosen, by the labels of its fields, where the draft collides with an earlier decision. What stands in
    the log about that one changes with it."""


Scene = Line | Happens | Talk


def script(company: Company) -> tuple[Scene, ...]:
    """What shows the product, about what is planted in this company."""
    crash = company.truth("promised").keys[0]
    undated = company.truth("regression").keys[-1]
    release = company.truth("stale blocker").facts["version"]
    return (
        Line(
            title="Support asks about a bug by what it is about, and needs no key",
            user="chloe.martin",
            channel="support",
            text="@cadence is the checkout crash with a gift card on iOS fixed yet?",
        ),
        Line(
            title="How many? The figure, its evidence and how it was understood",
            user="emma.larsen",
            channel="support",
            text="@cadence how many bugs are open in Checkout?",
        ),
        Line(
            title="Narrowed down in the thread",
            user="emma.larsen",
            channel="support",
            text="@cadence only P1",
            follows_up=True,
        ),
        Line(
            title="Is the release ready?",
            user="hannah.weiss",
            channel="releases",
            text=f"@cadence what still blocks {release}?",
        ),
        Line(
            title="Privately: with /bug only the asker sees the answer",
            user="priya.raman",
            channel="general",
            text="open bugs by component",
            command="/bug",
        ),
        Line(
            title="No date in Jira: what is usual for such bugs, never a promise",
            user="jonas.berg",
            channel="support",
            text=f"@cadence when will {undated} be fixed?",
        ),
        Line(
            title="Whom to ask: the lead of the area",
            user="owen.hughes",
            channel="general",
            text="@cadence who do I talk to about refunds?",
        ),
        Line(
            title="What can't be read with confidence is asked back, not guessed",
            user="aisha.khan",
            channel="support",
            text="@cadence how many urgent bugs are open in Checkout?",
        ),
        Line(
            title="“Tell me when it's fixed”, in a direct message",
            user="chloe.martin",
            channel=DIRECT,
            text=f"watch {crash}",
        ),
        Happens(
            title="The bug is resolved in Jira, and the watcher is told",
            user="chloe.martin",
            key=crash,
            status="Done",
            resolution="Fixed",
        ),
        Talk(
            title="A team decides in a thread, and logs it from there: the draft quotes who said what",
            user="hannah.weiss",
            channel="checkout-payments",
            said=(
                (
                    "hannah.weiss",
                    (
                        "We need to decide how we retry card payments after a soft decline. Today the order fails, "
                        "and support gets 30 tickets a week."
                    ),
                ),
                (
                    "tomasz.wojcik",
                    (
                        "Options: (a) retry in the checkout, three times in a row (b) queue it and retry for 24 hours "
                        "(c) leave it to the bank's own retries"
                    ),
                ),
                (
                    "amara.okafor",
                    "Against (c): it costs 0.15 € a retry and we can't see what happens.",
                ),
                (
                    "tomasz.wojcik",
                    f"(a) is out: retries in the request charged twice when the callback was late, see {undated}.",
                ),
                (
                    "amara.okafor",
                    "Then let's go with (b): queue soft declines and retry for 24 hours.",
                ),
                ("tomasz.wojcik", "Works for me, we have the job table anyway."),
                ("hannah.weiss", "+1. Let's revisit it on 15 January."),
            ),
        ),
        Line(
            title="Weeks later: why is it so?",
            user="owen.hughes",
            channel="general",
            text="@cadence why do we queue soft declines?",
        ),
        Talk(
            title="Another thread decides otherwise, and that is noticed before it is recorded",
            user="elif.demir",
            channel="checkout-payments",
            said=(
                (
                    "elif.demir",
                    "The retry queue for soft declines hides failures from the customer. What do we do?",
                ),
                (
                    "tomasz.wojcik",
                    "Decision: we stop queueing soft declines and ask for another card at once.",
                ),
                ("elif.demir", "Agreed."),
            ),
            settled={"What about D-1?": "The new one takes the place of D-1"},
        ),
    )
