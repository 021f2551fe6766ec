"""What Cadence asks of the world. Each port has one real adapter and one fake, held to the same contract tests."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from cadence.core.chart import Chart
from cadence.core.issue import Issue, StatusChange
from cadence.core.message import Audience, Form, Kind, Message, Place, Posted, Said
from cadence.core.people import Person
from cadence.core.query import Condition, IssueQuery
from cadence.core.site import Site


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant, aware, in UTC."""


# --- the tracker -----------------------------------------------------------------------------------


class Detail(StrEnum):
    """How much of each issue is read."""

    BRIEF = "brief"
    """All but the text: description, comments and links are left empty."""
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The beginning of an answer, and how much there is in all."""

    issues: tuple[Issue, ...]
    total: int
    exact: bool = True
    """Whether `total` was counted, rather than estimated by the tracker."""
    warnings: tuple[str, ...] = ()
    """What the tracker had to say about the query, as plain text."""
    jql: str
    """The query as it was sent, to be shown and opened."""
    read_at: datetime

    @property
    def complete(self) -> bool:
        """Whether `issues` are all there are."""
        return self.exact and len(self.issues) >= self.total


class IssueTracker(Protocol):
    """Jira, live.

    Every method raises TrackerUnavailable (no answer in time), TrackerRefused (not let in), and nothing of a read that
    broke off is handed on (PartialRead). Reads are repeated inside the deadline; nothing is ever written.
    """

    def site(self) -> Site:
        """The site's vocabulary; remembered for some minutes, so most calls cost nothing."""

    def issue(self, key: str, *, detail: Detail = Detail.FULL) -> Issue:
        """One issue. A key that was moved brings the issue under its new key. Raises IssueNotFound."""

    def issues(self, keys: Sequence[str], *, detail: Detail = Detail.BRIEF) -> tuple[Issue, ...]:
        """Those of the keys that exist and may be seen, in the given order. Any number of keys."""

    def search(self, query: IssueQuery, *, limit: int = 20, detail: Detail = Detail.BRIEF) -> Found:
        """The first `limit` issues (0 is allowed) and the exact total. Raises QueryRefused."""

    def every(self, query: IssueQuery, *, detail: Detail = Detail.BRIEF) -> Iterator[Issue]:
        """All issues, page by page, in order, in flat memory. Raises QueryRefused; PartialRead in mid-way."""

    def histories(self, keys: Sequence[str]) -> Mapping[str, tuple[StatusChange, ...]]:
        """Every change of status and resolution of each issue, oldest first, however many there are.

        An issue that can't be seen has no entry.
        """

    def jql(self, query: IssueQuery) -> str:
        """The query in the tracker's language, every value quoted. Makes no call beyond `site`."""


class IssueArchive(Protocol):
    """The copy of the tracker's bugs. Raises ArchiveEmpty where nothing was ever copied, and StoreUnavailable."""

    def as_of(self) -> datetime:
        """Everything that was changed up to this instant is in the copy."""

    def covers(self) -> frozenset[str]:
        """Keys of the projects that are copied."""

    def site(self) -> Site:
        """The vocabulary as it was last read."""

    def issue(self, key: str) -> Issue:
        """Raises IssueNotFound, which here says only that the copy has no such issue."""

    def search(self, query: IssueQuery, *, limit: int = 20) -> Found:
        """As the tracker's; `jql` is left empty."""

    def every(self, query: IssueQuery) -> Iterator[Issue]: ...

    def histories(self, keys: Sequence[str]) -> Mapping[str, tuple[StatusChange, ...]]: ...

    def similar(self, text: str, *, limit: int = 20) -> tuple[Issue, ...]:
        """Issues whose title or description shares words with the text, best first."""


# --- the messenger ---------------------------------------------------------------------------------


class Messenger(Protocol):
    """Slack. Every method raises MessengerUnavailable, SlowDown and NotSent as in `core.errors`."""

    def post(self, place: Place, message: Message, *, key: str) -> Posted:
        """Say it. `key` goes into the message's metadata. Raises OutcomeUnknown when it may have been posted."""

    def posted(self, place: Place, *, key: str, since: datetime) -> Posted | None:
        """Our message with this key, looked for among what was said in that place since then."""

    def change(self, channel: str, ts: str, message: Message) -> None:
        """Put another message in the place of ours."""

    def thread(self, channel: str, ts: str, *, most: int = 200) -> tuple[Said, ...]:
        """A thread from its first message on, oldest first."""

    def said(self, channel: str, ts: str, *, thread: str | None = None) -> Said | None:
        """One message as it stands now; None where it was deleted. `thread` is that of its first message, for a reply.
        Raises NotSent where we may not read."""

    def permalink(self, channel: str, ts: str, *, thread: str | None = None) -> str | None:
        """Where a message opens; costs no call of its own. None where Slack's address is not known."""

    def person(self, user: str) -> Person:
        """Who that is, with the zone they are in now. Raises NotSent("user_not_found")."""

    def person_by_email(self, email: str) -> Person | None: ...

    def kind_of(self, channel: str) -> Kind:
        """Who can read along there. Raises NotSent("channel_not_found") for one that we can't see."""

    def creator_of(self, channel: str) -> str | None:
        """Who made the channel, by user id; None where Slack doesn't say. Raises NotSent as `kind_of`."""

    def name_of(self, channel: str) -> str | None:
        """Without "#"; None for what has no name. Raises NotSent as `kind_of`."""

    def channels_of(self, user: str) -> frozenset[str]:
        """Ids of the channels, of any kind, that this person and Cadence are both in at this moment (and perhaps of
        public ones without Cadence); believed for a minute. Empty for somebody whom Slack doesn't know."""

    def groups_of(self, user: str) -> frozenset[str]:
        """Ids and handles of the user groups this person is in; empty where the scope is not granted."""

    def members_of(self, group: str) -> tuple[str, ...] | None:
        """Ids of the people in a user group, by its id or handle; None where there is no such group, or the scope is
        not granted."""

    def upload(self, picture: bytes, *, name: str, title: str, alt: str) -> str:
        """Hand a PNG to Slack, shown to nobody yet; brings the id by which a message shows it, once Slack can show it.
        Done twice, there are two, of which one is never seen. Raises NotSent("missing_scope") and the like."""

    def open_form(self, trigger: str, form: Form) -> str:
        """Open a modal within three seconds of the press, or raise; brings what `change_form` knows it by: its name, or
        where it has none its view id. One whose name was opened before is left as it is.

        Waits two seconds at most: an acknowledgement waits for it. Raises NotSent("expired_trigger_id") and the like.
        """

    def change_form(self, view: str, form: Form) -> None:
        """Put another form in the place of one; what was opened by a name keeps it. Raises NotSent("not_found")."""

    def show_home(self, user: str, message: Message) -> None: ...


# --- the language model ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a language model is asked for. People's words stand in `material` alone, and are data, not instructions."""

    purpose: str
    """A short name for logs and metrics: "draft", "contradiction"."""
    instructions: str
    material: str
    shape: Mapping[str, Any]
    """A JSON Schema of an object."""
    most_tokens: int = 4000
    """Of the answer."""
    within: timedelta = timedelta(seconds=20)


class Writer(Protocol):
    """Claude, where a key is set. It writes words; it never computes, decides or queries."""

    def write(self, request: Request) -> Mapping[str, Any]:
        """A JSON object of the shape that was asked for, and of which nothing else is sure.

        Raises WriterUnavailable, WriterRefused, BudgetSpent and Unreadable: each time the rules do it instead.
        """


# --- pictures ---------------------------------------------------------------------------------------


class Painter(Protocol):
    def paint(self, chart: Chart) -> bytes:
        """A PNG, legible on light and on dark ground; the same chart brings the same picture. Raises NotPainted."""


# --- one room for another ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A count, with what was counted and when."""

    value: int
    understood: str
    """The question as it was understood, in words."""
    jql: str
    read_at: datetime


class Bugs(Protocol):
    """What the status room can tell another room, as its own answers would: within the rights of an audience.

    Raises TrackerError: nothing is known, which is not "nothing found".
    """

    def issue(self, key: str, audience: Audience) -> Issue:
        """Live. Raises IssueNotFound also where the audience may not see it."""

    def issues(self, keys: Sequence[str], audience: Audience) -> tuple[Issue, ...]:
        """Live, in one call: those of them that are there and that the audience may see."""

    def sees(self, project: str, audience: Audience) -> bool:
        """Whether the audience may know of this project, by its key. Makes no call."""

    def figure(self, words: str, audience: Audience, *, zone: ZoneInfo) -> Figure:
        """How many there are of "open P1 bugs in Checkout". Raises NotUnderstood."""

    def count(self, *conditions: Condition, audience: Audience, bugs_only: bool = False) -> Figure:
        """How many issues, or bugs, meet all of these conditions; `understood` is empty. Raises NotUnderstood where
        the audience may see nothing, and where the tracker only estimates it."""


class SeenBefore(Protocol):
    """What the patterns room can tell another room: whether a bug was there before."""

    def like(self, key: str) -> tuple[str, ...]:
        """Keys of the earlier issues that may well be of the same cause, likest first, of all projects: whoever shows
        them asks first what may be seen. Empty where there are none, and where this one was not compared yet. Takes a
        second at most, of whatever is there. Raises StoreUnavailable."""


# --- keeping ---------------------------------------------------------------------------------------

Change = Callable[[Any], None]
"""A write that is prepared but not made. It is made, with everything else of its job, in the transaction that settles
the job, or not at all. Only the database adapter makes one and only the database adapter calls it."""


class Health(StrEnum):
    HEALTHY = "healthy"
    DEGRADED = "degraded"
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found when one connector was looked at."""

    connector: str
    health: Health
    why: str
    fix: str | None = None
    """A command to type or a page to open."""
    facts: Mapping[str, str] = field(default_factory=dict)


class Connector(Protocol):
    """Anything that can be asked whether it works."""

    def checks(self) -> tuple[Check, ...]:
        """Never raises: what goes wrong is what is reported."""
