"""Truths that nobody planted issue by issue: they follow from how an area works, and have all year. Who looks for
what is otherwise than usual finds nothing here."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from cadence.sandbox.company.life import Life
from cadence.sandbox.company.model import Truth

AGEING = ("PLAT", "Reporting")
REOPENING = ("MOB", "Push notifications")


def emergent(lives: Sequence[Life], keys: Mapping[str, str], now: datetime) -> Iterator[Truth]:
    yield _ageing(lives, keys, now)
    yield _reopening(lives, keys)
    yield _duplicates(lives, keys)


def _of(lives: Sequence[Life], place: tuple[str, str]) -> list[Life]:
    return [
        life
        for life in lives
        if (life.draft.project.key, life.draft.component.name) == place and life.draft.type == "Bug"
    ]


def _ageing(lives: Sequence[Life], keys: Mapping[str, str], now: datetime) -> Truth:
    mine = _of(lives, AGEING)
    limit = timedelta(days=mine[0].draft.component.slow)
    waiting = [life for life in mine if not life.resolution]
    old = [life for life in waiting if now - life.draft.created > limit]
    return Truth(
        kind="ageing",
        project=AGEING[0],
        component=AGEING[1],
        keys=tuple(keys[life.draft.tag] for life in old),
        text=f"{len(old)} of {len(waiting)} open reporting bugs are older than what 85 % of them take.",
        facts={"older_than_days": limit.days, "open": len(waiting)},
    )


def _reopening(lives: Sequence[Life], keys: Mapping[str, str]) -> Truth:
    fixed = [life for life in _of(lives, REOPENING) if life.resolution == "Fixed" or life.reopened]
    back = [life for life in fixed if life.reopened]
    return Truth(
        kind="reopening",
        project=REOPENING[0],
        component=REOPENING[1],
        keys=tuple(keys[life.draft.tag] for life in back),
        text=f"{len(back)} of {len(fixed)} fixed push notification bugs came back.",
        facts={"fixed": len(fixed), "share": round(len(back) / max(len(fixed), 1), 3)},
    )


def _duplicates(lives: Sequence[Life], keys: Mapping[str, str]) -> Truth:
    pairs = tuple(
        (keys[life.draft.tag], keys[other])
        for life in lives
        if life.resolution == "Duplicate"
        for kind, other in life.draft.links
        if kind == "Duplicate"
    )
    return Truth(
        kind="duplicates",
        project="PAY",
        keys=tuple(one for one, _ in pairs),
        text=f"{len(pairs)} bugs were closed as duplicates of an earlier one.",
        facts={"pairs": pairs},
    )
