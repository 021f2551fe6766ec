"""The raw calls under an answer: what Cadence sent to Jira, sent again with requests and orjson alone."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import requests
from requests.adapters import HTTPAdapter

from benchmarks.children import Child, Json


class Raw:
    """One session, as pooled as Cadence's."""

    def __init__(self, url: str, email: str, token: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.auth = (email, token)
        self._session.headers.update(
            {"Content-Type": "application/json", "Accept": "application/json"}
        )
        self._session.mount("http://", HTTPAdapter(pool_maxsize=64))

    def one(self, request: Mapping[str, Any]) -> Any:
        answer = self._session.request(
            request["method"],
            self._url + request["path"],
            params=request["query"],
            data=request["body"].encode() or None,
            timeout=30,
        )
        answer.raise_for_status()
        return orjson.loads(answer.content)

    def all(self, wanted: Iterable[Mapping[str, Any]]) -> list[Any]:
        return [self.one(each) for each in wanted]


def raw(jira: Child) -> Raw:
    return Raw(jira.told["url"], jira.told["email"], jira.told["token"])


def jira_environment(jira: Child) -> dict[str, str]:
    return {
        "JIRA_URL": jira.told["url"],
        "JIRA_EMAIL": jira.told["email"],
        "JIRA_API_TOKEN": jira.told["token"],
    }


def heard(jira: Child) -> list[Json]:
    """What Jira was asked since the last `fresh`."""
    requests_: list[Json] = jira.do("heard")["requests"]
    return requests_
