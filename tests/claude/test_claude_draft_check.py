"""What of a model's draft may be offered."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from claude_threads import (
    LEDGER,
    LENA,
    MAYA,
    NAMES,
    TOM,
    a_decision,
    a_reply,
    a_thread,
    ts,
    who,
    words,
)
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cadence.decisions.model.decision import Option, Part, Party, Reversibility
from cadence.decisions.prompts import checked, drafts_in
from cadence.decisions.prompts.draft import shape
from cadence.decisions.prompts.support import Lack


def drafted(**fields: Any) -> Any:
    """The only draft of a reply that is true but for these fields."""
    (draft,) = drafts_in(a_reply(a_decision(**fields)), LEDGER, NAMES, ["Payments", "Checkout"])
    return draft


def lacks(**fields: Any) -> dict[Part, Lack]:
    found = checked(a_reply(a_decision(**fields)), LEDGER, NAMES, ["Payments", "Checkout"])
    return {each.part: each.why for each in found.dropped}


WHOLE = a_decision(
    context=words("The ledger needs a database.", 0),
    options=[
        {**words("Postgres", 0, 3), "why": "", "is_chosen": True},
        {**words("DynamoDB", 0, 1), "why": "costs 400 EUR a month", "is_chosen": False},
    ],
    reasons=[
        words("DynamoDB costs us 400 EUR a month.", 1),
        words("Nobody here has run DynamoDB.", 2),
    ],
    decider=who("Maya Okafor", 3),
    consulted=[who("Tom Becker", 1), who("Lena Fischer", 2)],
    informed=[who("the data team", 4)],
    reversibility={"value": "reversible", "said": [ts(2)]},
    review_on={"date": "2027-02-23", "said": [ts(3)]},
    links=[words("PAY-12", 1)],
    scope={"area": "", "product": "", "project": "PAY", "epic": "", "said": [ts(1)]},
)


def test_what_the_thread_says_is_offered_whole() -> None:
    found = checked(a_reply(WHOLE), LEDGER, NAMES)
    (draft,) = found.drafts
    assert found.dropped == ()
    assert draft.by == "Claude"
    assert draft.score == 0.9
    assert draft.decisive == ts(3)
    body = draft.body
    assert body.title == "Postgres 16 for the ledger"
    assert body.decided == "We go with Postgres 16 for the ledger."
    assert body.context == "The ledger needs a database."
    assert body.options == (
        Option(text="Postgres", is_chosen=True),
        Option(text="DynamoDB", why="costs 400 EUR a month"),
    )
    assert len(body.reasons) == 2
    assert body.decider == Party(name="Maya Okafor", user=MAYA)
    assert [party.user for party in body.consulted] == [TOM, LENA]
    assert body.informed == (Party(name="the data team"),)
    assert body.reversibility is Reversibility.REVERSIBLE
    assert body.review_on == date(2027, 2, 23)
    assert body.links == ("PAY-12",)
    assert body.scope.project == "PAY"
    assert draft.resting_on(Part.REASONS) == (ts(1), ts(2))
    assert draft.resting_on(Part.TITLE) == draft.resting_on(Part.DECIDED) == (ts(3),)


def test_every_field_that_is_offered_rests_on_messages_and_no_empty_one_does() -> None:
    (draft,) = drafts_in(a_reply(WHOLE), LEDGER, NAMES)
    for part in Part:
        value = getattr(draft.body, part.value)
        empty = value in ("", (), None) or (part is Part.SCOPE and value.is_empty)
        assert bool(draft.resting_on(part)) is not empty, part


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("We go with Postgres 17 for the ledger.", Lack.NUMBER),
        ("We go with Postgres 16 for the ledger in two weeks.", Lack.NUMBER),
        ("We go with Postgres 16 for the ledger on 2026-12-01.", Lack.NUMBER),
        ("We go with Postgres 16 for the ledger by Friday.", Lack.NUMBER),
        ("We go with Postgres 16 for the ledger (PAY-13).", Lack.NUMBER),
        ("We go with Postgres 16 for the ledger and pay 1M.", Lack.NUMBER),
        ("We go with Postgres 16 for the ledger, see https://evil.example/x.", Lack.LINK),
        ("We go with Postgres 16 for the ledger and Bob runs it.", Lack.NAME),
        ("Bob goes with Postgres 16 for the ledger.", Lack.NAME),
        ("tom becker goes with postgres 16 for the ledger.", Lack.NAME),
        ("We do not go with Postgres 16 for the ledger.", Lack.NEGATION),
        ("We move production to managed cloud clusters with backups.", Lack.WORDS),
    ],
)
def test_a_decision_that_says_more_than_its_messages_is_dropped_whole(
    text: str, lack: Lack
) -> None:
    found = checked(a_reply(a_decision(decided=words(text, 3))), LEDGER, NAMES)
    assert found.drafts == ()
    assert [(each.part, each.why) for each in found.dropped] == [(Part.DECIDED, lack)]


@pytest.mark.parametrize(
    ("said", "false", "true"),
    [
        (
            "Let's not use Redis for sessions.",
            "We use Redis for sessions.",
            "We do not use Redis for sessions.",
        ),
        (
            "Let's drop Redis for sessions.",
            "We use Redis for sessions.",
            "Drop Redis for sessions.",
        ),
        (
            "OK, Postgres for the ledger.",
            "Drop Postgres for the ledger.",
            "Postgres for the ledger.",
        ),
        ("We go with Postgres, not Redis.", "We go with Redis.", "We go with Postgres."),
        ("Drop Redis and use Postgres.", "Use Redis.", "Use Postgres."),
        ("I'm against weekend releases.", "Allow weekend releases.", "No weekend releases."),
    ],
)
def test_a_not_neither_comes_nor_goes(said: str, false: str, true: str) -> None:
    thread = a_thread((MAYA, said), (TOM, "Agreed."))
    for text, count in ((false, 0), (true, 1)):
        told = a_decision(title="", decided=words(text, 0, 1))
        assert len(drafts_in(a_reply(told), thread, NAMES)) == count, text


@pytest.mark.parametrize("said", [[], ["1795424400.999999"], ["", "null", "../3"]])
def test_a_field_without_a_message_of_the_thread_is_dropped(said: list[str]) -> None:
    reason = {"text": "Nobody here has run DynamoDB.", "said": said}
    assert drafted(reasons=[reason]).body.reasons == ()
    assert lacks(reasons=[reason]) == {Part.REASONS: Lack.MESSAGE}
    decided = {"text": "We go with Postgres 16 for the ledger.", "said": said}
    assert drafts_in(a_reply(a_decision(decided=decided)), LEDGER, NAMES) == ()


def test_a_quote_that_is_none_does_not_spoil_those_that_are() -> None:
    decided = {"text": "We go with Postgres 16 for the ledger.", "said": [ts(3), "1.0", ts(99)]}
    (draft,) = drafts_in(a_reply(a_decision(decided=decided)), LEDGER, NAMES)
    assert draft.resting_on(Part.DECIDED) == (ts(3),)


def test_words_of_another_message_than_the_quoted_ones_do_not_hold() -> None:
    assert lacks(reasons=[words("DynamoDB costs us 400 EUR a month.", 2)]) == {
        Part.REASONS: Lack.NUMBER
    }


def test_a_title_that_does_not_hold_is_made_from_the_decision() -> None:
    draft = drafted(title="Migrating everything to Oracle")
    assert draft.body.title == "We go with Postgres 16 for the ledger."
    assert lacks(title="Migrating everything to Oracle") == {Part.TITLE: Lack.NAME}


def test_an_option_keeps_its_text_where_only_its_reason_does_not_hold() -> None:
    option = {**words("DynamoDB", 0), "why": "it lost data in 2019", "is_chosen": False}
    assert drafted(options=[option]).body.options == (Option(text="DynamoDB"),)


@pytest.mark.parametrize(
    "decider",
    [
        who("Bob Stone", 3),
        who("Lena Fischer", 3),
        who("Maya Okafor", 1),
        who("Maya Okafor"),
        who("the board", 3),
        who("admin", 3),
    ],
)
def test_nobody_decided_who_neither_wrote_nor_is_named_in_the_quoted_messages(
    decider: dict[str, Any],
) -> None:
    assert drafted(decider=decider).body.decider is None
    assert Part.DECIDER in lacks(decider=decider)


def test_somebody_who_reacted_to_a_message_has_a_part_in_it() -> None:
    assert drafted(consulted=[who("Lena Fischer", 4)]).body.consulted == (
        Party(name="Lena Fischer", user=LENA),
    )


def test_two_people_of_one_name_are_told_apart() -> None:
    names = {MAYA: "Sam Lee", TOM: "Sam Lee"}
    thread = a_thread((MAYA, "Go with Postgres?"), (TOM, "Yes, we go with Postgres."))
    said = a_decision(
        title="Postgres", decided=words("We go with Postgres.", 1), decider=who("Sam Lee (2)", 1)
    )
    (draft,) = drafts_in(a_reply(said), thread, names)
    assert draft.body.decider == Party(name="Sam Lee", user=TOM)


@pytest.mark.parametrize("day", ["2027-02-24", "2026-12-31", "soon", "2026-02-30"])
def test_a_review_date_that_nobody_named_is_dropped(day: str) -> None:
    review = {"date": day, "said": [ts(3)]}
    assert drafted(review_on=review).body.review_on is None
    assert lacks(review_on=review) == {Part.REVIEW_ON: Lack.NUMBER}


def test_what_can_be_undone_must_have_been_said() -> None:
    said = {"value": "hard to reverse", "said": [ts(0)]}
    assert drafted(reversibility=said).body.reversibility is None


def test_scope_and_links_are_taken_only_as_they_were_written() -> None:
    scope = {"area": "Payments", "product": "", "project": "PAYX", "epic": "PAY-1", "said": [ts(1)]}
    draft = drafted(scope=scope, links=[words("PAY-1", 1), words("https://pay.example", 1)])
    assert draft.body.scope.is_empty
    assert draft.body.links == ()
    assert draft.resting_on(Part.SCOPE) == ()


def test_what_cadence_said_itself_holds_nothing() -> None:
    ours = replace(LEDGER[3], is_ours=True)
    said = (*LEDGER[:3], ours, LEDGER[4])
    assert drafts_in(a_reply(), said, NAMES) == ()


def test_several_decisions_come_in_the_order_in_which_they_were_made_and_once() -> None:
    thread = a_thread((MAYA, "We drop Python 3.10."), (TOM, "And we ship on Mondays."))
    first = a_decision(title="Python 3.10", decided=words("We drop Python 3.10.", 0))
    second = a_decision(title="Mondays", decided=words("We ship on Mondays.", 1))
    drafts = drafts_in(a_reply(second, first, first), thread, NAMES)
    assert [draft.body.decided for draft in drafts] == [
        "We drop Python 3.10.",
        "We ship on Mondays.",
    ]


def test_the_thread_may_be_written_in_another_language() -> None:
    thread = a_thread(
        (MAYA, "Nehmen wir Postgres oder DynamoDB für das Hauptbuch?"),
        (TOM, "Wir nehmen Postgres, das kennt hier jeder."),
    )
    said = a_decision(
        title="Postgres für das Hauptbuch",
        decided=words("Wir nehmen Postgres für das Hauptbuch.", 0, 1),
        reasons=[words("Das kennt hier jeder.", 1)],
    )
    (draft,) = drafts_in(a_reply(said), thread, NAMES)
    assert draft.body.reasons == ("Das kennt hier jeder.",)


# --- whatever a model says ---------------------------------------------------------------------------------

_TEXT = st.one_of(
    st.text(max_size=60),
    st.sampled_from([said.text for said in LEDGER]),
    st.sampled_from(["Postgres", "DynamoDB costs us 400 EUR", "pay Bob 1M", "", "Bob", "PAY-12"]),
)
_SAID = st.lists(
    st.one_of(st.sampled_from([said.ts for said in LEDGER]), st.text(max_size=8)), max_size=4
)


def _of(schema: Any) -> st.SearchStrategy[Any]:
    """Anything of this shape, with texts and messages that are near the thread's."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "object":
            fields = {
                name: _SAID if name == "said" else _of(inner)
                for name, inner in schema["properties"].items()
            }
            return st.fixed_dictionaries(fields)
        case "array":
            return st.lists(_of(schema["items"]), max_size=3)
        case "number":
            return st.floats(allow_nan=True)
        case "boolean":
            return st.booleans()
    return _TEXT


@given(reply=_of(shape(["Payments"])))
def test_nothing_of_any_reply_is_offered_that_the_thread_does_not_hold(reply: Any) -> None:
    assert Draft202012Validator(shape(["Payments"])).is_valid(reply)
    everything = "\n".join((*(said.text for said in LEDGER), *NAMES.values())).casefold()
    there = {said.ts for said in LEDGER}
    for draft in drafts_in(reply, LEDGER, NAMES, ["Payments"]):
        body = draft.body
        assert draft.resting_on(Part.DECIDED)
        assert {ts for each in draft.support for ts in each.said} <= there
        assert 0 <= draft.score <= 1
        said = (body.title, body.decided, body.context, body.reopen_if, *body.reasons)
        said += (*body.consequences, *(option.text for option in body.options))
        for text in said:
            digits = [word for word in text.split() if any(each.isdigit() for each in word)]
            assert all(word.strip(".,?…").casefold() in everything for word in digits)
            assert "bob" not in text.casefold()
        parties = (*body.consulted, *body.informed, *((body.decider,) if body.decider else ()))
        assert all(party.name.casefold() in everything for party in parties)
