"""What the status room tells other rooms: as its own answers would, live and within an audience's rights."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from cadence.core.errors import IssueNotFound, NobodyCalled, NotUnderstood
from cadence.core.issue import Issue
from cadence.core.message import Audience, Place
from cadence.core.ports import Figure
from cadence.core.query import Among, Condition, Field, IssueQuery
from cadence.core.site import bug_types
from cadence.status.messages.words import phrase
from cadence.status.model.asked import Asked
from cadence.status.model.question import Kind, Question
from cadence.status.service.reading import Allowed
from cadence.status.service.status import NOTHING_ALLOWED, Status

COUNTED = frozenset({Kind.COUNT, Kind.LIST})
"""Questions whose answer holds a total. "Open P1 bugs in Checkout" asks for a list of as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusBugs:
    """`Bugs` on the status room. Never answers from the copy: what follows from a figure has to be so now."""

    status: Status

    def issue(self, key: str, audience: Audience) -> Issue:
        return self._jira(audience, key).issue(key)

    def issues(self, keys: Sequence[str], audience: Audience) -> tuple[Issue, ...]:
        reader = self.status.allowed(self.status.grant_for(audience))
        if reader.grant.is_empty or not keys:
            return ()
        return reader.issues(keys)

    def sees(self, project: str, audience: Audience) -> bool:
        return self.status.grant_for(audience).sees(project)

    def figure(self, words: str, audience: Audience, *, zone: ZoneInfo) -> Figure:
        asked = Asked(
            id="",
            text=words,
            audience=audience,
            place=Place(channel=audience.channel or audience.user or ""),
            conversation="",
            zone=zone,
            at=self.status.clock.now(),
        )
        reader = self.status.allowed(self.status.grant_of(asked))
        if reader.grant.is_empty:
            raise NotUnderstood(NOTHING_ALLOWED)
        question = self._question(reader, asked)
        counted = _counted(reader, question.query)
        return replace(counted, understood=phrase(question, counted.value))

    def count(self, *conditions: Condition, audience: Audience, bugs_only: bool = False) -> Figure:
        reader = self.status.allowed(self.status.grant_for(audience))
        if reader.grant.is_empty:
            raise NotUnderstood(NOTHING_ALLOWED)
        more = _are_bugs(reader) if bugs_only else ()
        return _counted(reader, IssueQuery((*conditions, *more)))

    def _jira(self, audience: Audience, key: str) -> Allowed:
        reader = self.status.allowed(self.status.grant_for(audience))
        if reader.grant.is_empty:
            raise IssueNotFound(key)
        return reader

    def _question(self, reader: Allowed, asked: Asked) -> Question:
        understood = self.status.understood(reader, asked)
        if understood.question is None:
            raise NotUnderstood(understood.why or "I could not read what is to be counted.")
        if understood.question.kind not in COUNTED:
            raise NotUnderstood(
                "This is no number of issues; say it as in “open P1 bugs in Checkout”."
            )
        return understood.question


def _are_bugs(reader: Allowed) -> tuple[Condition, ...]:
    if not (names := bug_types(reader.site())):
        raise NotUnderstood("Jira has no type of issue that is called a bug.")
    return (Among(Field.TYPE, names),)


def _counted(reader: Allowed, query: IssueQuery) -> Figure:
    try:
        found = reader.search(query, 0)
    except NobodyCalled as unknown:
        raise NotUnderstood(f"{unknown}.") from unknown
    if not found.exact:
        raise NotUnderstood("Jira only estimates how many these are.")
    return Figure(value=found.total, understood="", jql=found.jql, read_at=found.read_at)
