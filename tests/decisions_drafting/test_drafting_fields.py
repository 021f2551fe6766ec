"""What a draft tells beside the decision, and the messages that each field rests on."""

from datetime import date

import pytest
from draft_rules_support import ZONE, a_thread, drafted, places, the_draft

from cadence.decisions.model.decision import Option, Part, Party, Reversibility
from cadence.decisions.model.drafting import drafts

QUEUE = (
    "ann: We need a queue for the webhooks. RabbitMQ or SQS?",
    "ben: Nobody here has operated RabbitMQ.",
    "cleo: SQS is boring and we already pay for it.",
    "ann: Right, we go with SQS. I'll tell support. cc <@U0AMIRA1>",
)


def test_a_whole_draft() -> None:
    draft = the_draft(*QUEUE)
    body = draft.body

    assert body.title == "Go with SQS"
    assert body.decided == "we go with SQS."
    assert body.context == "We need a queue for the webhooks.\nRabbitMQ or SQS?"
    assert body.options == (
        Option(text="RabbitMQ", why="Nobody here has operated RabbitMQ."),
        Option(text="SQS", is_chosen=True, why="SQS is boring and we already pay for it."),
    )
    assert body.reasons == (
        "Nobody here has operated RabbitMQ.",
        "SQS is boring and we already pay for it.",
    )
    assert body.consequences == ("I'll tell support.",)
    assert body.decider == Party(name="ann", user="ann")
    assert [who.name for who in body.consulted] == ["ben", "cleo"]
    assert body.informed == (Party(name="support"), Party(name="U0AMIRA1", user="U0AMIRA1"))
    assert {part: places(draft, part) for part in Part if places(draft, part)} == {
        Part.TITLE: [4],
        Part.DECIDED: [4],
        Part.CONTEXT: [1],
        Part.OPTIONS: [1, 2, 3],
        Part.REASONS: [2, 3],
        Part.CONSEQUENCES: [4],
        Part.DECIDER: [4],
        Part.CONSULTED: [2, 3],
        Part.INFORMED: [4],
    }


def test_a_field_of_which_nothing_was_said_is_empty_and_rests_on_nothing() -> None:
    draft = the_draft("ann: Decision: webhooks are signed.")

    assert draft.body.reasons == draft.body.options == draft.body.links == ()
    assert draft.body.reversibility is draft.body.review_on is None
    assert {each.part for each in draft.support} == {Part.TITLE, Part.DECIDED, Part.DECIDER}


def test_people_are_named_by_their_display_names() -> None:
    thread = a_thread("U0ANN001: Decision: webhooks are signed.", "U0BEN001: sounds good")
    (draft,) = drafts(thread, zone=ZONE, names={"U0ANN001": "Ann Lee"})

    assert draft.body.decider == Party(name="Ann Lee", user="U0ANN001")
    assert draft.body.consulted == (Party(name="U0BEN001", user="U0BEN001"),)


def test_somebody_else_may_be_named_as_the_decider() -> None:
    draft = the_draft(
        "ann: Is the refund window settled?",
        "ben: <@U0LEAD01> decided that we go with 30 days for refunds.",
    )

    assert draft.body.decider == Party(name="U0LEAD01", user="U0LEAD01")


def test_what_was_objected_to_is_told_as_an_option_with_the_objection() -> None:
    draft = the_draft(
        "ann: Let's hire a contractor for the migration.",
        "ben: I'm against it, we'd train somebody who leaves.",
        "ann: Decision: the platform team migrates the tables itself.",
    )

    assert draft.body.options == (
        Option(
            text="Let's hire a contractor for the migration.",
            why="I'm against it, we'd train somebody who leaves.",
        ),
    )
    assert places(draft, Part.OPTIONS) == [1, 2]


def test_instead_of_names_a_rejected_option() -> None:
    draft = the_draft("ann: Decision: uploads are capped at 50 MB instead of 200 MB.")

    assert draft.body.options == (Option(text="200 MB"),)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Let's look at this again in three months.", date(2027, 2, 18)),
        ("We revisit in Q1.", date(2027, 1, 1)),
        ("Please review it by 15 January.", date(2027, 1, 15)),
        ("We reevaluate at the end of March", date(2027, 3, 31)),
        ("Revisit next month.", date(2026, 12, 1)),
    ],
)
def test_a_day_to_look_again(said: str, day: date) -> None:
    draft = the_draft("ann: Decision: webhooks are signed.", f"ben: {said}")

    assert draft.body.review_on == day
    assert places(draft, Part.REVIEW_ON) == [2]
    assert draft.body.reopen_if == ""


@pytest.mark.parametrize(
    "said",
    [
        "Revisit when we pass 100k devices.",
        "If p95 goes over 300 ms we think again.",
        "We look at this again after the 4.2 release.",
    ],
)
def test_a_condition_to_look_again(said: str) -> None:
    draft = the_draft("ann: Decision: search stays in Postgres.", f"ben: {said}")

    assert draft.body.reopen_if == said
    assert draft.body.review_on is None


def test_a_date_in_the_decision_is_no_day_to_look_again() -> None:
    draft = the_draft("ann: Decision: IE11 support ends on 1 December.")

    assert draft.body.review_on is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("It's a one-way door once data has left.", Reversibility.IRREVERSIBLE),
        ("We can't undo this later.", Reversibility.IRREVERSIBLE),
        ("Easy to roll back, it's behind a flag.", Reversibility.REVERSIBLE),
        ("We can switch back any time.", Reversibility.REVERSIBLE),
        ("Can we switch back?", None),
        ("I switched it on.", None),
    ],
)
def test_whether_it_can_be_undone(said: str, expected: Reversibility | None) -> None:
    draft = the_draft("ann: Decision: customer data moves to Frankfurt.", f"ben: {said}")

    assert draft.body.reversibility == expected


def test_links_and_keys_are_kept_as_they_were_written() -> None:
    draft = the_draft(
        "ann: For PAY-12, see <https://wiki.test/load?a=1&amp;b=2|the load test> (UTF-8).",
        "ben: Decision: the pool size is 40.",
    )

    assert draft.body.links == ("https://wiki.test/load?a=1&amp;b=2", "PAY-12")
    assert draft.body.scope.project == "PAY"
    assert places(draft, Part.SCOPE) == [1]


def test_a_scope_names_only_what_is_known() -> None:
    thread = a_thread(
        "ann: Decision: checkout of the Webshop asks for SEC-1 first; epic PAY-7 has the plan."
    )
    (draft,) = drafts(
        thread, zone=ZONE, areas=("Checkout", "Search"), products=("Webshop",), projects=("PAY",)
    )

    scope = draft.body.scope
    assert (scope.area, scope.product, scope.project, scope.epic) == (
        "Checkout",
        "Webshop",
        "PAY",
        "PAY-7",
    )
    (draft,) = drafts(thread, zone=ZONE, projects=("APP",))
    assert draft.body.scope.is_empty


def test_a_title_is_one_short_line() -> None:
    tail = " and every partner is told about it in time" * 5
    draft = the_draft(f"ann: We decided to move the files to Frankfurt{tail}.")

    assert draft.body.title.startswith("Move the files to Frankfurt")
    assert len(draft.body.title) <= 80
    assert "\n" not in draft.body.title


def test_each_of_two_decisions_has_its_own_reasons() -> None:
    first, second = drafted(
        "ann: Decision: audit logs are kept for seven years. The auditor asks for it.",
        "ben: ok",
        "ann: Decision: the platform team owns on-call. They get paged anyway.",
    )

    assert first.body.reasons == ("The auditor asks for it.",)
    assert second.body.reasons == ("They get paged anyway.",)


@pytest.mark.parametrize(
    "asked",
    [
        "GraphQL or REST for the partners?",
        "We could use GraphQL or REST.",
        "We have to choose between GraphQL and REST for the partners",
        "Candidates: GraphQL, REST",
        "Two ways:\n1) GraphQL\n2) REST",
    ],
)
def test_a_choice_is_named_in_many_ways(asked: str) -> None:
    draft = the_draft(f"ann: {asked}", "ben: OK, REST it is.")

    found = {each.text.removeprefix("use "): each.is_chosen for each in draft.body.options}
    assert found == {"GraphQL": False, "REST": True}


def test_what_is_said_to_have_been_rejected_is_an_option() -> None:
    draft = the_draft("ann: Decision: structlog. Loguru was rejected because it is slow.")

    assert draft.body.options == (
        Option(text="Loguru", why="Loguru was rejected because it is slow."),
    )


def test_everyone_named_for_information_is_informed() -> None:
    draft = the_draft("ann: Decision: v1 ends in March. @carol @dave FYI, cc #partners")

    assert [who.name for who in draft.body.informed] == ["carol", "dave", "#partners"]
