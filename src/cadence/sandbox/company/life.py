"""Lives an issue through its fate, up to now: who did what when, and where it stands."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cadence.sandbox.company.model import Cast, Draft, Person, Sprint, Version
from cadence.sandbox.company.words import Teller

OPEN, PROGRESS, REVIEW, TESTING, DONE, CLOSED, REOPENED = (
    "Open",
    "In Progress",
    "In Review",
    "In Testing",
    "Done",
    "Closed",
    "Reopened",
)
MORNING, EVENING = 8, 19
"""The hours in which people work, in their own zone."""
SATURDAY = 5
WEEKEND_WORK = 0.08
"""The share of what falls on a weekend that is really done then."""
FIXED = "Fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One field's change: names as they are shown."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    at: datetime
    by: Person
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    at: datetime
    by: Person
    text: str


@dataclass(slots=True, kw_only=True)
class Life:
    """An issue while it is lived. What would happen after `now` does not happen."""

    draft: Draft
    now: datetime
    status: str = OPEN
    resolution: str | None = None
    resolved_at: datetime | None = None
    priority: str
    assignee: Person | None = None
    fix_version: Version | None = None
    sprints: list[Sprint] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def last(self) -> datetime:
        """When it was touched last."""
        return max(
            [self.draft.created]
            + [step.at for step in self.steps[-1:]]
            + [remark.at for remark in self.remarks]
        )

    @property
    def reopened(self) -> bool:
        return any(shift.after == REOPENED for step in self.steps for shift in step.shifts)

    def change(self, at: datetime, by: Person, *shifts: Shift) -> bool:
        """False: that still lies ahead."""
        if at > self.now:
            return False
        real = tuple(shift for shift in shifts if shift.before != shift.after)
        if real:
            self.steps.append(Step(at=at, by=by, shifts=real))
        return True

    def say(self, at: datetime, by: Person, text: str) -> None:
        if at <= self.now:
            self.remarks.append(Remark(at=at, by=by, text=text))

    def move(self, at: datetime, by: Person, status: str) -> bool:
        done = self.change(at, by, Shift(field="status", before=self.status, after=status))
        if done:
            self.status = status
        return done

    def settle(self, at: datetime, by: Person, status: str, resolution: str | None) -> bool:
        """Resolve it, or reopen it when the resolution is None."""
        done = self.change(
            at,
            by,
            Shift(field="resolution", before=self.resolution, after=resolution),
            Shift(field="status", before=self.status, after=status),
        )
        if done:
            self.status, self.resolution = status, resolution
            self.resolved_at = at if resolution else None
        return done

    def give(self, at: datetime, by: Person, to: Person) -> bool:
        before = self.assignee.name if self.assignee else None
        done = self.change(at, by, Shift(field="assignee", before=before, after=to.name))
        if done:
            self.assignee = to
        return done

    def rank(self, at: datetime, by: Person, priority: str) -> bool:
        done = self.change(at, by, Shift(field="priority", before=self.priority, after=priority))
        if done:
            self.priority = priority
        return done

    def plan(self, at: datetime, by: Person, version: Version | None) -> bool:
        before = self.fix_version.name if self.fix_version else None
        after = version.name if version else None
        done = self.change(at, by, Shift(field="Fix Version", before=before, after=after))
        if done:
            self.fix_version = version
        return done

    def schedule(self, at: datetime, by: Person) -> None:
        """Put it into the sprint that runs then."""
        sprint = next((s for s in self.draft.project.sprints if s.start <= at < s.end), None)
        if sprint and sprint not in self.sprints:
            before = ", ".join(each.name for each in self.sprints) or None
            after = ", ".join(each.name for each in [*self.sprints, sprint])
            if self.change(at, by, Shift(field="Sprint", before=before, after=after)):
                self.sprints.append(sprint)


def working(at: datetime, zone: ZoneInfo, chance: Random) -> datetime:
    """That moment, or the next in which somebody there works."""
    local = at.astimezone(zone)
    if not MORNING <= local.hour < EVENING:
        local += timedelta(days=int(local.hour >= EVENING))
        local = local.replace(hour=MORNING + chance.randrange(4), minute=chance.randrange(60))
    if local.weekday() >= SATURDAY and chance.random() > WEEKEND_WORK:
        local += timedelta(days=7 - local.weekday())
    return local.astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """How the company works through an issue."""

    cast: Cast
    chance: Random
    now: datetime

    def live(self, draft: Draft) -> Life:
        life = Life(draft=draft, now=self.now, priority=draft.priority)
        fate = draft.fate
        owner = self._owner(draft)
        if fate.started:
            self._triage(life, owner)
        if fate.resolution == FIXED or (fate.resolution is None and fate.started):
            self._fix(life, owner)
        elif fate.resolution:
            self._dismiss(life, owner)
        if draft.chatty:
            self._talk(life, owner)
        life.steps.sort(key=lambda step: step.at)
        life.remarks.sort(key=lambda remark: remark.at)
        return life

    def _owner(self, draft: Draft) -> Person:
        return self.chance.choice(self.cast.team(draft.project.key))

    def _at(self, life: Life, share: float, by: Person) -> datetime:
        """A working moment at this share of the way from report to fix, after all that has happened."""
        wished = life.draft.created + life.draft.fate.after * share
        soonest = life.steps[-1].at if life.steps else life.draft.created
        later = max(wished, soonest + timedelta(minutes=self.chance.randint(4, 50)))
        return working(later, by.zone_info, self.chance)

    def _triage(self, life: Life, owner: Person) -> None:
        manager = life.draft.project.lead
        at = self._at(life, 0.08, manager)
        if life.draft.type == "Bug" and self.chance.random() < 0.14:
            life.rank(at, manager, self._other_rank(life.priority))
        life.give(at + timedelta(minutes=3), manager, owner)
        if life.draft.fate.planned:
            life.plan(at + timedelta(minutes=4), manager, life.draft.fate.planned)

    def _other_rank(self, priority: str) -> str:
        number = int(priority[1])
        return f"P{min(4, max(1, number + self.chance.choice([-1, 1])))}"

    def _fix(self, life: Life, owner: Person) -> None:
        if life.draft.fate.resolution is None:
            life.move(self._at(life, 0.3, owner), owner, PROGRESS)
            return
        if self._work(life, owner, 0.35, 1.0) and life.draft.fate.comes_back:
            self._come_back(life, owner, life.draft.fate.comes_back)
        self._release(life)

    def _work(self, life: Life, owner: Person, start: float, end: float) -> bool:
        begun = self._at(life, start, owner)
        if not life.move(begun, owner, PROGRESS):
            return False
        life.schedule(begun + timedelta(minutes=1), owner)
        rounds = life.draft.fate.rounds
        for each in range(rounds):
            share = start + (end - start) * (each + 1) / (rounds + 2)
            life.move(self._at(life, share, owner), owner, REVIEW)
            life.move(self._at(life, share, owner), owner, PROGRESS)
        tester = self.chance.choice(self.cast.role("quality"))
        life.move(self._at(life, start + (end - start) * 0.7, owner), owner, REVIEW)
        life.move(self._at(life, start + (end - start) * 0.85, owner), owner, TESTING)
        at = self._at(life, end, tester)
        life.plan(at, tester, life.draft.project.next(at.date()))
        return life.settle(at + timedelta(minutes=1), tester, DONE, FIXED)

    def _come_back(self, life: Life, owner: Person, later: timedelta) -> None:
        support = self.chance.choice(self.cast.role("support"))
        at = working(life.steps[-1].at + later, support.zone_info, self.chance)
        if not life.settle(at, support, REOPENED, None):
            return
        life.say(at + timedelta(minutes=2), support, self._teller(life, at).remark("reopened", ""))
        again = (at - life.draft.created) / max(life.draft.fate.after, timedelta(hours=1))
        self._work(life, owner, again + 0.3, again + 1.0)

    def _release(self, life: Life) -> None:
        """Half of what is done is closed when its version is out."""
        version = life.fix_version
        if life.status != DONE or version is None or self.chance.random() < 0.5:
            return
        out = datetime(version.day.year, version.day.month, version.day.day, 13, tzinfo=UTC)
        at = out + timedelta(minutes=self.chance.randint(1, 90))
        if at > life.steps[-1].at and life.move(at, life.draft.project.lead, CLOSED):
            life.say(at, life.draft.project.lead, f"Released with {version.name}.")

    def _dismiss(self, life: Life, owner: Person) -> None:
        by = owner if life.draft.fate.started else life.draft.project.lead
        life.settle(self._at(life, 1.0, by), by, CLOSED, life.draft.fate.resolution)

    def _talk(self, life: Life, owner: Person) -> None:
        said = life.draft.story.said
        until = life.resolved_at or self.now
        lasting = until - life.draft.created
        for tone, most in (("triage", 1), ("support", 2), ("work", 2)):
            for _ in range(self.chance.randint(0, most)):
                by = self.chance.choice(self.cast.role("support")) if tone == "support" else owner
                at = life.draft.created + min(lasting, timedelta(days=40)) * self.chance.random()
                at = working(at, by.zone_info, self.chance)
                if tone != "support" and not life.assignee:
                    continue
                life.say(min(at, until), by, self._teller(life, at).remark(tone, said))

    def _teller(self, life: Life, at: datetime) -> Teller:
        current = life.draft.project.current(at.date())
        name = current.name if current else "the last release"
        return Teller(chance=self.chance, version=name)
