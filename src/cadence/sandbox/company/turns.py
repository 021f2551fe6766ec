"""What has turned in the last weeks, so that it differs from the year before: fixes that don't hold, bugs that nobody
gets round to, more and more of a sort.

Everything here is drawn by itself, so that the rest of the company stays as it is without it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from cadence.sandbox.company.inflow import Inflow
from cadence.sandbox.company.life import FIXED, Life, Workflow
from cadence.sandbox.company.model import Cast, Draft, Fate, Truth
from cadence.sandbox.company.plants import Planter

REOPENED = ("PAY", "Checkout")
REOPENED_LATELY = timedelta(days=50)
REOPENED_SHARE = 0.85
STUCK = ("PAY", "Invoices")
STUCK_FROM, STUCK_TO = timedelta(days=90), timedelta(days=14)
DRIFT = timedelta(days=112)
DRIFT_MORE = 36
"""Besides those that are planted with the ordinary year."""
RETRIES_MORE = (30, 20)
"""Days ago: two more reports of the retries."""
SETTLED_AFTER = timedelta(days=2)
KEPT_HOSTILE = 3
"""Hostile titles that stay open; the others are dismissed, so that their age is no pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    cast: Cast
    inflow: Inflow
    seed: int

    def all(self, lives: Sequence[Life], truths: Sequence[Truth]) -> list[Life]:
        """In the order of reporting, with what is new among them."""
        hostile = next(each for each in truths if each.kind == "hostile").keys[KEPT_HOSTILE:]
        tags = {tag for each in truths for tag in each.keys}
        turned = [self._turned(life, tags, set(hostile)) for life in lives]
        more = [self._live(draft, draft.fate) for draft in self.more()]
        return sorted((*turned, *more), key=lambda each: (each.draft.created, each.draft.tag))

    def more(self) -> Iterator[Draft]:
        for drafts in self.grown().values():
            yield from drafts

    def grown(self) -> Mapping[str, tuple[Draft, ...]]:
        """What is added to planted truths, by their kind."""
        return {"recurrence": tuple(self._retries()), "drift": tuple(self._webhooks())}

    def _retries(self) -> Iterator[Draft]:
        planter = Planter(inflow=replace(self.inflow, chance=self._chance("recurrence")))
        for number, days in enumerate(RETRIES_MORE, start=12):
            day = (self.inflow.now - timedelta(days=days)).date()
            yield planter.retry(f"retries-{number}", number, day, fixed=True)

    def _webhooks(self) -> Iterator[Draft]:
        """More and more of them, the denser the nearer to today."""
        planter = Planter(inflow=replace(self.inflow, chance=self._chance("drift")))
        for number in range(DRIFT_MORE):
            ago = DRIFT * (1 - ((number + 0.5) / DRIFT_MORE) ** 0.6)
            yield planter.webhook(f"drifts-{number}", (self.inflow.now - ago).date())

    def _turned(self, life: Life, planted: set[str], hostile: set[str]) -> Life:
        draft, chance = life.draft, self._chance(life.draft.tag)
        place = (draft.project.key, draft.component.name)
        age = self.inflow.now - draft.created
        if draft.tag in hostile:
            return self._live(draft, Fate(resolution="Won't Do", after=SETTLED_AFTER))
        if draft.type != "Bug" or draft.tag in planted:
            return life
        if place == STUCK and STUCK_TO <= age < STUCK_FROM and draft.fate.resolution:
            return self._live(draft, replace(draft.fate, resolution=None))
        if draft.fate.resolution != FIXED:
            return life
        lately = life.resolved_at and self.inflow.now - life.resolved_at < REOPENED_LATELY
        if place == REOPENED and lately and chance.random() < REOPENED_SHARE:
            back = timedelta(days=chance.uniform(1, 6))
            return self._live(draft, replace(draft.fate, comes_back=back))
        return life

    def _live(self, draft: Draft, fate: Fate) -> Life:
        workflow = Workflow(
            cast=self.cast, chance=self._chance(f"{draft.tag} life"), now=self.inflow.now
        )
        return workflow.live(replace(draft, fate=fate))

    def _chance(self, what: str) -> Random:
        return Random(f"{self.seed} turns {what}")


def turned(lives: Sequence[Life], keys: Mapping[str, str]) -> Iterator[Truth]:
    """What there is to find of it, but for the drift."""
    bugs = [life for life in lives if life.draft.type == "Bug"]
    back = [life for life in bugs if _is_at(life, REOPENED) and _came_back_lately(life)]
    yield Truth(
        kind="reopened",
        project=REOPENED[0],
        component=REOPENED[1],
        keys=tuple(keys[life.draft.tag] for life in back),
        text=f"{len(back)} fixes in Checkout did not hold in the last seven weeks; before, hardly one did not.",
        facts={"window_days": REOPENED_LATELY.days},
    )
    left = [life for life in bugs if _is_at(life, STUCK) and _is_left(life)]
    yield Truth(
        kind="left lying",
        project=STUCK[0],
        component=STUCK[1],
        keys=tuple(keys[life.draft.tag] for life in left),
        text=f"{len(left)} bugs of invoices wait that used to be fixed within weeks.",
        facts={"older_than_days": STUCK_TO.days},
    )


def _is_at(life: Life, place: tuple[str, str]) -> bool:
    return (life.draft.project.key, life.draft.component.name) == place


def _came_back_lately(life: Life) -> bool:
    return any(
        life.now - step.at < REOPENED_LATELY and shift.field == "resolution" and shift.after is None
        for step in life.steps
        for shift in step.shifts
    )


def _is_left(life: Life) -> bool:
    return not life.resolution and STUCK_TO <= life.now - life.draft.created < STUCK_FROM
