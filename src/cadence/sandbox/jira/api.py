"""What an endpoint is given, what it gives back, and how it says no."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cadence.sandbox.jira.model import Account, Issue
from cadence.sandbox.jira.search import Search
from cadence.sandbox.jira.site import Site, Unknown
from cadence.sandbox.jira.wire import Flavour, Wire

NO_ISSUE = "Issue does not exist or you do not have permission to see it."


class Refused(Exception):
    """An answer that isn't 200, with Jira's `errorMessages`."""

    def __init__(self, status: int, *messages: str) -> None:
        super().__init__(" ".join(messages))
        self.status = status
        self.messages = messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request by someone who was let in. Handled while the site is locked."""

    site: Site
    search: Search
    wire: Wire
    account: Account
    path: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    body: Mapping[str, Any]

    @property
    def flavour(self) -> Flavour:
        return self.wire.flavour

    def one(self, name: str, default: str = "") -> str:
        """A parameter, from the body or the query."""
        if self.body.get(name) is not None:
            return str(self.body[name])
        return self.query[name][0] if self.query.get(name) else default

    def many(self, name: str) -> list[str]:
        """A parameter that may stand several times, or hold several values with commas between."""
        given = self.body.get(name)
        if given is None:
            given = self.query.get(name, ())
        values = [given] if isinstance(given, str) else list(given)
        return [part for value in values for part in str(value).split(",") if part]

    def number(self, name: str, default: int) -> int:
        text = self.one(name)
        if not text:
            return default
        try:
            return int(text)
        except ValueError:
            raise Refused(400, f"The value '{text}' of '{name}' is not a whole number.") from None

    def issue(self, id_or_key: str) -> tuple[int, Issue]:
        """Not there and not allowed look the same."""
        row = self.site.row(id_or_key)
        issue = None if row is None else self.site.issues[row]
        if row is None or issue is None or not self.site.may_see(self.account, issue):
            raise Refused(404, NO_ISSUE)
        return row, issue

    def project(self) -> Any:
        wanted = self.path["project"]
        try:
            project = self.site.project(wanted)
        except Unknown:
            project = None
        if project is None or not self.site.may_browse(self.account, project.id):
            raise Refused(404, f"No project could be found with key '{wanted}'.")
        return project

    def page(
        self, things: Sequence[Any], tell: Callable[[Any], Any], most: int = 50
    ) -> dict[str, Any]:
        """A page of something that is read by `startAt`."""
        start = max(0, self.number("startAt", 0))
        size = max(0, min(self.number("maxResults", most), most))
        values = [tell(thing) for thing in things[start : start + size]]
        return {
            "self": f"{self.wire.base}",
            "maxResults": size,
            "startAt": start,
            "total": len(things),
            "isLast": start + size >= len(things),
            "values": values,
        }


Answer = bytes | dict[str, Any] | list[Any]
Handler = Callable[[Call], Answer]
Routes = dict[tuple[str, str], Handler]
"""Handlers by method and path below the API's address."""


def route(routes: Routes, method: str, path: str) -> Callable[[Handler], Handler]:
    """A decorator that puts a handler among the routes."""

    def keep(handler: Handler) -> Handler:
        routes[method, path] = handler
        return handler

    return keep


def joined(parts: Sequence[bytes], rest: dict[str, Any], *, name: str = "issues") -> bytes:
    """An object whose list is serialised already."""
    tail = orjson.dumps(rest)[1:]
    comma = b"," if len(tail) > 1 else b""
    return b'{"%s":[' % name.encode() + b",".join(parts) + b"]" + comma + tail
