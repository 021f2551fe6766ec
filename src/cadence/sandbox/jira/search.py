"""The search over a site: its index, how far it lags behind, and the reads that are under way."""

from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from cadence.sandbox.jira.bulk import no_collection
from cadence.sandbox.jira.jql.context import Context
from cadence.sandbox.jira.jql.evaluate import search
from cadence.sandbox.jira.jql.index import Index
from cadence.sandbox.jira.jql.parser import parse
from cadence.sandbox.jira.model import Account, Issue
from cadence.sandbox.jira.site import Site

TOKEN_LIFE = timedelta(days=7)
"""How long a page token is good. Source: the search resource's own description."""

_KEPT = 128
_KEPT_READINGS = 10_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A search that is read page by page: its rows as they were found."""

    rows: Sequence[int]
    account: str
    good_until: datetime


class Search:
    """Hold the site's lock while using it."""

    def __init__(self, site: Site, *, lag: timedelta = timedelta(), first_weekday: int = 0) -> None:
        self.lag = lag
        """How long a change stays unknown to the search."""
        self._site = site
        self._first_weekday = first_weekday
        self._index = Index()
        self._late: deque[tuple[datetime, int, Issue | None]] = deque()
        self._found: OrderedDict[tuple[object, ...], list[int]] = OrderedDict()
        self._readings: OrderedDict[str, Reading] = OrderedDict()
        with site.lock, no_collection():
            for row, issue in enumerate(site.issues):
                if issue is not None:
                    self._index.put(row, issue)
            site.watch(self._hear)

    def rows(self, jql: str, account: Account, *, reconciled: Iterable[str] = ()) -> list[int]:
        """Rows that match, in order. `reconciled`: ids of issues to be looked at as they are now.

        Raises JqlError.
        """
        query = parse(jql)
        context = self.context(account)
        fresh = {
            row: self._site.issues[row]
            for row in map(self._site.row, reconciled)
            if row is not None
        }
        if fresh:
            with self._index.with_rows(fresh):
                return search(query, context)
        key = (jql, account, self._index.generation, self._site.vocabulary_generation)
        if key not in self._found:
            found = search(query, context)
            if context.reads_clock:
                return found
            self._remember(key, found)
        self._found.move_to_end(key)
        return self._found[key]

    def context(self, account: Account) -> Context:
        self._catch_up()
        return Context(
            site=self._site,
            index=self._index,
            account=account,
            now=self._site.clock.now(),
            first_weekday=self._first_weekday,
        )

    def keep(self, rows: Sequence[int], account: Account, at: int) -> str:
        """A token for the page that begins at `at`."""
        token = token_urlsafe(24)
        good_until = self._site.clock.now() + TOKEN_LIFE
        self._readings[f"{token}.{at}"] = Reading(rows, account.user_id, good_until)
        if len(self._readings) > _KEPT_READINGS:
            self._readings.popitem(last=False)
        return f"{token}.{at}"

    def resume(self, token: str, account: Account) -> tuple[Sequence[int], int] | None:
        """The rows and where the page begins; None for a token that isn't good (any more)."""
        reading = self._readings.get(token)
        if reading is None or reading.account != account.user_id:
            return None
        if self._site.clock.now() > reading.good_until:
            del self._readings[token]
            return None
        return reading.rows, int(token.rpartition(".")[2])

    def _remember(self, key: tuple[object, ...], found: list[int]) -> None:
        self._found[key] = found
        if len(self._found) > _KEPT:
            self._found.popitem(last=False)

    def _hear(self, row: int, issue: Issue | None) -> None:
        if self.lag:
            self._late.append((self._site.clock.now() + self.lag, row, issue))
        else:
            self._index.put(row, issue)

    def _catch_up(self) -> None:
        now = self._site.clock.now()
        while self._late and self._late[0][0] <= now:
            _, row, issue = self._late.popleft()
            self._index.put(row, issue)
