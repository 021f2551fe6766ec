"""What a test on the action's date is told as."""

from dataclasses import replace

from cadence.core.plain import plain
from cadence.patterns.messages.verdict import verdict
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Verdict
from pattern_evidence import NO_CHANGE, STATES, pressable, setting


def test_a_rate_that_fell_is_told_with_its_figures_in_like_windows() -> None:
    words = plain(verdict(STATES[6], setting(), picture=None))
    assert words.split("\n\n")[1:4] == [
        "Payment retries: the rate fell.",
        "Before\n9 similar bugs in 6 weeks\nthat is 6 in 4 weeks",
        "Since then\n1 similar bug in 4 weeks",
    ]
    assert "Had nothing changed, this few would come about once in 83 such times." in words


def test_no_change_yet_is_no_verdict_and_asks_what_now() -> None:
    message = verdict(STATES[3], setting(Occasion.DUE), picture=None)
    assert "That is not to say that it did not." in plain(message)
    assert pressable(message)[0] == "A new action…"
    assert pressable(message)[-2:] == ["Close it", "Its bugs"]


def test_a_fall_that_leaves_most_of_it_is_no_fall_yet_and_says_why() -> None:
    less = replace(NO_CHANGE, after=9, after_days=84, p_value=0.008)
    words = plain(verdict(replace(STATES[3], verified=less), setting(), picture=None))
    assert "come about once in 120 such times. But more than half of what was beyond" in words
    assert "too often" not in words


def test_what_got_worse_says_how_seldom_chance_brings_that() -> None:
    worse = replace(NO_CHANGE, verdict=Verdict.WORSE, after=19, p_value=0.002)
    message = verdict(replace(STATES[3], verified=worse), setting(Occasion.DUE), picture=None)
    assert message.summary == "P-1 Payment retries: it got worse."
    assert "this many would come about once in 500 such times" in plain(message)
