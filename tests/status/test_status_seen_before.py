"""Earlier bugs like the one that was asked about: offered to whoever may see them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from status_support import Desk, a_desk, in_channel

from builders import an_issue
from cadence.core.errors import StoreUnavailable
from cadence.core.issue import Issue
from cadence.core.message import Audience
from cadence.status.model.access import Rule

FIXED = an_issue(
    "PAY-3", summary="Refunds time out", status="Closed", resolution="Fixed",
    resolved_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
)  # fmt: skip
SECRET = an_issue("SEC-1", id="sec1", summary="Vault leaks refunds")
ASKED = an_issue("PAY-9", summary="Refund times out again")
RULES = (Rule(channels=frozenset({"C-PAY"}), projects=frozenset({"PAY"})),)


@dataclass
class Seen:
    """`SeenBefore`."""

    keys: tuple[str, ...] = ()
    is_down: bool = False
    asked: tuple[str, ...] = ()

    def like(self, key: str) -> tuple[str, ...]:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")
        self.asked += (key,)
        return self.keys


def desk_with(before: Seen, *issues: Issue) -> Desk:
    desk = a_desk((ASKED, FIXED, SECRET, *issues), rules=RULES)
    return replace(desk, status=replace(desk.status, before=before))


def seen(desk: Desk, question: str, audience: Audience) -> list[str]:
    return [issue.key for issue in desk.answer(question, audience=audience).seen_before]


HERE = in_channel("C-PAY")


def test_an_answer_about_one_issue_offers_earlier_ones_with_how_they_ended() -> None:
    desk = desk_with(Seen(("PAY-3",)))
    reply = desk.answer("PAY-9", audience=HERE)
    assert [issue.key for issue in reply.seen_before] == ["PAY-3"]
    said = desk.says("PAY-9", audience=HERE)
    assert "Seen before?" in said
    assert (
        "PAY-3 (https://jira.test/browse/PAY-3) Refunds time out · Closed (Fixed), 02 Mar 2026"
        in said
    )


def test_when_will_it_be_fixed_offers_them_too() -> None:
    assert seen(desk_with(Seen(("PAY-3",))), "when will PAY-9 be fixed?", HERE) == ["PAY-3"]


def test_what_the_audience_may_not_see_is_not_offered() -> None:
    assert seen(desk_with(Seen(("SEC-1", "PAY-3"))), "PAY-9", HERE) == ["PAY-3"]
    assert seen(desk_with(Seen(("SEC-1",))), "PAY-9", HERE) == []


def test_where_nothing_is_like_it_nothing_is_said() -> None:
    assert "Seen before" not in desk_with(Seen()).says("PAY-9", audience=HERE)


def test_lists_are_left_as_they_were() -> None:
    before = Seen(("PAY-3",))
    desk_with(before).answer("list open bugs in PAY", audience=HERE)
    assert before.asked == ()


def test_what_can_not_be_read_spoils_no_answer() -> None:
    desk = desk_with(Seen(is_down=True))
    reply = desk.answer("PAY-9", audience=HERE)
    assert [issue.key for issue in reply.issues] == ["PAY-9"]
    assert reply.seen_before == ()
