"""Whether Jira works for us, why not, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cadence.adapters.jira.account import account_of
from cadence.adapters.jira.failure import NothingThere, http_date
from cadence.adapters.jira.flavour import Flavour
from cadence.adapters.jira.http import Deadline, Http, Reply
from cadence.adapters.jira.means import SERVER_INFO, Means, Place, told_flavour
from cadence.adapters.jira.parse import moment
from cadence.adapters.jira.remembered import Remembered
from cadence.core.errors import TrackerError, TrackerRefused
from cadence.core.ports import Check, Clock, Health

SLOW = 2.0
"""Seconds for Jira's smallest answer; beyond, questions will hardly be answered in time."""
SKEW = timedelta(minutes=2)
"""Beyond, "today" and "in the past hour" mean something else to Jira than to us."""
EXPIRES_SOON = timedelta(days=14)

_FOR_CLOUD = (
    "create a token at https://id.atlassian.com/manage-profile/security/api-tokens "
    "and set JIRA_EMAIL and JIRA_API_TOKEN; a scoped token needs JIRA_URL "
    "https://api.atlassian.com/ex/jira/{cloudId} and JIRA_BROWSE_URL"
)
_FOR_DATACENTER = "create a personal access token in your Jira profile and set JIRA_PAT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    health: Health
    why: str
    fix: str | None = None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    http: Http
    place: Place
    means: Remembered[Means]
    clock: Clock
    deadline: Deadline

    def checks(self) -> tuple[Check, ...]:
        """Never raises. What rests on a check that failed is not looked at."""
        done: list[Check] = []
        for connector, look in (
            ("Jira", self._reach),
            ("Jira account", self._account),
            ("Jira permissions", self._permissions),
        ):
            done.append(self._check(connector, look))
            if done[-1].health is Health.FAILING:
                break
        return tuple(done)

    def _check(self, connector: str, look: Callable[[], Finding]) -> Check:
        try:
            found = look()
        except TrackerRefused as error:
            found = Finding(health=Health.FAILING, why=str(error), fix=self._new_token())
        except TrackerError as error:
            fix = f"open {self.place.url} in a browser: is JIRA_URL right, and is Jira up?"
            found = Finding(health=Health.FAILING, why=str(error), fix=fix)
        return Check(
            connector=connector,
            health=found.health,
            why=found.why,
            fix=found.fix,
            facts=found.facts,
        )

    def _new_token(self) -> str:
        jira = self.means.known()
        is_datacenter = jira is not None and jira.api.flavour is Flavour.DATACENTER
        return _FOR_DATACENTER if is_datacenter else _FOR_CLOUD

    def _reach(self) -> Finding:
        reply = self.http.read("GET", SERVER_INFO, deadline=self.deadline)
        told = told_flavour(reply.data)
        used = self.means.value(self.deadline).api.flavour
        skew = self._skew(reply)
        facts = {
            "flavour": told.value,
            "version": str(reply.data.get("version", "")),
            "latency": f"{reply.seconds * 1000:.0f} ms",
            "clock": "not told" if skew is None else f"{skew.total_seconds():+.0f} s",
        }
        if told is not used:
            why = f"this Jira is {told.value}, but is asked as {used.value}"
            fix = f"set the flavour to {told.value}"
            return Finding(health=Health.FAILING, why=why, fix=fix, facts=facts)
        if skew is not None and abs(skew) > SKEW:
            why = f"Jira's clock and ours differ by {abs(skew).total_seconds():.0f} s"
            fix = "set this machine's clock by NTP"
            return Finding(health=Health.DEGRADED, why=why, fix=fix, facts=facts)
        if reply.seconds > SLOW:
            why = f"Jira answers slowly ({reply.seconds:.1f} s for its smallest answer)"
            return Finding(health=Health.DEGRADED, why=why, facts=facts)
        return Finding(health=Health.HEALTHY, why="Jira answers", facts=facts)

    def _skew(self, reply: Reply) -> timedelta | None:
        told = http_date(reply.headers.get("Date", ""))
        return None if told is None else told - self.clock.now()

    def _account(self) -> Finding:
        jira = self.means.value(self.deadline)
        reply = self.http.read("GET", jira.api.at("myself"), deadline=self.deadline)
        account = account_of(reply.data)
        ends = self._token_ends(jira, reply)
        facts = {
            "account": account.name,
            "time zone": account.zone.key,
            "token expires": "not told" if ends is None else ends.date().isoformat(),
        }
        if not account.zone_told:
            why = "the account has no time zone that we know; UTC is assumed for dates"
            fix = "set the time zone in the account's Jira profile"
            return Finding(health=Health.DEGRADED, why=why, fix=fix, facts=facts)
        if ends is not None and ends - self.clock.now() < EXPIRES_SOON:
            why = f"the token expires on {ends.date().isoformat()}"
            fix = self._new_token()
            return Finding(health=Health.DEGRADED, why=why, fix=fix, facts=facts)
        return Finding(health=Health.HEALTHY, why=f"logged in as {account.name}", facts=facts)

    def _token_ends(self, jira: Means, reply: Reply) -> datetime | None:
        """None where nobody tells.

        Data Center tells of an account's tokens, not which of them is used: the first to expire is taken.
        """
        told = moment(reply.headers.get("X-Token-Expiry"))
        if told is not None or jira.api.flavour is Flavour.CLOUD:
            return told
        try:
            tokens = self.http.get("/rest/pat/latest/tokens", deadline=self.deadline)
        except TrackerError:
            return None
        listed = (
            [each for each in tokens if isinstance(each, dict)] if isinstance(tokens, list) else []
        )
        ends = [moment(each.get("expiringAt")) for each in listed]
        return min((each for each in ends if each is not None), default=None)

    def _permissions(self) -> Finding:
        closed = [key for key in self.place.projects or ("",) if not self._may_browse(key)]
        if not closed:
            return Finding(health=Health.HEALTHY, why="the account may browse what it should")
        fix = 'give the account the permission "Browse Projects"'
        if not self.place.projects:
            why = "the account may browse no project"
            return Finding(health=Health.FAILING, why=why, fix=fix)
        health = Health.FAILING if len(closed) == len(self.place.projects) else Health.DEGRADED
        why = f"the account may not browse {', '.join(closed)}"
        return Finding(health=health, why=why, fix=f"{fix} in {', '.join(closed)}")

    def _may_browse(self, project: str) -> bool:
        """In this project, or in any when it is empty."""
        jira = self.means.value(self.deadline)
        params: dict[str, str | int] = {"permissions": "BROWSE_PROJECTS"}
        if project:
            params["projectKey"] = project
        try:
            answer = jira.api.one("mypermissions", deadline=self.deadline, params=params)
        except NothingThere:
            return False
        told = answer.get("permissions")
        browse = told.get("BROWSE_PROJECTS") if isinstance(told, dict) else None
        return isinstance(browse, dict) and browse.get("havePermission") is True
