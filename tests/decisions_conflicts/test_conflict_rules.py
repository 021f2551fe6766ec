"""Whether two decisions say otherwise: what is flagged, and what must not be."""

import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_body
from cadence.decisions.model.claims.clauses import clauses
from cadence.decisions.model.conflict import FLOOR, Overlap, Verdict, judge, overlap
from cadence.decisions.model.decision import Body, Option, Scope

ROOT = Path(__file__).parents[2]
SAME = Scope(area="Payments")


def said(decided: str, title: str = "", scope: Scope = SAME, **fields: object) -> Body:
    return a_body(title=title, decided=decided, scope=scope, **fields)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("We use Postgres for the ledger.", "The ledger stays on DynamoDB."),
        ("We drop support for IE11.", "Internet Explorer 11 remains supported."),
        ("Logs are kept for 30 days.", "We keep logs for 90 days."),
        ("Wallets launch on 3 March 2027.", "Wallets launch on 1 February 2027."),
        ("Guest checkout is disabled.", "Guest checkout is enabled."),
        ("We build the consent tool ourselves.", "The consent tool is bought from a vendor."),
        ("SSO is included in every plan.", "SSO is only in the Enterprise plan."),
        ("We replace Jenkins with GitHub Actions.", "We stay with Jenkins for CI."),
        ("We go with Sentry for crash reporting.", "Crashlytics for crash reporting."),
        ("Two reviewers must approve each change.", "One reviewer must approve each change."),
    ],
)
def test_what_cannot_both_hold_is_flagged_whichever_came_first(new: str, old: str) -> None:
    for one, other in ((new, old), (old, new)):
        found = judge(said(one), said(other))
        assert found.verdict is Verdict.CONTRADICT
        assert FLOOR <= found.score <= 1
        assert found.reason.startswith(f"This one says “{one.rstrip('.')}”")
        assert f"the earlier one “{other.rstrip('.')}”" in found.reason


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("Audit logs are kept for 7 years.", "Application logs are kept for 90 days."),
        ("4.3 ships on 2 March 2027.", "4.2 ships on 8 December 2026."),
        ("P2 tickets are answered within 8 hours.", "P1 tickets are answered within 4 hours."),
        ("Live chat is not open on weekends.", "We keep live chat."),
        ("We stop supporting Safari 14.", "We support Safari 16 and newer."),
        ("Logs are kept for a month.", "Logs are kept for 30 days."),
        ("We stay with Postgres for the ledger.", "We use Postgres for the ledger."),
        ("We add PayPal as a payment method.", "We use Stripe as our payment method."),
        ("The API uses cursor pagination.", "The API uses OAuth."),
        ("Backups are taken every 6 hours.", "Backups are kept for 35 days."),
    ],
)
def test_what_can_both_hold_is_not_flagged(new: str, old: str) -> None:
    assert judge(said(new), said(old)).verdict is not Verdict.CONTRADICT
    assert judge(said(old), said(new)).verdict is not Verdict.CONTRADICT


QUEUED = said("let's go with (b): queue soft declines and retry for 24 hours")


@pytest.mark.parametrize(
    "new",
    [
        "we stop queueing soft declines and ask for another card at once",
        "ok we no longer queue soft declines, the customer is asked for another card at once",
        "soft declines are not queued any more",
        "right, we don't queue soft declines anymore; we ask for another card",
        "instead of queueing soft declines we ask for another card",
        "let's go with (a): ask for another card, and stop queueing soft declines",
        "we ask for another card at once, then mail the customer, but don’t queue soft declines",
    ],
)
def test_each_claim_of_a_sentence_is_judged_by_itself(new: str) -> None:
    for found in (judge(said(new), QUEUED), judge(QUEUED, said(new))):
        assert found.verdict is Verdict.CONTRADICT


@pytest.mark.parametrize(
    "new",
    [
        "we don't queue hard declines, the customer is asked for another card at once",
        "we stop mailing on every retry and queue soft declines in the job table",
        "we show why the card was declined and stop asking for its number again",
        "if we can't queue, we stop and ask for another card",
    ],
)
def test_a_denial_in_one_clause_denies_nothing_in_the_others(new: str) -> None:
    for found in (judge(said(new), QUEUED), judge(QUEUED, said(new))):
        assert found.verdict is Verdict.COMPATIBLE


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("we drop the train and ship weekly", ("we drop the train", "ship weekly")),
        ("we don't call and mail customers", ("we don't call and mail customers",)),
        ("we stop calling and mailing customers", ("we stop calling and mailing customers",)),
        ("logs, traces and metrics are kept", ("logs, traces and metrics are kept",)),
        ("when a card fails, we ask for another", ("when a card fails, we ask for another",)),
        ("let's do (b): sessions last 8 hours", ("let's do (b)", "sessions last 8 hours")),
        ("in January, we’ll move, so Avro goes away", ("in January, we’ll move, so Avro goes away",)),
        ("we’ll move, so then the old one is removed", ("we’ll move", "the old one is removed")),
    ],
)  # fmt: skip
def test_a_sentence_is_cut_only_where_another_claim_begins(
    sentence: str, parts: tuple[str, ...]
) -> None:
    assert tuple(clauses(sentence)) == parts


@given(st.text(alphabet="we stop, and ask: then the it’s but.;", max_size=120))
def test_nothing_but_joins_and_openings_is_lost_between_clauses(sentence: str) -> None:
    at = 0
    for part in clauses(sentence):
        found = sentence.find(part, at)
        assert found >= at
        at = found + len(part)


def test_what_one_chose_and_the_other_rejected_contradicts_it() -> None:
    new = said(
        "One page it is.",
        options=(Option(text="One-page checkout", is_chosen=True), Option(text="Three steps")),
    )
    old = said(
        "Three it is.",
        options=(Option(text="Three steps", is_chosen=True), Option(text="One-page checkout")),
    )
    found = judge(new, old)
    assert found.verdict is Verdict.CONTRADICT
    assert found.reason == (
        "This one chooses “One-page checkout”, the earlier one rejected “One-page checkout”."
    )


@pytest.mark.parametrize(
    ("one", "other", "lie"),
    [
        (Scope(area="Payments"), Scope(area="payments"), Overlap.SAME),
        (Scope(area="Payments"), Scope(area="Payments platform"), Overlap.SAME),
        (Scope(area="Payments"), Scope(area="Search"), Overlap.APART),
        (Scope(area="Payments"), Scope(), Overlap.OPEN),
        (Scope(area="Payments"), Scope(project="PAY"), Overlap.OPEN),
        (Scope(project="PAY"), Scope(epic="pay-12"), Overlap.SAME),
        (Scope(epic="PAY-12"), Scope(epic="PAY-13"), Overlap.APART),
        (Scope(epic="PAY-12"), Scope(project="WEB"), Overlap.APART),
        (Scope(area="Payments", product="iOS"), Scope(area="Payments", product="Android"), Overlap.APART),
    ],
)  # fmt: skip
def test_any_part_of_a_scope_that_differs_sets_decisions_apart(
    one: Scope, other: Scope, lie: Overlap
) -> None:
    assert overlap(one, other) is lie
    assert overlap(other, one) is lie


def test_decisions_about_different_areas_do_not_contradict_each_other() -> None:
    new = said("Logs are kept for 30 days.", scope=Scope(area="Payments"))
    old = said("Logs are kept for 90 days.", scope=Scope(area="Search"))
    assert judge(new, old).verdict is Verdict.UNRELATED


def test_without_a_scope_the_same_words_weigh_less() -> None:
    new, old = "We drop Jenkins.", "We stay with Jenkins."
    scoped = judge(said(new), said(old)).score
    assert FLOOR < judge(said(new, scope=Scope()), said(old, scope=Scope())).score < scoped


@pytest.mark.parametrize(
    ("new", "old", "clashes"),
    [
        ("we stop queueing soft declines", "queue soft declines and retry for a day", True),
        ("PayPal goes away", "PayPal stands below the card form", True),
        ("no meetings on Wednesdays", "Planning meetings are held on Wednesdays", True),
        ("iOS is out", "The app requires iOS 15", False),
        ("We don't add new wallets", "Wallets are enabled for all customers", False),
        ("Passwords never expire", "Password reset links expire after 30 minutes", False),
        ("We send a reminder after 14 days", "Invoices get a reminder after 7 days", False),
    ],
)
def test_without_a_scope_a_word_in_common_is_not_enough(new: str, old: str, clashes: bool) -> None:
    for scope in (Scope(), SAME):
        found = judge(said(new, scope=Scope()), said(old, scope=scope))
        assert (found.verdict is Verdict.CONTRADICT) == clashes


def test_labelled_pairs_are_judged_as_well_as_recorded() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evals.conflicts", "--check"],
        cwd=ROOT,
        env={"PATH": "", "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


_BODIES = st.builds(
    a_body,
    title=st.text(max_size=80),
    decided=st.text(max_size=300)
    | st.lists(
        st.sampled_from("we drop keep use 30 90 days % not Kafka, Postgres. for 1 March 2027 from to with no".split()),  # noqa: SIM905
        max_size=30,
    ).map(" ".join),
    options=st.lists(st.builds(Option, text=st.text(max_size=40), is_chosen=st.booleans()), max_size=3).map(tuple),
    scope=st.sampled_from([Scope(), SAME]),
)  # fmt: skip


@given(_BODIES, _BODIES)
def test_any_two_decisions_can_be_judged(new: Body, old: Body) -> None:
    found = judge(new, old)
    assert 0 <= found.score <= 1
    assert (found.score >= FLOOR) == (found.verdict is Verdict.CONTRADICT)
    assert found.by == "rules"


@given(_BODIES)
def test_a_decision_whose_words_hold_together_does_not_contradict_its_scope_elsewhere(
    body: Body,
) -> None:
    other = a_body(title=body.title, decided=body.decided, scope=Scope(area="Search"))
    assert judge(said(body.decided), other).verdict is Verdict.UNRELATED


@pytest.mark.parametrize(
    "repeated", ["no ", "we keep x for y. ", "30 days ", "a from b to ", "is in ", ", not "]
)
def test_long_decisions_are_judged_soon(repeated: str) -> None:
    long = said(repeated * (3_000 // len(repeated)))
    began = process_time()
    judge(long, long)
    assert process_time() - began < 1.0
