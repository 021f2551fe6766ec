"""Reads who and what there is from company.toml, and lays releases and sprints around `now`."""

import hashlib
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from cadence.sandbox.company.model import (
    Area,
    Cast,
    Channel,
    Component,
    Group,
    Person,
    Project,
    Sprint,
    Version,
)

YEAR = timedelta(days=365)
NEXT_RELEASE = {"PAY": 5, "MOB": 13}
"""The next release is on the first Tuesday after at least so many days, so that one is always near."""
TUESDAY = 1
RELEASE_DAY = 20
"""Of the month, for versions that are named by their month."""
SPRINT = timedelta(days=14)


def read(now: datetime) -> Cast:
    """The same cast for the same day."""
    raw = tomllib.loads(files(__package__).joinpath("company.toml").read_text(encoding="utf-8"))
    people = tuple(_person(each, raw["domain"]) for each in raw["people"])
    channels = tuple(_channel(each, people) for each in raw["channels"])
    return Cast(
        name=raw["name"],
        domain=raw["domain"],
        jira=raw["jira"],
        people=people,
        channels=channels,
        groups=tuple(_group(each, people) for each in raw["groups"]),
        projects=tuple(
            _project(place, each, raw["components"], people, now)
            for place, each in enumerate(raw["projects"])
        ),
        areas=tuple(_area(each, people, channels) for each in raw["areas"]),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _slack_id(letter: str, text: str) -> str:
    return letter + _digest(text)[:10].upper()


def _person(raw: Mapping[str, Any], domain: str) -> Person:
    plain = unicodedata.normalize("NFKD", raw["name"].replace("ł", "l"))
    handle = ".".join("".join(c for c in plain.lower() if c.isascii() and c != "'").split())
    return Person(
        **raw,
        handle=handle,
        email=f"{handle}@{domain}",
        account_id=_digest(handle)[:24],
        user_id=_slack_id("U", handle),
    )


def _chosen(words: Iterable[str], people: tuple[Person, ...]) -> tuple[str, ...]:
    wanted = set(words)
    return tuple(
        each.user_id
        for each in people
        if "everyone" in wanted or each.role in wanted or each.name in wanted
    )


def _channel(raw: Mapping[str, Any], people: tuple[Person, ...]) -> Channel:
    return Channel(
        id=_slack_id("C", raw["name"]),
        name=raw["name"],
        topic=raw["topic"],
        private=raw.get("private", False),
        members=_chosen(raw["members"], people),
    )


def _group(raw: Mapping[str, Any], people: tuple[Person, ...]) -> Group:
    return Group(
        id=_slack_id("S", raw["handle"]),
        handle=raw["handle"],
        name=raw["name"],
        members=_chosen(raw["members"], people),
    )


def _area(
    raw: Mapping[str, Any], people: tuple[Person, ...], channels: tuple[Channel, ...]
) -> Area:
    return Area(
        name=raw["name"],
        projects=tuple(raw["projects"]),
        components=tuple(raw.get("components", ())),
        lead=next(each for each in people if each.name == raw["lead"]),
        channel=next(each for each in channels if each.name == raw["channel"]),
    )


def _project(
    place: int,
    raw: Mapping[str, Any],
    components: Iterable[Mapping[str, Any]],
    people: tuple[Person, ...],
    now: datetime,
) -> Project:
    key = raw["key"]
    return Project(
        id=str(10000 + place),
        key=key,
        name=raw["name"],
        description=raw["description"],
        lead=next(each for each in people if each.name == raw["lead"]),
        bugs=raw["bugs"],
        level=raw.get("level"),
        components=tuple(
            Component(id=str(10100 + 100 * place + number), **each)
            for number, each in enumerate(each for each in components if each["project"] == key)
        ),
        versions=tuple(
            Version(id=str(11000 + 100 * place + number), name=name, day=day)
            for number, (name, day) in enumerate(_releases(raw, now.date()))
        ),
        sprints=tuple(_sprints(place, key, now)) if raw["every"] else (),
    )


def _releases(raw: Mapping[str, Any], today: date) -> Iterable[tuple[str, date]]:
    if raw.get("monthly"):
        return _monthly(today)
    return _numbered(raw, today) if raw["every"] else ()


def _monthly(today: date) -> Iterable[tuple[str, date]]:
    for months in range(-12, 3):
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        yield f"{year}.{month + 1:02}", date(year, month + 1, RELEASE_DAY)


def _numbered(raw: Mapping[str, Any], today: date) -> Iterable[tuple[str, date]]:
    major, minor = raw["first"]
    following = today + timedelta(days=NEXT_RELEASE[raw["key"]])
    following += timedelta(days=(TUESDAY - following.weekday()) % 7)
    past = YEAR.days // raw["every"]
    for number in range(-past, 2):
        yield f"{major}.{minor}", following + timedelta(days=raw["every"] * number)
        major, minor = (major, minor + 1) if minor < 9 else (major + 1, 0)


def _sprints(place: int, key: str, now: datetime) -> Iterable[Sprint]:
    monday = now.date() - timedelta(days=now.weekday() + 7)
    first = datetime.combine(monday, time(8), tzinfo=UTC) - 26 * SPRINT
    for number in range(28):
        start = first + number * SPRINT
        yield Sprint(
            id=500 + 100 * place + number,
            name=f"{key} Sprint {number + 1}",
            start=start,
            end=start + SPRINT - timedelta(hours=1),
        )
