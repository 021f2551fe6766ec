"""Makes a company out of a seed and a moment."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from cadence.sandbox.company import bets, settings, shape
from cadence.sandbox.company import cast as casting
from cadence.sandbox.company.findings import emergent
from cadence.sandbox.company.inflow import Inflow
from cadence.sandbox.company.life import Life, Workflow
from cadence.sandbox.company.model import Cast, Company, Draft, Truth
from cadence.sandbox.company.plants import Planter
from cadence.sandbox.company.revenue import revenue
from cadence.sandbox.company.turns import Turns, turned

FIRST_ISSUE_ID = 20001
RELATED_SHARE = 0.05


def generate(*, seed: int = 7, now: datetime) -> Company:
    """The company as it stands at `now`. Equal arguments bring equal companies, on every machine."""
    now = now.astimezone(UTC).replace(microsecond=0)
    cast = casting.read(now)
    inflow = Inflow(cast=cast, chance=Random(f"{seed} inflow"), now=now)
    planted = list(Planter(inflow=inflow).all())
    drafts = [*inflow.year(), *(draft for some, _ in planted for draft in some)]
    ordered = _linked(sorted(drafts, key=lambda each: (each.created, each.tag)), seed)
    workflow = Workflow(cast=cast, chance=Random(f"{seed} workflow"), now=now)
    turns = Turns(cast=cast, inflow=inflow, seed=seed)
    truths = [truth for _, truth in planted]
    lives = turns.all([workflow.live(draft) for draft in ordered], truths)
    keys = _keys([life.draft for life in lives])
    grown = {kind: [each.tag for each in drafts] for kind, drafts in turns.grown().items()}
    return Company(
        seed=seed,
        now=now,
        cast=cast,
        projects=tuple(shape.project(each, now) for each in cast.projects),
        issues=tuple(_shaped(cast, now, lives, keys)),
        truths=(
            *(_keyed(truth, keys, grown.get(truth.kind, ())) for truth in truths),
            *emergent(lives, keys, now),
            *turned(lives, keys),
        ),
        revenue=revenue(cast, now=now, seed=seed),
        settings=settings.text(cast),
        bets=tuple(bets.planted()),
        bet_readings=bets.readings(seed=seed, now=now),
    )


def _keys(drafts: Sequence[Draft]) -> Mapping[str, str]:
    """Each tag's key: numbered in the order of reporting, project by project."""
    numbers: dict[str, int] = defaultdict(int)
    keys = {}
    for draft in drafts:
        numbers[draft.project.key] += 1
        keys[draft.tag] = f"{draft.project.key}-{numbers[draft.project.key]}"
    return keys


def _keyed(truth: Truth, keys: Mapping[str, str], more: Sequence[str]) -> Truth:
    """With keys for tags, and with those that it has grown by, oldest first."""
    if not more:
        return replace(truth, keys=tuple(keys[tag] for tag in truth.keys))
    tags = {*truth.keys, *more}
    count = "count" if "count" in truth.facts else "added"
    return replace(
        truth,
        keys=tuple(keys[tag] for tag in keys if tag in tags),
        facts={**truth.facts, count: len(tags)},
    )


def _linked(drafts: list[Draft], seed: int) -> list[Draft]:
    """Duplicates point to what they repeat, and some issues to their like. What repeats nothing is no duplicate."""
    chance = Random(f"{seed} links")
    seen: dict[str, str] = {}
    linked = []
    for draft in drafts:
        original = seen.get(draft.story.symptom)
        linked.append(_tied(draft, original, chance))
        if draft.story.symptom and draft.fate.resolution != "Duplicate":
            seen[draft.story.symptom] = draft.tag
    return linked


def _tied(draft: Draft, original: str | None, chance: Random) -> Draft:
    if draft.fate.resolution == "Duplicate":
        if original is None:
            return replace(draft, fate=replace(draft.fate, resolution="Cannot Reproduce"))
        quick = replace(
            draft.fate, after=min(draft.fate.after, timedelta(days=chance.uniform(0.2, 9)))
        )
        return replace(draft, fate=quick, links=(*draft.links, ("Duplicate", original)))
    if original and not draft.links and chance.random() < RELATED_SHARE:
        return replace(draft, links=(("Relates", original),))
    return draft


def _shaped(
    cast: Cast, now: datetime, lives: Sequence[Life], keys: Mapping[str, str]
) -> Iterator[Mapping[str, object]]:
    shaper = shape.Shaper(cast, now)
    numbers = {life.draft.tag: FIRST_ISSUE_ID + place for place, life in enumerate(lives)}
    ties: dict[str, list[shape.Json]] = defaultdict(list)
    for life in lives:
        mine = life.draft.tag
        if "Duplicate" in dict(life.draft.links) and life.resolution is None:
            continue
        for kind, other in life.draft.links:
            ties[mine].append(shaper.link(kind, "outwardIssue", numbers[other], keys[other]))
            ties[other].append(shaper.link(kind, "inwardIssue", numbers[mine], keys[mine]))
    for life in lives:
        tag = life.draft.tag
        yield shaper.issue(numbers[tag], keys[tag], life, ties[tag])
