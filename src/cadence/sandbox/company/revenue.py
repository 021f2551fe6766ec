"""What the sample company's customers pay and how they use it: two years of months and four months of weeks, made from
a seed, with truths planted in them."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from cadence.sandbox.company.model import Cast, Revenue, Truth

MONTHS, WEEKS = 24, 16
GRANTED = 42
"""Customers at the beginning; three come in each month."""
NEW_A_MONTH = 3
WEEK = timedelta(days=7)

PLANS = {"Starter": (12_000, 30), "Growth": (48_000, 60), "Enterprise": (210_000, 200)}
"""MRR in cents, about, and seats."""
REGIONS = ("DACH", "Nordics", "UK & Ireland", "Southern Europe", "North America")
USE_CASES = ("checkout", "subscriptions")
SIZES = {"Starter": "small", "Growth": "medium", "Enterprise": "large"}

FIRST = (
    "Alder", "Amber", "Birch", "Bramble", "Cedar", "Clover", "Copper", "Dune", "Ember", "Fjord", "Flint", "Harbour",
    "Hazel", "Heron", "Juniper", "Kestrel", "Larch", "Linden", "Lumen", "Maple", "Marlow", "Meadow", "Nordlys", "Oaken",
    "Orchard", "Pebble", "Quill", "Rowan", "Saffron", "Tern", "Umber", "Velvet", "Willow", "Yarrow",
)  # fmt: skip
SECOND = ("Bikes", "Books", "Foods", "Garden", "Home", "Outdoor", "Shoes", "Tea", "Toys")

PRICE_RISE = 1.08
"""On the Growth plan, six months ago."""
DAYS_TO_VALUE = (26, 9)
"""Sixteen weeks ago, and now."""
NEVER = 1 / 7
"""Of those that began lately: so many never get there."""
LOST = 0.006
"""The share of customers that leaves in a month."""
WORN = 0.011
"""By how much of itself use fell each week."""


@dataclass(slots=True, kw_only=True)
class _Customer:
    name: str
    plan: str
    region: str
    use_case: str
    first: int
    """Place of its first month among the months; below 0 for those from before."""
    started: date
    activated: date | None
    renews: date
    owner: str
    mrr: list[int] = field(default_factory=list)
    """In cents, by month."""
    depth: float = 0.7
    """The share of its seats with an active user, at first."""

    @property
    def segments(self) -> tuple[str, str, str, str]:
        return self.plan, self.region, SIZES[self.plan], self.use_case

    @property
    def seats(self) -> int:
        return PLANS[self.plan][1]


def revenue(cast: Cast, *, now: datetime, seed: int = 7) -> Revenue:
    """Up to the last whole month and the last Monday before `now`. Equal arguments bring equal files."""
    today = now.astimezone(UTC).date()
    made = _Made(cast=cast, today=today, chance=Random(f"{seed} revenue"))
    return Revenue(
        months=_csv(MONTH_COLUMNS, made.month_rows()),
        correction=_csv(MONTH_COLUMNS, made.correction_rows()),
        accounts=_csv(ACCOUNT_COLUMNS, made.account_rows()),
        truths=made.truths(),
    )


MONTH_COLUMNS = ("account", "month", "mrr", "plan", "region", "size", "use_case")
ACCOUNT_COLUMNS = (
    "account", "date", "owner", "started_on", "activated_on", "renews_on", "active_users", "seats", "api_calls_used",
    "api_calls_limit", "open_tickets",
)  # fmt: skip


class _Made:
    """The customers, with what is planted among them."""

    def __init__(self, *, cast: Cast, today: date, chance: Random) -> None:
        self.today, self.chance = today, chance
        self.monday = today - timedelta(days=today.weekday())
        self.months = tuple(_month(today, place - MONTHS) for place in range(MONTHS))
        self.owners = tuple(each.user_id for each in (*cast.role("success"), *cast.role("sales")))
        names = [f"{first} {second}" for first in FIRST for second in SECOND]
        chance.shuffle(names)
        self.names = iter(names)
        self.customers = [*self._earlier(), *self._later()]
        for each in self.customers:
            each.mrr = self._paid(each)
        self.left = self._leave()
        self.back = self._come_back()
        self.smaller = self._downgrade()
        self.fading = self._fade()
        self.full = self._fill()

    # --- who there is --------------------------------------------------------------------------------

    def _earlier(self) -> Iterator[_Customer]:
        for place in range(GRANTED):
            started = self.months[0] - timedelta(days=30 + self.chance.randrange(500))
            yield self._customer(place, -1, started, took=self.chance.randrange(5, 30))

    def _later(self) -> Iterator[_Customer]:
        for first in range(1, MONTHS):
            for place in range(NEW_A_MONTH):
                started = self.months[first] + timedelta(days=self.chance.randrange(1, 25))
                took = self._days_to_value(started)
                yield self._customer(place, first, started, took=took)

    def _days_to_value(self, started: date) -> int | None:
        """They get there ever quicker; one in seven never does."""
        slow, quick = DAYS_TO_VALUE
        gone = max(0.0, 1 - (self.today - started).days / (WEEKS * 7))
        if self.chance.random() < NEVER and started > self.months[-6]:
            return None
        return round(slow + (quick - slow) * gone) + self.chance.randrange(-2, 3)

    def _customer(self, place: int, first: int, started: date, took: int | None) -> _Customer:
        plan = ("Starter", "Growth", "Starter", "Growth", "Enterprise")[place % 5]
        activated = started + timedelta(days=took) if took is not None else None
        return _Customer(
            name=next(self.names),
            plan=plan,
            region=self.chance.choice(REGIONS),
            use_case="marketplace" if first < 0 and place < 2 else self.chance.choice(USE_CASES),
            first=first,
            started=started,
            activated=activated if activated and activated <= self.today else None,
            renews=_anniversary(started, self.today + timedelta(days=95)),
            owner=self.chance.choice(self.owners),
            depth=self.chance.uniform(0.66, 0.78),
        )

    def _paid(self, customer: _Customer) -> list[int]:
        price = round(PLANS[customer.plan][0] * self.chance.uniform(0.8, 1.4))
        paid = []
        for place in range(MONTHS):
            if place < customer.first:
                paid.append(0)
                continue
            if customer.plan == "Growth" and place == MONTHS - 6:
                price = round(price * PRICE_RISE)
            price += self._drift(price, place, customer)
            if place > max(customer.first, 0) and self.chance.random() < LOST:
                return paid + [0] * (MONTHS - place)
            paid.append(price)
        return paid

    def _drift(self, price: int, place: int, customer: _Customer) -> int:
        """Now and then somebody books more, or less."""
        luck = self.chance.random()
        if place == max(customer.first, 0) or luck > 0.05:
            return 0
        return round(price * (0.10 if luck > 0.015 else -0.12))

    # --- what is planted -----------------------------------------------------------------------------

    def _settled(self, plan: str, *, without: Iterable[_Customer] = ()) -> list[_Customer]:
        """Customers of long standing that never left, by name."""
        taken = {each.name for each in without}
        found = (e for e in self.customers if e.plan == plan and e.first < 0 and all(e.mrr))
        return sorted((each for each in found if each.name not in taken), key=lambda it: it.name)

    def _leave(self) -> list[_Customer]:
        """Three small shops of one region leave last month; their people had stopped coming weeks before."""
        leaving = self._settled("Starter")[:3]
        for each in leaving:
            each.region, each.use_case = "Southern Europe", "checkout"
            each.mrr[-1] = 0
        return leaving

    def _come_back(self) -> _Customer:
        found = self._settled("Growth")[0]
        found.mrr[-9:-2] = [0] * 7
        found.mrr[-2:] = [found.mrr[-10]] * 2
        return found

    def _downgrade(self) -> _Customer:
        found = self._settled("Enterprise")[0]
        found.mrr[-2:] = [round(found.mrr[-3] * 0.7)] * 2
        return found

    def _fade(self) -> _Customer:
        """Pays well, is hardly used any more, and renews in six weeks."""
        found = self._settled("Enterprise", without=(self.smaller,))[0]
        found.renews = self.today + timedelta(days=42)
        return found

    def _fill(self) -> _Customer:
        """At the limit of its seats and of its calls."""
        return self._settled("Growth", without=(self.back,))[0]

    # --- the files -----------------------------------------------------------------------------------

    def month_rows(self) -> Iterator[tuple[str, ...]]:
        """Of who doesn't pay there is no row. One invoice is booked a third too low."""
        for place, month in enumerate(self.months):
            for each in self.customers:
                paid = each.mrr[place]
                if each is self._misbooked() and place == MONTHS - 4:
                    paid = paid * 2 // 3
                if paid:
                    yield self._month_row(each, month, paid)

    def correction_rows(self) -> Iterator[tuple[str, ...]]:
        wrong = self._misbooked()
        yield self._month_row(wrong, self.months[-4], wrong.mrr[-4])

    def _misbooked(self) -> _Customer:
        return self._settled("Enterprise", without=(self.smaller, self.fading))[0]

    def _month_row(self, each: _Customer, month: date, paid: int) -> tuple[str, ...]:
        return each.name, f"{month:%Y-%m}", f"{paid // 100}.{paid % 100:02}", *each.segments

    def account_rows(self) -> Iterator[tuple[str, ...]]:
        for week in range(WEEKS):
            on = self.monday - WEEK * (WEEKS - 1 - week)
            for each in self.customers:
                if each.started <= on and self._is_there(each, on):
                    yield self._account_row(each, on, week)

    def _is_there(self, customer: _Customer, on: date) -> bool:
        """Who has left is read no more."""
        paid = [place for place, mrr in enumerate(customer.mrr) if mrr]
        return not paid or paid[-1] == MONTHS - 1 or on < self.months[paid[-1] + 1]

    def _account_row(self, each: _Customer, on: date, week: int) -> tuple[str, ...]:
        chance = Random(f"{each.name} {on}")
        seats, used = each.seats, self._used(each, week, chance)
        calls = 95 + min(week // 4, 3) if each is self.full else chance.randrange(40, 70)
        activated = each.activated.isoformat() if each.activated and each.activated <= on else ""
        tickets = chance.randrange(0, 3) + (6 if each is self.fading and week > WEEKS - 4 else 0)
        dates = (each.started.isoformat(), activated, each.renews.isoformat())
        numbers = (used, seats, calls * 1000, 100_000, tickets)
        return each.name, on.isoformat(), each.owner, *dates, *map(str, numbers)

    def _used(self, each: _Customer, week: int, chance: Random) -> int:
        """Active users: a little fewer every week, as a rule."""
        if each is self.full:
            return each.seats - max(0, 3 - week // 4)
        depth = each.depth * (1 - WORN * week) * chance.uniform(0.97, 1.03)
        if each in self.left:
            depth *= max(0.15, 1 - 0.12 * week)
        if each is self.fading:
            depth *= 1 if week < WEEKS - 5 else 0.55
        return round(each.seats * depth)

    # --- the truths ----------------------------------------------------------------------------------

    def truths(self) -> tuple[Truth, ...]:
        last, before = f"{self.months[-1]:%Y-%m}", f"{self.months[-2]:%Y-%m}"
        lost = sum(each.mrr[-2] for each in self.left)
        few = [each for each in self.customers if each.use_case == "marketplace"]
        return (
            _truth("churn", self.left, {"month": last, "mrr": f"{lost / 100:.2f}"}),
            _truth("reactivation", [self.back], {"month": before}),
            _truth("contraction", [self.smaller], {"month": before}),
            _truth("at risk", [self.fading], {"renews_on": self.fading.renews.isoformat()}),
            _truth("ready", [self.full], {"seats": self.full.seats}),
            _truth("restatement", [self._misbooked()], {"month": f"{self.months[-4]:%Y-%m}"}),
            _truth("small segment", few, {"use_case": "marketplace"}),
            _truth("indicator", [], {"indicator": "adoption-depth"}),
        )


TOLD = {
    "churn": "Three small shops of Southern Europe left; they had used it less for weeks before.",
    "reactivation": "It left, and came back.",
    "contraction": "It pays 30 % less.",
    "at risk": "It is hardly used any more, asks for help, and renews soon.",
    "ready": "It has reached the limits of its plan.",
    "restatement": "An invoice was booked a third too low, and corrected later.",
    "small segment": "So few customers are marketplaces that their figures would tell of single ones.",
    "indicator": "Adoption depth falls week by week, and is short of its target.",
}


def _truth(kind: str, customers: Sequence[_Customer], facts: Mapping[str, object]) -> Truth:
    names = tuple(each.name for each in customers)
    return Truth(
        kind=kind, project="", keys=(), text=TOLD[kind], facts={"accounts": names, **facts}
    )


def _month(today: date, away: int) -> date:
    """The first day of the month so many months away."""
    year, month = divmod(today.year * 12 + today.month - 1 + away, 12)
    return date(year, month + 1, 1)


def _anniversary(started: date, after: date) -> date:
    """Each year on the day it started, the first after that day."""
    day = min(started.day, 28)
    this_year = date(after.year, started.month, day)
    return this_year if this_year > after else date(after.year + 1, started.month, day)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
