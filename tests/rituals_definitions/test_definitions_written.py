"""Definitions as they are written in a file."""

import tomllib
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence import config
from cadence.core.agenda import Comparison, Condition, Sort
from cadence.core.errors import SettingsError
from cadence.core.message import Choice
from cadence.rituals.model.faults import faults
from cadence.rituals.model.ritual import Closing, Participants, Ritual
from cadence.rituals.model.schedule import Monthly, OnHoliday, Pause
from cadence.rituals.model.written import Malformed, read
from cadence.rituals.service.templates import begun, shipped

SOURCES = ("portfolio", "revenue", "patterns")
LEAST: dict[str, Any] = {
    "title": "Weekly",
    "channel": "C1",
    "zone": "Europe/Berlin",
    "when": "every Monday",
    "at": "09:00",
    "people": "U1",
    "asks": [{"name": "changed", "label": "What changed?"}],
}


def ritual(key: str = "weekly", **values: Any) -> Ritual:
    return read(key, LEAST | values, templates=shipped(), sources=SOURCES)


def refused(key: str = "weekly", **values: Any) -> list[str]:
    with pytest.raises(Malformed) as caught:
        ritual(key, **values)
    return [f"{'.'.join(map(str, each.path))}: {each.says}" for each in caught.value.faults]


# --- what can be said --------------------------------------------------------------------------------


def test_the_least_is_who_when_where_and_a_question() -> None:
    made = ritual()
    assert made.participants == Participants(people=("U1",))
    assert (made.closing, made.grace) == (Closing(days=1, at=time(16)), timedelta(hours=12))
    assert [each.sort for each in made.asks] == [Sort.TEXT]
    assert made.template is None


def test_all_that_can_be_set_is_read() -> None:
    text = """
    [weekly]
    title = " Weekly "
    purpose = "To know."
    channel = "C1"
    zone = "Asia/Kathmandu"
    when = "last working day of every quarter"
    at = 09:30:00
    starts = 2026-01-01
    ends = 2026-12-31
    holidays = ["DE-BE", "US"]
    days_off = [2026-12-24]
    on_holiday = "before"
    working_days = ["sun", "mon"]
    pauses = [{ from = 2026-07-01, until = 2026-08-01, why = "summer" }]
    people = ["U1", "W2"]
    groups = ["@support"]
    owners = true
    observers = ["U3"]
    calls_to = ["U4"]
    sources = ["portfolio"]
    closes_after = 0
    closes_at = "17:00"
    reminders = ["1d", 3600]
    grace = "2h"

    [[weekly.asks]]
    name = "share"
    label = "How much?"
    sort = "number"
    unit = "hours"
    least = 0.1
    most = 10
    hint = "About."

    [[weekly.asks]]
    name = "mood"
    label = "How is it?"
    sort = "choice"
    choices = ["Very good!", { label = "Bad", value = "worst" }]
    only_if = { ask = "share", above = 2.5 }

    [[weekly.asks]]
    name = "why"
    label = "Why?"
    optional = true
    call = true
    each = "portfolio"
    only_if = { ask = "mood", is_not = "bad" }
    """
    values = tomllib.loads(text)["weekly"]
    made = read("weekly", values, templates=shipped(), sources=SOURCES)
    schedule = made.schedule
    assert schedule.recurrence == Monthly(nth=-1, every=3)
    assert (schedule.at, schedule.zone.key) == (time(9, 30), "Asia/Kathmandu")
    assert (schedule.weekdays, schedule.on_holiday) == (frozenset({6, 0}), OnHoliday.BEFORE)
    assert schedule.pauses == (Pause(start=date(2026, 7, 1), end=date(2026, 8, 1), why="summer"),)
    assert made.reminders == (timedelta(days=1), timedelta(hours=1))
    share, mood, why = made.asks
    assert (share.least, share.most, share.unit) == (Decimal("0.1"), Decimal(10), "hours")
    assert mood.choices == (Choice("Very good!", "very_good"), Choice("Bad", "worst"))
    assert mood.only_if == Condition(ask="share", comparison=Comparison.ABOVE, value=Decimal("2.5"))
    assert why.only_if == Condition(ask="mood", comparison=Comparison.IS_NOT, value="worst")
    assert (why.optional, why.is_call, why.each) == (True, True, "portfolio")


@pytest.mark.parametrize("name", shipped())
def test_a_template_is_switched_on_by_its_name(name: str) -> None:
    mine = {"channel": "C1", "zone": "UTC", "people": ["U1"]}
    made = read(name, mine, templates=shipped(), sources=SOURCES)
    assert made.template == name
    assert made.title == shipped()[name].values["title"]
    assert faults(made, SOURCES) == ()


def test_the_issue_s_templates_are_there() -> None:
    assert set(shipped()) == {
        "customer-debrief",
        "experiment-review",
        "nrr-review",
        "portfolio-review",
        "pre-mortem",
        "quality-review",
        "roadmap-review",
        "weekly-business-review",
    }


def test_what_the_section_says_goes_before_its_template() -> None:
    mine = {"channel": "C1", "zone": "UTC", "people": ["U1"], "at": "07:15", "title": "Ours"}
    more = {"more_asks": [{"name": "more", "label": "More?"}]}
    made = read("pre-mortem", mine | more, templates=shipped(), sources=SOURCES)
    assert (made.title, made.schedule.at) == ("Ours", time(7, 15))
    assert [each.name for each in made.asks][-2:] == ["decide", "more"]
    own = read("pre-mortem", LEAST | {"template": ""}, templates=shipped(), sources=SOURCES)
    assert (own.template, len(own.asks)) == (None, 1)
    elsewhere = mine | {"template": "pre-mortem"}
    assert read("x", elsewhere, templates=shipped(), sources=SOURCES).title == "Ours"


def test_a_template_begins_in_no_channel_and_with_nobody() -> None:
    made = begun("portfolio-review")
    assert (made.channel, made.participants) == ("", Participants(owners=True))


# --- what is refused -----------------------------------------------------------------------------------

ASK = {"name": "a", "label": "A?"}
CHOICE = {"name": "c", "label": "C?", "sort": "choice", "choices": ["Yes", "No"]}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"zone": "Mars/Base"}, "zone: “Mars/Base” is no IANA time zone"),
        ({"zone": 1}, "zone: “1” is no IANA time zone"),
        ({"zone": "localtime"}, "zone: “localtime” is no IANA time zone"),
        ({"starts": date(9999, 12, 31)}, "starts: must be before the end of 2199"),
        ({"at": "25:00"}, "at: must be a time of day"),
        ({"at": 9}, "at: must be a time of day"),
        ({"when": "sometimes"}, "when: “sometimes” is no recurrence"),
        ({"when": 1}, "when: must be text"),
        ({"title": " "}, "title: must not be empty"),
        ({"title": "x" * 101}, "title: is longer than 100 characters"),
        ({"channel": "#general"}, "channel: must be a channel's id"),
        ({"people": ["bob"]}, "people.0: must be a person's id"),
        ({"observers": ["U1", "@x"]}, "observers.1: must be a person's id"),
        ({"calls_to": ["C1"]}, "calls_to.0: must be a person's id"),
        ({"people": []}, "people: nobody is asked"),
        ({"groups": ["@"]}, "groups.0: must be a user group's id or handle"),
        ({"owners": True}, "owners: of what?"),
        ({"sources": ["jira"]}, "sources.0: there is no source “jira”"),
        ({"starts": date(2026, 2, 1), "ends": date(2026, 1, 1)}, "ends: is before it starts"),
        ({"pauses": [{"from": date(2026, 2, 1), "until": date(2026, 2, 1)}]}, "pauses.0: ends before"),
        ({"closes_after": 21}, "closes_after: must be 0 to 20"),
        ({"reminders": ["1h", "2h", "3h"]}, "reminders: there are 2 at most"),
        ({"reminders": ["soon"]}, "reminders.0: Value error, must be a number of seconds"),
        ({"grace": "8d"}, "grace: must be more than nothing and at most 7 days"),
        ({"template": "zen"}, "template: there is no such template"),
        ({"asks": []}, "asks: there is no question"),
        ({"asks": [{**ASK, "name": f"a{at}"} for at in range(26)]}, "asks: there are 25 questions at most"),
        ({"asks": [ASK, ASK]}, "asks.1.name: there is a question “a” already"),
        ({"asks": [{**ASK, "name": "A B"}]}, "asks.0.name: must be of small letters"),
        ({"asks": [{**ASK, "label": ""}]}, "asks.0.label: must not be empty"),
        ({"asks": [{**ASK, "sort": "mood"}]}, "asks.0.sort: "),
        ({"asks": [{**ASK, "each": "portfolio"}]}, "asks.0.each: “portfolio” is none of the ritual's sources"),
        ({"asks": [{**CHOICE, "choices": ["Yes"]}]}, "asks.0.choices: there must be 2 to 50"),
        ({"asks": [{**CHOICE, "choices": ["Yes", "yes"]}]}, "asks.0.choices: two of them are the same"),
        ({"asks": [{**CHOICE, "choices": ["Yes", "!"]}]}, "asks.0.choices: one of them is empty"),
        ({"asks": [{**ASK, "choices": ["x", "y"]}]}, "asks.0.choices: a question of sort “text” has none"),
        ({"asks": [{**ASK, "least": 1}]}, "asks.0.least: only a number"),
        ({"asks": [{**ASK, "sort": "number", "least": 2, "most": 1}]}, "asks.0.most: is less than the least"),
        ({"asks": [{**ASK, "sort": "number", "least": float("nan")}]}, "asks.0.least: "),
        ({"asks": [{**ASK, "only_if": {"ask": "b", "answered": True}}]}, "asks.0.only_if: there is no question “b”"),
        ({"asks": [ASK, {**CHOICE, "only_if": {"ask": "a", "above": 1}}]}, "asks.1.only_if: “A?” is neither a number"),
        ({"asks": [CHOICE, {**ASK, "only_if": {"ask": "c", "is": "Maybe"}}]}, "asks.1.only_if: “Maybe” is no choice"),
        ({"asks": [CHOICE, {**ASK, "only_if": {"ask": "c", "is": []}}]}, "asks.1.only_if.is: "),
        ({"asks": [CHOICE, {**ASK, "only_if": {"ask": "c", "is": "Yes", "below": 1}}]}, "asks.1.only_if: takes one"),
        ({"more_asks": [{**ASK, "name": "changed"}]}, "more_asks.0.name: there is a question “changed” already"),
        ({"asks": [{**ASK, "lable": "x"}]}, "asks.0.lable: "),
    ],
)  # fmt: skip
def test_what_can_not_be_kept_to_is_told_with_its_place(values: dict[str, Any], said: str) -> None:
    told = refused(**values)
    assert any(each.startswith(said.replace("Value error, ", "")) for each in told), told


def test_a_question_of_a_bet_is_no_condition_for_one_of_a_person() -> None:
    about = {**CHOICE, "each": "portfolio"}
    asks = [about, {**ASK, "only_if": {"ask": "c", "is": "Yes"}}]
    told = refused(sources=["portfolio"], asks=asks)
    assert told == ["asks.1.only_if: “C?” is asked about each portfolio, this one is not"]


def test_a_key_is_small_letters_digits_and_hyphens() -> None:
    assert "the key must be" in refused("Week Ly")[0]
    with pytest.raises(Malformed, match="must be a section"):
        read("x", 1, templates=shipped(), sources=SOURCES)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "cadence.toml"
    file.write_text(
        """[rituals.weekly]
title = "Weekly"
channel = "C1"
zone = "UTC"
when = "every Monday"
at = "09.00"
people = ["U1"]

[[rituals.weekly.asks]]
name = "a"
lable = "A?"

[rituals.pre-mortem]
channel = "#x"
""",
        encoding="utf-8",
    )
    with pytest.raises(SettingsError) as caught:
        config.read({}, file=file)
    told = str(caught.value).replace(f"{file}:", "").splitlines()
    assert told == [
        '6: rituals.weekly.at: must be a time of day, such as "09:00"',
        "9: rituals.weekly.asks.0.label: is missing",
        "11: rituals.weekly.asks.0.lable: there is no such setting; see docs/configuration.md",
        "13: rituals.pre-mortem.zone: is missing",
    ]


def test_holidays_that_nobody_knows_are_told_to_who_serves(tmp_path: Path) -> None:
    file = tmp_path / "cadence.toml"
    section = '[rituals.pre-mortem]\nchannel = "C1"\nzone = "UTC"\npeople = ["U1"]\n'
    file.write_text(f'{section}holidays = ["DE-BE", "ZZ", "DE-ZZ"]\n', encoding="utf-8")
    quickly = config.read({}, file=file)
    assert quickly.rituals["pre-mortem"].schedule.holidays == ("DE-BE", "ZZ", "DE-ZZ")
    with pytest.raises(SettingsError) as caught:
        config.read({}, file=file, thoroughly=True)
    told = str(caught.value).splitlines()
    assert [each.split(": ")[1] for each in told] == [
        "rituals.pre-mortem.holidays.1",
        "rituals.pre-mortem.holidays.2",
    ]
    assert all(each.startswith(f"{file}:5: ") for each in told)


# --- whatever is written ---------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)
KEYS = st.sampled_from(
    [
        *(key for key in LEAST),
        *("pauses", "sources", "reminders", "grace", "holidays", "days_off", "template"),
        *("more_asks", "closes_after", "working_days", "on_holiday", "owners"),
    ]
)
ASKS = st.dictionaries(
    st.sampled_from(["name", "label", "sort", "choices", "only_if", "each", "least", "call"]), JSON
)


@given(st.dictionaries(KEYS, JSON) | st.fixed_dictionaries({"asks": st.lists(ASKS, max_size=3)}))
def test_any_section_is_read_or_refused_and_never_a_crash(values: dict[str, Any]) -> None:
    try:
        made = ritual(**values)
    except Malformed:
        return
    assert faults(made, SOURCES) == ()
