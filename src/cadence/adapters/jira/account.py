"""The account that we ask as, and the accounts that people's names stand for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cadence.adapters.jira.api import Api
from cadence.adapters.jira.flavour import Flavour
from cadence.adapters.jira.http import Deadline, Monotonic
from cadence.adapters.jira.remembered import Remembered
from cadence.core.errors import NobodyCalled, TrackerUnavailable

KEPT_FOR = timedelta(hours=1)

_ACCOUNT_ID = re.compile(r"[0-9a-f]{24}|\d{5,6}:[0-9a-f-]{36}")
_MOST_NAMES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    name: str
    zone: ZoneInfo
    """In which Jira reads the times of a query."""
    zone_told: bool = True


def account_of(answer: object) -> Account:
    """From `/myself`. Where no zone is told, UTC stands in, and `zone_told` says so."""
    if not isinstance(answer, dict):
        raise TrackerUnavailable("Jira does not tell who we are")
    name = str(answer.get("displayName") or answer.get("name") or "")
    told = answer.get("timeZone")
    try:
        return Account(name=name, zone=ZoneInfo(str(told or "")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Account(name=name, zone=ZoneInfo("UTC"), zone_told=False)


class People:
    """Names and e-mail addresses → what JQL finds a person by, remembered for an hour.

    Data Center takes names and addresses as they are; Cloud takes account ids alone.
    """

    def __init__(self, api: Api, *, monotonic: Monotonic) -> None:
        self._api = api
        self._monotonic = monotonic
        self._known: dict[str, Remembered[str]] = {}

    def account(self, said: str, deadline: Deadline) -> str:
        """Raises NobodyCalled where Jira knows nobody, or several, by that name."""
        if self._api.flavour is Flavour.DATACENTER or _ACCOUNT_ID.fullmatch(said):
            return said
        if len(self._known) > _MOST_NAMES:
            self._known.clear()
        remembered = self._known.setdefault(said.casefold(), self._remembered(said))
        return remembered.value(deadline)

    def _remembered(self, said: str) -> Remembered[str]:
        read: Callable[[Deadline], str] = lambda deadline: self._found(said, deadline)  # noqa: E731
        return Remembered(read, keep=lambda _: KEPT_FOR, monotonic=self._monotonic)

    def _found(self, said: str, deadline: Deadline) -> str:
        params: dict[str, str | int] = {"query": said, "maxResults": 50}
        answer = self._api.get("user/search", deadline=deadline, params=params)
        if not isinstance(answer, list):
            raise TrackerUnavailable("Jira's answer has no list of people")
        people = [each for each in answer if isinstance(each, dict) and each.get("accountId")]
        exact = [each for each in people if _goes_by(each, said)]
        match exact or people:
            case [only]:
                return str(only["accountId"])
            case []:
                raise NobodyCalled(f"Jira knows nobody called {said}")
            case several:
                raise NobodyCalled(f"Jira knows {len(several)} people called {said}")


def _goes_by(person: dict[str, Any], said: str) -> bool:
    names = (person.get("displayName"), person.get("emailAddress"))
    return said.casefold() in {str(name).casefold() for name in names if name}
