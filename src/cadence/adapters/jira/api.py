"""Paths of one REST version, on top of one way to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from cadence.adapters.jira.failure import NotForUs, NothingThere
from cadence.adapters.jira.flavour import Flavour
from cadence.adapters.jira.http import Deadline, Http, Params
from cadence.core.errors import IssueNotFound, TrackerUnavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    http: Http
    flavour: Flavour

    def get(self, path: str, *, deadline: Deadline, params: Params | None = None) -> Any:
        return self.http.get(self.at(path), deadline=deadline, params=params)

    def one(self, path: str, *, deadline: Deadline, params: Params | None = None) -> dict[str, Any]:
        return _object(self.get(path, deadline=deadline, params=params), path)

    def ask(self, path: str, body: Mapping[str, object], *, deadline: Deadline) -> dict[str, Any]:
        return _object(self.http.ask(self.at(path), body, deadline=deadline), path)

    def of_issue(
        self, key: str, below: str = "", *, deadline: Deadline, params: Params
    ) -> dict[str, Any]:
        """Something of one issue. Raises IssueNotFound, which covers what we may not see."""
        try:
            return self.one(f"issue/{segment(key)}{below}", deadline=deadline, params=params)
        except (NothingThere, NotForUs) as error:
            raise IssueNotFound(key) from error

    def at(self, path: str) -> str:
        return f"/rest/api/{self.flavour.api}/{path}"


def segment(value: str) -> str:
    """One part of a path, whatever it holds."""
    return quote(value, safe="")


def listed(answer: object, name: str) -> list[Any]:
    """A list that Jira holds under this name. Raises TrackerUnavailable: an absent list is not an empty one."""
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise TrackerUnavailable(f"Jira's answer has no list of {name}")
    return found


def _object(answer: object, path: str) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise TrackerUnavailable(f"Jira's answer to {path} has a shape we don't know")
    return answer
