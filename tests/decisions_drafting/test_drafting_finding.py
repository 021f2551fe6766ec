"""Which messages decide something, and which only sound like it."""

from dataclasses import replace

import pytest
from draft_rules_support import ZONE, a_thread, drafted, places, the_draft

from cadence.decisions.model.decision import Part
from cadence.decisions.model.drafting import drafts

CHATTER = {
    "lunch": ("ann: where to eat?", "ben: let's go with pizza", "ann: agreed, pizza it is"),
    "a question": ("ann: should we move to Kafka?", "ben: no idea"),
    "a supposition": ("ann: if we went with Kafka we'd get replay for free", "ben: yeah"),
    "an old decision": ("ann: last year we decided to keep invoices for ten years", "ben: right"),
    "another's decision": ("ann: the vendor decided to raise prices by 20 %", "ben: ok"),
    "a joke": ("ann: let's rewrite the API in Haskell :joy:", "ben: approved :upside_down_face:"),
    "a meeting": ("ann: let's meet tomorrow at ten to discuss the API", "ben: works for me"),
    "put off": ("ann: I'd go with Kafka for the queue", "ben: not decided yet, let's see"),
    "taken back": ("ann: I propose a page size of 100", "ben: mobile can't", "ann: hm, withdrawn"),
    "quoted": ("ann: &gt; we decided to use Kafka\nwhere does this come from?", "ben: the wiki"),
    "pasted": ("ann: ```\nDecision: use gzip\n```", "ben: what is this?"),
    "struck out": ("ann: ~we go with Kafka for the queue~ sorry, wrong thread",),
    "one's own affairs": ("ann: I decided to take Friday off", "ben: enjoy!"),
    "nothing said": ("ann: ", "ben: :wave:"),
}


@pytest.mark.parametrize("kind", CHATTER)
def test_what_only_sounds_like_a_decision_is_none(kind: str) -> None:
    assert drafted(*CHATTER[kind]) == ()


def test_an_empty_thread_holds_no_decision() -> None:
    assert drafted() == ()


@pytest.mark.parametrize(
    "said",
    [
        "Decision: we host the files in Frankfurt",
        "We've decided to host the files in Frankfurt.",
        "Final call: the files are hosted in Frankfurt",
        "I'll take the call: we host the files in Frankfurt",
        "Right, Frankfurt it is for hosting.",
        "Ok, then we're going with Frankfurt for the files",
    ],
)
def test_plain_words_decide_by_themselves(said: str) -> None:
    draft = the_draft("ann: Where do we host the files, Frankfurt or Dublin?", f"ben: {said}")

    assert places(draft, Part.DECIDED) == [2]
    assert draft.body.decider is not None
    assert draft.body.decider.user == "ben"


def test_a_proposal_is_decided_by_who_agrees() -> None:
    proposal = "ann: I propose we drop Node 18 in the next minor."

    assert drafted(proposal) == ()
    assert drafted(proposal, "ann: +1") == ()
    draft = the_draft(proposal, "ben: +1")
    assert places(draft, Part.DECIDED) == [1, 2]
    assert draft.decisive == draft.resting_on(Part.DECIDED)[1]
    assert draft.body.decider is not None
    assert draft.body.decider.user == "ann"


def test_a_proposal_is_decided_by_reactions_of_others() -> None:
    assert drafted("ann: Let's freeze dependencies until December. [+1 ann]") == ()
    assert drafted("ann: Let's freeze dependencies until December. [eyes ben,cleo]") == ()
    draft = the_draft("ann: Let's freeze dependencies until December. [white_check_mark ben,cleo]")
    assert places(draft, Part.DECIDED) == [1]


def test_a_refusing_reaction_weighs_against_a_proposal() -> None:
    assert drafted("ann: Let's freeze dependencies now. [+1 ben] [-1 cleo,dan]") == ()


def test_the_one_who_gives_the_word_decides() -> None:
    draft = the_draft("ann: We should run the nightly job at four UTC.", "ben: Do it")

    assert places(draft, Part.DECIDED) == [1, 2]
    assert draft.body.decider is not None
    assert draft.body.decider.user == "ben"


def test_an_objection_keeps_a_proposal_open() -> None:
    assert (
        drafted(
            "ann: Let's drop the staging environment.",
            "ben: I strongly disagree, we test migrations there",
            "cleo: +1",
        )
        == ()
    )


def test_what_was_objected_to_may_still_be_decided() -> None:
    draft = the_draft(
        "ann: Let's drop the staging environment.",
        "ben: I disagree, we test migrations there",
        "ann: Decision: staging stays until migrations are tested in CI.",
    )

    assert places(draft, Part.DECIDED) == [3]


def test_who_has_the_last_word_wins() -> None:
    draft = the_draft(
        "ann: We're going with Postgres for the events store.",
        "ben: have you seen the write rates?",
        "ann: hm. ok scratch that",
        "ann: ClickHouse for the events store it is.",
    )

    assert places(draft, Part.DECIDED) == [4]


def test_a_later_decision_takes_the_place_of_an_earlier_one_on_the_same_thing() -> None:
    draft = the_draft(
        "ann: Decision: the refund window is 14 days.",
        "ben: ok",
        "ann: Actually, decision: the refund window is 30 days.",
    )

    assert places(draft, Part.DECIDED) == [3]
    assert "30 days" in draft.body.decided


def test_two_things_may_be_decided_in_one_thread() -> None:
    first, second = drafted(
        "ann: Decision: audit logs are kept for seven years.",
        "ben: and on-call?",
        "ann: Decision: the platform team owns the on-call rota.",
    )

    assert places(first, Part.DECIDED) == [1]
    assert places(second, Part.DECIDED) == [3]


def test_option_b_is_what_was_listed_as_b() -> None:
    draft = the_draft(
        "ann: Option A: keep Jenkins and buy bigger runners.",
        "ann: Option B: move everything to GitHub Actions.",
        "ben: ok, going with B then",
    )

    assert places(draft, Part.DECIDED) == [2, 3]
    assert draft.body.title == "Move everything to GitHub Actions"


def test_let_us_do_that_points_to_what_was_proposed() -> None:
    draft = the_draft(
        "ann: How about one release train for both apps?",
        "ben: Right, let's do that.",
    )

    assert places(draft, Part.DECIDED) == [1, 2]
    assert "release train" in draft.body.title


def test_a_conclusion_settles_only_what_was_in_question() -> None:
    closing = "ben: Alright, releases move to Tuesdays."

    assert drafted("ann: deploy is done", closing) == ()
    asked = "ann: how do you all feel about moving the releases to Tuesdays?"
    assert places(the_draft(asked, "cleo: fine for QA", closing), Part.DECIDED) == [3]


def test_more_agreement_makes_it_plainer() -> None:
    proposal = "ann: I propose we drop Node 18 in the next minor."

    one = the_draft(proposal, "ben: +1")
    three = the_draft(proposal, "ben: +1", "cleo: sounds good", "dan: works for me")
    assert 0 < one.score < three.score <= 1


def test_what_cadence_said_itself_is_never_drafted_from() -> None:
    ours, theirs = a_thread("bot: Decision: we use Kafka for the queue.", "ann: thanks")
    assert drafts((replace(ours, is_ours=True), theirs), zone=ZONE) == ()


def test_what_is_labelled_a_decision_is_one_whatever_it_is_about() -> None:
    draft = the_draft("ann: Decision: the hotel pages are shown in the app from May on.", "ben: ok")

    assert draft.score >= 0.95


def test_a_start_is_decided_and_not_only_arranged() -> None:
    draft = the_draft(
        "ann: When do we charge for the API?",
        "ben: Ok, then we'll start charging for the API in January.",
    )

    assert places(draft, Part.DECIDED) == [2]


def test_a_short_answer_means_the_question_before() -> None:
    draft = the_draft("ann: Do we support SAML this year?", "ben: Decision: no.")

    assert places(draft, Part.DECIDED) == [1, 2]
    assert draft.body.decided == "Do we support SAML this year?\nno."


def test_an_approving_emoji_alone_is_agreement() -> None:
    proposal = "ann: We should launch in Germany first."

    assert drafted(proposal, "ben: :eyes:") == ()
    assert places(the_draft(proposal, "ben: :+1::skin-tone-3:"), Part.DECIDED) == [1, 2]


def test_decided_then_settles_what_was_asked() -> None:
    draft = the_draft(
        "ann: So are we agreed on usage-based pricing?",
        "ben: yes",
        "cleo: agreed",
        "ann: great, decided then",
    )

    assert 1 in places(draft, Part.DECIDED)
    assert draft.body.title == "Usage-based pricing"
