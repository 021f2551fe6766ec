"""What the sample company bets on: settings, a year's end of readings as a file, and what is planted in them."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from cadence.sandbox.company.model import Bet, Cast

FRIDAY = 4
WEEK = timedelta(weeks=1)
SETTINGS = (
    "name",
    "horizon",
    "stage",
    "metric",
    "unit",
    "baseline",
    "target",
    "better",
    "capacity",
    "exit",
    "success",
    "jira",
)
"""What a bet in bets.toml has as cadence.toml has it."""

Reading = tuple[str, date, str, str]
"""Bet, day, metric and value, as in a file of readings."""


def read() -> Mapping[str, Any]:
    text = files(__package__).joinpath("bets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


# --- settings ---------------------------------------------------------------------------------------


REVIEW = "portfolio"
"""The channel of its portfolio review."""


def settings(cast: Cast) -> Iterator[str]:
    raw = read()
    owners = [cast.person(name).user_id for name in raw["owners"]]
    yield from (
        "",
        "# What the company bets on; questions about it go to its owners.",
        "[portfolio]",
    )
    yield f"owners = {_toml(owners)}"
    yield f"projects = {_toml(raw['projects'])}"
    for bet in raw["bets"]:
        yield from ("", f"[bets.{bet['key']}]")
        if "owner" in bet:
            yield f"owner = {_toml(cast.person(bet['owner']).user_id)}"
        yield from (f"{name} = {_toml(bet[name])}" for name in SETTINGS if name in bet)
    channel = next(each.id for each in cast.channels if each.name == REVIEW)
    yield from ("", "[rituals.portfolio-review]", f"channel = {_toml(channel)}")
    yield 'zone = "Europe/Berlin"'


def _toml(value: Any) -> str:
    """Texts, numbers and lists of them are the same in JSON."""
    return json.dumps(value, ensure_ascii=False)


# --- readings ---------------------------------------------------------------------------------------


def readings(*, seed: int, now: datetime) -> str:
    """A CSV file with the columns bet, on, metric and value, oldest first."""
    chance = Random(f"{seed} bets")
    found = sorted(_readings(chance, _last_friday(now.date())), key=lambda each: each[1])
    rows = (f"{bet},{on.isoformat()},{metric},{value}" for bet, on, metric, value in found)
    return "\n".join(("bet,on,metric,value", *rows)) + "\n"


def _readings(chance: Random, last: date) -> Iterator[Reading]:
    raw = read()
    for bet in raw["bets"]:
        if path := bet.get("path"):
            values = _path(path, path.get("weeks", raw["weeks"]), chance)
            yield from _weekly(bet["key"], "outcome", values, last)
            yield from _weekly(bet["key"], "confidence", map(str, bet["confidence"]), last)


def _path(path: Mapping[str, Any], weeks: int, chance: Random) -> Iterator[str]:
    """Straight from the first to the last value, but for chance."""
    for week in range(weeks):
        straight = path["first"] + (path["last"] - path["first"]) * week / (weeks - 1)
        value = straight + chance.uniform(-path["chance"], path["chance"])
        yield f"{value:.0f}" if path.get("whole") else f"{value:.1f}"


def _weekly(bet: str, metric: str, values: Iterable[str], last: date) -> Iterator[Reading]:
    known = list(values)
    for place, value in enumerate(known):
        yield bet, last - WEEK * (len(known) - 1 - place), metric, value


def _last_friday(today: date) -> date:
    """Before today."""
    return today - timedelta(days=(today.weekday() - FRIDAY - 1) % 7 + 1)


# --- what is planted ---------------------------------------------------------------------------------


def planted() -> Iterator[Bet]:
    for each in read()["bets"]:
        yield Bet(key=each["key"], name=each["name"], kind=each["truth"], text=each["text"])
