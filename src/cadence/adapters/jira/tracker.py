"""The port `IssueTracker` over a real Jira of either flavour."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import repeat

from cadence.adapters.jira.breaker import Breaker
from cadence.adapters.jira.finder import beginning, one_issue
from cadence.adapters.jira.flavour import Flavour, told_by
from cadence.adapters.jira.health import Checkup
from cadence.adapters.jira.http import Deadline, Http, Monotonic, Sleep
from cadence.adapters.jira.keys import askable, is_key
from cadence.adapters.jira.line import Credentials, JiraLine
from cadence.adapters.jira.means import Means, Place, asked_flavour, means
from cadence.adapters.jira.pager import Page, pages
from cadence.adapters.jira.parse import Parser
from cadence.adapters.jira.remembered import Remembered
from cadence.core.errors import CadenceError, IssueNotFound, SettingsError
from cadence.core.issue import Issue, StatusChange
from cadence.core.ports import Check, Clock, Detail, Found
from cadence.core.query import IssueQuery
from cadence.core.site import Site

Observe = Callable[[str, float, str], None]
"""Told of each operation: its name, how many seconds it took, and "ok" or the error's name."""

PAGE_WITHIN = timedelta(seconds=30)
"""For each page of a long read; whoever uses the pages takes their own time between them."""
SITE_WITHIN = timedelta(seconds=20)


class JiraTracker:
    """Reads Jira, by up to fifty threads at once; writes nothing."""

    def __init__(
        self,
        *,
        http: Http,
        place: Place,
        flavour: Flavour | None,
        clock: Clock,
        deadline: timedelta,
        monotonic: Monotonic = time.monotonic,
        observe: Observe | None = None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._http = http
        self._place = place
        self._clock = clock
        self._limit = deadline
        self._monotonic = monotonic
        self._observe = observe
        self.close = close
        self._means = Remembered(
            self._asked, keep=lambda _: timedelta(days=3650), monotonic=monotonic
        )
        if flavour is not None:
            self._means.tell(self._of(flavour))

    @classmethod
    def connect(
        cls,
        *,
        url: str,
        clock: Clock,
        email: str | None = None,
        token: str | None = None,
        pat: str | None = None,
        browse_url: str | None = None,
        flavour: str = "auto",
        projects: tuple[str, ...] = (),
        deadline: timedelta = timedelta(seconds=8),
        observe: Observe | None = None,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> "JiraTracker":
        """Makes no call. Raises SettingsError."""
        address = url.rstrip("/")
        line = JiraLine(url=address, credentials=_credentials(email, token, pat))
        breaker = Breaker(monotonic=monotonic)
        http = Http(line=line, clock=clock, breaker=breaker, monotonic=monotonic, sleep=sleep)
        return cls(
            http=http,
            place=Place(url=address, browse_url=browse_url, projects=projects),
            flavour=_flavour(flavour) or told_by(url=address, email=email, pat=pat),
            clock=clock,
            deadline=deadline,
            monotonic=monotonic,
            observe=observe,
            close=line.close,
        )

    @property
    def calls(self) -> int:
        """How many requests were sent so far, repeated ones included."""
        return self._http.calls

    def site(self) -> Site:
        with self._operation("site", max(self._limit, SITE_WITHIN)) as (jira, deadline):
            return jira.site.value(deadline)

    def jql(self, query: IssueQuery) -> str:
        with self._operation("jql") as (jira, deadline):
            return jira.written(query, deadline)

    def issue(self, key: str, *, detail: Detail = Detail.FULL) -> Issue:
        with self._operation("issue") as (jira, deadline):
            if not is_key(key):
                raise IssueNotFound(key)
            read_at = self._clock.now()
            ids, raw = one_issue(jira, key, detail, deadline)
            return Parser(ids=ids, detail=detail).issue(raw, read_at)

    def issues(self, keys: Sequence[str], *, detail: Detail = Detail.BRIEF) -> tuple[Issue, ...]:
        with self._operation("issues") as (jira, deadline):
            asked = askable(keys)
            if not asked:
                return ()
            ids = jira.ids.value(deadline)
            parser = Parser(ids=ids, detail=detail)
            read_at = self._clock.now()
            raws = jira.reads.by_key(asked, fields=ids.asked_for(detail), deadline=deadline)
            return tuple(parser.issue(raw, read_at) for raw in raws.values())

    def search(self, query: IssueQuery, *, limit: int = 20, detail: Detail = Detail.BRIEF) -> Found:
        with self._operation("search") as (jira, deadline):
            jql = jira.written(query, deadline)
            read_at = self._clock.now()
            begun = beginning(jira, jql, detail=detail, limit=limit, deadline=deadline)
            parser = Parser(ids=begun.ids, detail=detail)
            return Found(
                issues=tuple(parser.issue(raw, read_at) for raw in begun.issues),
                total=begun.total.number,
                exact=begun.total.exact,
                warnings=tuple(dict.fromkeys((*begun.warnings, *begun.total.warnings))),
                jql=jql,
                read_at=read_at,
            )

    def every(self, query: IssueQuery, *, detail: Detail = Detail.BRIEF) -> Iterator[Issue]:
        with self._operation("every") as (jira, deadline):
            jql = jira.written(query, deadline)
            ids = jira.ids.value(deadline)
            fields = ids.asked_for(detail)

            asked_at: deque[datetime] = deque()

            def read(after: str | None) -> Page:
                asked_at.append(self._clock.now())
                within = Deadline(PAGE_WITHIN, self._monotonic)
                return jira.reads.whole(jql, fields=fields, after=after, deadline=within)

            parser = Parser(ids=ids, detail=detail)
            for page in pages(read):
                yield from map(parser.issue, page.issues, repeat(asked_at.popleft()))

    def histories(self, keys: Sequence[str]) -> Mapping[str, tuple[StatusChange, ...]]:
        with self._operation("histories") as (jira, deadline):
            asked = askable(keys)
            return jira.reads.histories(asked, deadline=deadline) if asked else {}

    def checks(self) -> tuple[Check, ...]:
        """As `Connector` has it."""
        return Checkup(
            http=self._http,
            place=self._place,
            means=self._means,
            clock=self._clock,
            deadline=Deadline(self._limit, self._monotonic),
        ).checks()

    @contextmanager
    def _operation(
        self, name: str, limit: timedelta | None = None
    ) -> Iterator[tuple[Means, Deadline]]:
        began = self._monotonic()
        outcome = "ok"
        deadline = Deadline(limit or self._limit, self._monotonic)
        try:
            yield self._means.value(deadline), deadline
        except CadenceError as error:
            outcome = type(error).__name__
            raise
        finally:
            if self._observe is not None:
                self._observe(name, self._monotonic() - began, outcome)

    def _asked(self, deadline: Deadline) -> Means:
        return self._of(asked_flavour(self._http, deadline))

    def _of(self, flavour: Flavour) -> Means:
        return means(
            http=self._http,
            flavour=flavour,
            place=self._place,
            clock=self._clock,
            monotonic=self._monotonic,
        )


def _credentials(email: str | None, token: str | None, pat: str | None) -> Credentials:
    if pat:
        return Credentials(token=pat)
    if token:
        return Credentials(email=email, token=token)
    raise SettingsError(
        "there is nothing to log in to Jira with: set JIRA_EMAIL and JIRA_API_TOKEN (Cloud) "
        "or JIRA_PAT (Data Center)"
    )


def _flavour(setting: str) -> Flavour | None:
    if setting == "auto":
        return None
    try:
        return Flavour(setting)
    except ValueError as error:
        known = ", ".join(["auto", *Flavour])
        raise SettingsError(f"Jira's flavour is one of {known}, not {setting}") from error
