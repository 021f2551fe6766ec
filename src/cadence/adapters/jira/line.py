"""The `jira` library, used for what it is good at: credentials, headers, pooled connections and addresses.

Its own calls are not used: they repeat for minutes, resend writes, page wrongly, and build objects at ten times the
cost.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter

from cadence.adapters.jira.http import CONNECT_WITHIN, READ_WITHIN

if TYPE_CHECKING:
    from jira import JIRA

CONNECTIONS = 64
"""Kept open: somewhat more than the fifty threads that may ask at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """An e-mail address with an API token, or a bearer token alone (Data Center's PAT, a service account's)."""

    email: str | None = None
    token: str = field(repr=False)

    def arguments(self) -> dict[str, Any]:
        """As `jira.JIRA` takes them."""
        if self.email:
            return {"basic_auth": (self.email, self.token)}
        return {"token_auth": self.token}


class JiraLine:
    """Opened on first use, since importing the library takes a third of a second. Opening makes no call."""

    def __init__(self, *, url: str, credentials: Credentials) -> None:
        self._address = url
        self._credentials = credentials
        self._lock = threading.Lock()
        self._jira: JIRA | None = None
        self._settings: Mapping[str, Any] = {}

    def url(self, path: str) -> str:
        """`path` begins with a slash and is the site's, below its context path."""
        return f"{self._opened().server_url}{path}"

    def send(self, request: requests.Request, *, timeout: tuple[float, float]) -> requests.Response:
        session: requests.Session = self._opened()._session
        prepared = session.prepare_request(request)
        return session.send(
            prepared, timeout=timeout, stream=True, allow_redirects=False, **self._settings
        )

    def close(self) -> None:
        with self._lock:
            jira, self._jira = self._jira, None
        if jira is not None:
            session: requests.Session = jira._session
            session.close()

    def _opened(self) -> "JIRA":
        if (jira := self._jira) is not None:
            return jira
        with self._lock:
            if self._jira is None:
                self._jira = self._open()
            return self._jira

    def _open(self) -> "JIRA":
        from jira import JIRA  # noqa: PLC0415 - slow to import, see above

        jira = JIRA(
            server=self._address,
            timeout=(CONNECT_WITHIN, READ_WITHIN),
            max_retries=0,
            get_server_info=False,
            logging=False,
            **self._credentials.arguments(),
        )
        session: requests.Session = jira._session
        pool = HTTPAdapter(pool_connections=4, pool_maxsize=CONNECTIONS)
        session.mount("https://", pool)
        session.mount("http://", pool)
        environment = session.merge_environment_settings(self._address, {}, True, None, None)
        self._settings = {name: value for name, value in environment.items() if name != "stream"}
        return jira
