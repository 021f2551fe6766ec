"""What Claude adds to the rules, and what happens where it says nothing usable."""

from datetime import timedelta
from typing import Any

from conflicts_support import LEDGER, MONDAY

from builders import a_body, a_decision
from cadence.core.ports import Request
from cadence.decisions.model.access import Seen
from cadence.decisions.model.clash import Clash
from cadence.decisions.model.decision import Decision
from cadence.decisions.service.judging import ASKED, SURE, Judging
from fakes.clock import FakeClock
from fakes.decision_records import FakeRecords
from fakes.writer import FakeWriter

EVERYTHING = Seen(everything=True)
NEW = a_body(title="Ledger", decided="We use Postgres for the ledger.", scope=LEDGER)
SUBTLE = a_body(
    title="One engine",
    decided="All stores of the ledger run on the same engine as the archive, which is Oracle.",
    scope=LEDGER,
)


def clashes(
    writer: FakeWriter | None, *held: Decision, body: Any = NEW, clock: FakeClock | None = None
) -> tuple[Clash, ...]:
    records = FakeRecords()
    records.held = {each.number: each for each in held}
    clock = clock or FakeClock(MONDAY)
    return Judging(records=records, clock=clock, writer=writer).clashes(body, EVERYTHING)


def says(verdict: str, confidence: float = 0.9, old: str = "which is Oracle") -> dict[str, Any]:
    return {
        "new_words": "We use Postgres for the ledger",
        "old_words": old,
        "reason": "",
        "verdict": verdict,
        "confidence": confidence,
    }


def a_subtle_one(number: int = 17) -> Decision:
    return a_decision(number, title=SUBTLE.title, decided=SUBTLE.decided, scope=LEDGER)


def test_the_rules_alone_do_not_see_it() -> None:
    assert clashes(None, a_subtle_one()) == ()


def test_what_the_rules_do_not_see_claude_may() -> None:
    (clash,) = clashes(FakeWriter(says("contradict")), a_subtle_one())
    assert clash.judgement.by == "Claude"
    assert clash.judgement.score == 0.9
    assert "We use Postgres for the ledger" in clash.judgement.reason


def test_what_claude_is_not_sure_of_is_no_alarm() -> None:
    assert clashes(FakeWriter(says("contradict", 0.6)), a_subtle_one()) == ()


def test_what_the_rules_are_sure_of_is_not_asked_about() -> None:
    writer = FakeWriter()
    held = a_decision(17, decided="The ledger stays on DynamoDB.", scope=LEDGER)
    (clash,) = clashes(writer, held)
    assert clash.judgement.by == "rules"
    assert writer.asked == []


def test_what_the_rules_hold_to_collide_without_being_sure_claude_may_clear() -> None:
    body = a_body(title="SSO", decided="SSO is included in every plan.", scope=LEDGER)
    held = a_decision(17, title="SSO", decided="SSO is only in the Enterprise plan.", scope=LEDGER)
    (alone,) = clashes(None, held, body=body)
    assert alone.judgement.score < SURE
    answer = says("compatible", old="SSO is only in") | {"new_words": "SSO is included"}
    assert clashes(FakeWriter(answer), held, body=body) == ()


def test_where_claude_is_away_or_its_budget_spent_the_rules_judge() -> None:
    held = a_decision(17, decided="The ledger stays on DynamoDB.", scope=LEDGER)
    for switch in ("is_away", "is_spent", "declines"):
        writer = FakeWriter()
        setattr(writer, switch, True)
        (clash,) = clashes(writer, held, a_subtle_one(18))
        assert clash.judgement.by == "rules"


def test_what_quotes_words_that_nobody_wrote_is_no_judgement() -> None:
    invented = says("contradict", old="we swore never to leave Oracle")
    assert clashes(FakeWriter(invented), a_subtle_one()) == ()


def test_an_answer_of_another_shape_is_no_judgement() -> None:
    assert clashes(FakeWriter("I can't answer that."), a_subtle_one()) == ()


def test_claude_is_asked_about_a_few_at_most() -> None:
    writer = FakeWriter(says=lambda _: says("compatible"))
    clashes(writer, *(a_subtle_one(number) for number in range(1, 20)))
    assert len(writer.asked) == ASKED


def test_claude_has_a_few_seconds_for_all_of_them_together() -> None:
    clock = FakeClock(MONDAY)

    def slowly(request: Request) -> dict[str, Any]:
        assert request.within <= timedelta(seconds=6)
        clock.set(clock.now() + request.within)
        return says("compatible")

    writer = FakeWriter(says=slowly)
    clashes(writer, *(a_subtle_one(number) for number in range(1, 20)), clock=clock)
    assert clock.now() - MONDAY <= timedelta(seconds=12)
    assert 0 < len(writer.asked) < ASKED


def test_the_material_holds_the_two_decisions_and_no_names_of_people() -> None:
    writer = FakeWriter(says("compatible"))
    clashes(writer, a_subtle_one())
    assert "which is Oracle" in writer.asked[0].material
    assert "Dana" not in writer.asked[0].material
