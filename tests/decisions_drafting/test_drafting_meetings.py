"""Drafts from meetings that were written down as they were spoken."""

import re
from collections.abc import Sequence
from itertools import cycle, islice
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.core.message import Said
from cadence.decisions.model.decision import Part
from cadence.decisions.model.drafting import drafts, meetings, speech
from cadence.decisions.model.drafting.text import turns

ZONE = ZoneInfo("Europe/Berlin")

SMALL_TALK = (
    "Um how was your weekend", "Mm-hmm", "uh it was raining the whole time", "Yeah", "oh right", "Okay",
    "um did you see the match", "No I was asleep", "Mm-hmm", "uh they lost again", "Oh dear", "Yeah",
)  # fmt: skip
RECAP = (
    "So um basically we've decided that we're going for the rubber casing",
    "and we'll have the rubber buttons on it",
    "so we want the simple battery and not the kinetic one",
)


def a_meeting(texts: Sequence[str], people: str = "ABCD") -> tuple[Said, ...]:
    return tuple(
        Said(ts=f"{number}.{number % 97:02d}", user=user, text=text)
        for number, (text, user) in enumerate(zip(texts, cycle(people), strict=False), 1)
    )


def chatting(count: int) -> list[str]:
    return list(islice(cycle(SMALL_TALK), count))


def about_casings(count: int) -> list[str]:
    about = ("Um what about the rubber casing", "uh the battery could be kinetic", "Mm-hmm", "Yeah")
    return list(islice(cycle(about), count))


def test_a_transcript_is_told_by_its_hesitations() -> None:
    assert meetings.is_spoken(turns(a_meeting(chatting(120))))


def test_a_long_typed_thread_is_no_meeting() -> None:
    typed = [
        text.replace("Um ", "").replace("uh ", "").replace("um ", "") for text in chatting(300)
    ]

    assert not meetings.is_spoken(
        turns(a_meeting([text.replace("Mm-hmm", "+1") for text in typed]))
    )


def test_a_few_hesitant_messages_are_no_meeting() -> None:
    assert not meetings.is_spoken(turns(a_meeting(chatting(meetings.FEWEST - 1))))


def test_a_thread_in_a_language_with_such_words_is_no_meeting() -> None:
    german = ["Um zehn Uhr reden wir", "um was geht es", "Er hat um Aufschub gebeten", "Ja"] * 50

    assert not meetings.is_spoken(turns(a_meeting(german)))


def test_what_is_summed_up_at_the_end_is_drafted() -> None:
    thread = a_meeting([*chatting(60), *about_casings(80), *RECAP, "Yeah", "Mm-hmm", *chatting(6)])

    (draft,) = drafts(thread, zone=ZONE)

    assert set(draft.resting_on(Part.DECIDED)) & {said.ts for said in thread if said.text in RECAP}
    assert "rubber" in draft.body.decided
    assert 0 < draft.score <= 1


def test_small_talk_settles_nothing() -> None:
    assert drafts(a_meeting(chatting(400)), zone=ZONE) == ()


def test_turns_that_only_agree_settle_nothing() -> None:
    assert drafts(a_meeting(["Mm-hmm", "Uh yeah", "Okay", "Right"] * 50), zone=ZONE) == ()


def test_a_meeting_has_no_more_drafts_than_its_length_bears() -> None:
    stretch = [*chatting(20), *about_casings(20), *RECAP]
    thread = a_meeting(stretch * 14)

    found = drafts(thread, zone=ZONE)

    assert 1 < len(found) <= round(len(thread) / meetings.EACH)
    assert all(len(each.resting_on(Part.DECIDED)) <= meetings.LONG for each in found)


def test_what_was_decided_is_told_without_the_hesitation_before_it() -> None:
    thread = a_meeting([*chatting(60), *about_casings(80), *RECAP, "Yeah", "Mm-hmm"])

    (draft,) = drafts(thread, zone=ZONE)

    assert not re.search(r"^(?:um|uh|so)\b", draft.body.decided, re.IGNORECASE | re.MULTILINE)


def test_the_weights_are_those_of_the_traits() -> None:
    heard = [speech.heard(turn) for turn in turns(a_meeting(chatting(9)))]

    assert set(meetings.fitted().of) <= set(next(speech.traits(heard)))


def test_plainer_words_weigh_more() -> None:
    plain = "so we've decided we're going for the rubber casing"
    vague = "I found out they were asking what the rubber casing was"
    talk = about_casings(60)
    heard = [speech.heard(turn) for turn in turns(a_meeting([*talk, plain, *talk, vague, *talk]))]
    seen = list(speech.traits(heard))

    chance = meetings.fitted().chance

    assert chance(seen[60]) > 3 * chance(seen[121])


def test_one_breath_goes_on_over_the_short_answers_of_others() -> None:
    texts = [
        "we decided on the casing",
        "Mm-hmm",
        "and on the batteries",
        "so what comes next then",
    ]
    thread = a_meeting(texts, "ABAC")

    seen = list(speech.traits([speech.heard(turn) for turn in turns(thread)]))

    assert [each["decided, in one breath"] for each in seen] == [1, 0, 1, 0]
    assert [each["decided"] for each in seen] == [1, 0, 0, 0]


texts = st.lists(
    st.sampled_from(
        (*SMALL_TALK, *RECAP, "<@U0ABC123>", "```so we decided```", "é" * 300, "we " * 90)
    )
    | st.text(max_size=20),
    min_size=1,
    max_size=15,
)


@settings(max_examples=12)
@given(said=texts, is_named=st.booleans())
def test_whatever_is_said_every_line_stands_in_a_turn_that_is_quoted(
    said: list[str], *, is_named: bool
) -> None:
    hesitating = [f"uh {text}" for text in islice(cycle(said), meetings.FEWEST)]
    thread = tuple(
        Said(ts=f"{number}", user="AB"[number % 2] if is_named else None, text=text)
        for number, text in enumerate(hesitating)
    )

    for draft in drafts(thread, zone=ZONE):
        quoted = [turn for turn in turns(thread) if turn.ts in draft.resting_on(Part.DECIDED)]
        sentences = [sentence.text for turn in quoted for sentence in turn.sentences]
        assert all(
            any(line in sentence for sentence in sentences)
            for line in draft.body.decided.split("\n")
        )
        assert draft.body.title


@pytest.mark.parametrize(
    "texts",
    [
        (chatting(700) + about_casings(800)),
        ["uh " + " ".join(f"word{number}{each}" for each in range(400)) for number in range(300)],
        ["uh the same casing again " * 40] * 400,
    ],
    ids=["long", "wordy", "repeated"],
)
def test_a_long_meeting_is_drafted_from_quickly(texts: list[str]) -> None:
    thread = a_meeting(texts)
    began = process_time()

    drafts(thread, zone=ZONE)

    assert process_time() - began < 3.0
