"""Everything that reading one Jira takes, put together once its flavour is known."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cadence.adapters.jira.account import KEPT_FOR, Account, People, account_of
from cadence.adapters.jira.api import Api
from cadence.adapters.jira.cloud import CloudReads
from cadence.adapters.jira.datacenter import DataCenterReads
from cadence.adapters.jira.failure import NotForUs, NothingThere
from cadence.adapters.jira.fields import FieldIds, ids_in
from cadence.adapters.jira.flavour import Flavour
from cadence.adapters.jira.http import Deadline, Http, Monotonic
from cadence.adapters.jira.jql import Writer
from cadence.adapters.jira.reads import Reads
from cadence.adapters.jira.remembered import Remembered
from cadence.adapters.jira.site import SiteReader, kept_for
from cadence.core.errors import TrackerUnavailable
from cadence.core.ports import Clock
from cadence.core.query import IssueQuery
from cadence.core.site import Site

SERVER_INFO = "/rest/api/2/serverInfo"
"""Answers in both flavours."""

_GATEWAY = "api.atlassian.com"
"""Scoped tokens are used here; nobody browses here."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where Jira is asked, and where people browse when that is elsewhere."""

    url: str
    browse_url: str | None = None
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    api: Api
    reads: Reads
    ids: Remembered[FieldIds]
    account: Remembered[Account]
    site: Remembered[Site]
    people: People

    def written(self, query: IssueQuery, deadline: Deadline) -> str:
        """The query as JQL; asks for the account's zone and for people where the query names any."""
        return Writer(
            flavour=self.api.flavour,
            zone=lambda: self._zone(deadline),
            account=lambda said: self.people.account(said, deadline),
        ).query(query)

    def _zone(self, deadline: Deadline) -> ZoneInfo:
        return self.account.value(deadline).zone


def means(
    *, http: Http, flavour: Flavour, place: Place, clock: Clock, monotonic: Monotonic
) -> Means:
    def remembered(read: Callable[[Deadline], T]) -> Remembered[T]:
        return Remembered(read, keep=lambda _: KEPT_FOR, monotonic=monotonic)

    api = Api(http=http, flavour=flavour)
    reads: Reads = CloudReads(api=api) if flavour is Flavour.CLOUD else DataCenterReads(api=api)
    ids = remembered(lambda deadline: ids_in(told_of(api, "field", deadline, otherwise=[])))
    account = remembered(
        lambda deadline: account_of(told_of(api, "myself", deadline, otherwise={}))
    )
    reader = SiteReader(
        api=api,
        reads=reads,
        ids=ids,
        account=account,
        browse_url=lambda deadline: browse_url(http, place, deadline),
        projects=place.projects,
        clock=clock,
    )
    return Means(
        api=api,
        reads=reads,
        ids=ids,
        account=account,
        site=Remembered(reader.read, keep=kept_for, monotonic=monotonic),
        people=People(api, monotonic=monotonic),
    )


def told_of(api: Api, what: str, deadline: Deadline, *, otherwise: object) -> object:
    """What Jira tells about itself, or `otherwise` where it has no such page for us: then nothing is known of it."""
    try:
        return api.get(what, deadline=deadline)
    except (NothingThere, NotForUs):
        return otherwise


def asked_flavour(http: Http, deadline: Deadline) -> Flavour:
    """What Jira says that it is."""
    info = http.get(SERVER_INFO, deadline=deadline)
    return told_flavour(info)


def told_flavour(info: object) -> Flavour:
    """From `serverInfo`: "Cloud", or "Server" and "DataCenter"; very old ones say nothing."""
    if not isinstance(info, dict):
        raise TrackerUnavailable("what answers at JIRA_URL does not look like a Jira")
    cloud = str(info.get("deploymentType", "")).casefold() == "cloud"
    return Flavour.CLOUD if cloud else Flavour.DATACENTER


def browse_url(http: Http, place: Place, deadline: Deadline) -> str:
    """No call, except behind Atlassian's gateway, whose own address is not for people."""
    if place.browse_url:
        return place.browse_url.rstrip("/")
    if urlsplit(place.url).hostname != _GATEWAY:
        return place.url
    told = http.get(SERVER_INFO, deadline=deadline)
    base = told.get("baseUrl") if isinstance(told, dict) else None
    if not isinstance(base, str):
        raise TrackerUnavailable("Jira does not tell its own address: set JIRA_BROWSE_URL")
    return base.rstrip("/")
