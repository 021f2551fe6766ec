"""The forms in which leads answer: what they ask, what they carry, and that what they bring back passes the checks."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.adapters.slack.render import modal_view
from cadence.core.message import Form, Input
from cadence.core.people import Lead
from cadence.patterns.messages import actions
from cadence.patterns.messages.forms import (
    CAUSES,
    MOST_OFFERED,
    dismiss_form,
    hand_form,
    merge_form,
    own_form,
    split_form,
)
from cadence.patterns.model import filled
from cadence.patterns.model.pattern import Cause, NoPattern, Ownership, Pattern, State
from pattern_builders import NIGHT, a_pattern
from pattern_evidence import an_exhibit, evidence, some_exhibits

PATTERN = a_pattern(12)
EARLIEST, UNTIL = date(2026, 12, 9), date(2026, 12, 21)


def own(pattern: Pattern = PATTERN, **fields: Any) -> Form:
    return own_form(pattern, earliest=EARLIEST, until=UNTIL, **fields)


def inputs(form: Form) -> dict[str, Input]:
    return {each.name: each for each in form.blocks if isinstance(each, Input)}


def offered(form: Form, name: str) -> list[str]:
    return [each.value for each in inputs(form)[name].choices]


def words(form: Form) -> str:
    return str(modal_view(form))


def test_taking_it_on_asks_for_a_cause_an_action_and_a_day() -> None:
    form = own()
    assert list(inputs(form)) == ["cause", "action", "until", "log"]
    assert inputs(form)["until"].value == UNTIL
    assert "Before 9 Dec 2026 too few days have passed to tell." in words(form)


def test_every_cause_is_offered_by_its_name_with_what_it_means() -> None:
    assert set(CAUSES) == set(Cause)
    assert offered(own(), "cause") == [each.name for each in Cause]
    assert all(len(each) <= 75 for each in CAUSES.values())


def test_a_cause_is_never_a_person() -> None:
    said = " ".join(CAUSES.values()).casefold()
    assert not any(word in said for word in ("engineer", "author", "who wrote", "blame", "fault"))


def test_it_can_be_ticked_that_it_is_a_decision() -> None:
    assert "'type': 'checkboxes'" in words(own())


def test_what_is_owned_already_is_filled_in_but_the_day() -> None:
    owned = Ownership(
        by="U1", at=NIGHT, cause=Cause.PROCESS, action="Two reviews", until=date(2026, 11, 1)
    )
    held = inputs(own(replace(PATTERN, state=State.OWNED, ownership=owned)))
    assert (held["cause"].value, held["action"].value) == ("PROCESS", "Two reviews")
    assert held["until"].value == UNTIL


def test_a_form_that_is_shown_again_holds_what_was_filled_in_and_says_why() -> None:
    given_ = {"cause": "SKILLS", "action": "Pairing", "until": "2027-01-04", "log": ("yes",)}
    form = own(given=given_, remark="Choose a day ahead.")
    held = inputs(form)
    assert held["until"].value == date(2027, 1, 4)
    assert held["log"].value == ("yes",)
    assert "Choose a day ahead." in words(form)


@pytest.mark.parametrize(
    ("form", "callback"),
    [
        (own(), actions.OWNED),
        (merge_form(PATTERN, [a_pattern(3)]), actions.MERGED),
        (split_form(PATTERN, evidence()), actions.SPLITTED),
        (hand_form(PATTERN, [Lead(name="Lena Vogt", user="U2")]), actions.HANDED),
        (dismiss_form(PATTERN), actions.DISMISSED),
    ],
)
def test_every_form_carries_its_pattern_and_says_which_it_is(form: Form, callback: str) -> None:
    assert form.callback == callback
    assert actions.number_in(form.private) == 12
    assert "P-12" in words(form)
    assert len(form.title) <= 24


def test_what_the_forms_offer_passes_the_checks_of_what_comes_back() -> None:
    own_answers = {"cause": offered(own(), "cause")[0], "action": "Pairing", "until": "2026-12-21"}
    assert filled.taken_wrong(own_answers, NIGHT) == {}
    logged = {**own_answers, "log": tuple(offered(own(), "log"))}
    taken = filled.taken(logged)
    assert taken is not None
    assert taken.log
    for reason in offered(dismiss_form(PATTERN), "reason"):
        assert filled.dismissed_wrong({"reason": reason, "words": "expected"}) == {}
    assert offered(dismiss_form(PATTERN), "reason") == [each.name for each in NoPattern]
    assert filled.into({"into": offered(merge_form(PATTERN, [a_pattern(3)]), "into")[0]}) == 3
    keys = tuple(offered(split_form(PATTERN, evidence()), "keys"))
    assert filled.keys({"keys": keys}) == keys


# --- merging and splitting --------------------------------------------------------------------------


def test_only_other_live_patterns_are_offered_to_merge_with() -> None:
    others = (
        PATTERN,
        a_pattern(3),
        a_pattern(4, state=State.CLOSED),
        a_pattern(5, state=State.SNOOZED),
        a_pattern(6, state=State.MERGED, merged_into=3),
    )
    assert offered(merge_form(PATTERN, others), "into") == ["3", "5"]


def test_without_another_pattern_there_is_nothing_to_submit() -> None:
    form = merge_form(PATTERN, [PATTERN])
    assert form.submit is None
    assert "There is no other pattern in Checkout" in words(form)


def test_the_bugs_that_can_be_split_off_are_those_of_now_first_the_latest_first() -> None:
    bugs = (an_exhibit("PAY-2", days=9), an_exhibit("PAY-3", days=2))
    shown = evidence(counted=bugs, earlier=(an_exhibit("PAY-1", days=1),))
    assert offered(split_form(PATTERN, shown), "keys") == ["PAY-3", "PAY-2", "PAY-1"]


def test_of_very_many_bugs_the_latest_hundred_are_offered_and_that_is_said() -> None:
    shown = evidence(counted=some_exhibits(140), earlier=())
    form = split_form(PATTERN, shown)
    assert len(offered(form, "keys")) == MOST_OFFERED
    assert "The latest 100 of 140 bugs are offered here." in words(form)


@pytest.mark.parametrize("count", [0, 1])
def test_what_has_no_two_bugs_cannot_be_split(count: int) -> None:
    form = split_form(PATTERN, evidence(counted=some_exhibits(count)))
    assert form.submit is None
    assert "keys" not in inputs(form)


def test_it_is_handed_on_to_leads_whom_slack_knows_alone() -> None:
    leads = (Lead(name="Lena Vogt", user="U2"), Lead(name="Nobody's yet"))
    assert offered(hand_form(PATTERN, leads), "to") == ["U2"]
    assert hand_form(PATTERN, leads[1:]).submit is None


@settings(max_examples=40, deadline=None)
@given(
    text=st.one_of(
        st.sampled_from(
            ("<!channel> *bold*", "x" * 10_000, "\u202eabc", "👩\u200d👩" * 99, "\ud800")
        ),
        st.text(max_size=300),
    ),
    count=st.integers(0, 130),
)
def test_no_name_or_title_breaks_a_form(text: str, count: int) -> None:
    pattern = a_pattern(12, name=text, sentence=text, area=text)
    shown = evidence(counted=some_exhibits(count, title=text))
    others = [a_pattern(number + 20, name=text, area=text) for number in range(count)]
    leads = [Lead(name=text, user=f"U{number}") for number in range(count)]
    for form in (
        own(pattern, given={"action": text}, remark=text),
        merge_form(pattern, others),
        split_form(pattern, shown),
        hand_form(pattern, leads),
        dismiss_form(pattern),
    ):
        view = modal_view(form)
        assert len(view["blocks"]) <= 100
        assert "could not be shown" not in str(view)
        for block in view["blocks"]:
            for option in block.get("element", {}).get("options", ()):
                assert 0 < len(option["text"]["text"]) <= 75
                assert len(option.get("description", {"text": ""})["text"]) <= 75
