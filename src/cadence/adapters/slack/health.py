"""Whether Slack works, and what to do where it doesn't."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from cadence.adapters.slack.errors import ours
from cadence.adapters.slack.manifest import needed, wanted
from cadence.adapters.slack.messenger import web_client
from cadence.adapters.slack.pace import Pace
from cadence.core.errors import MessengerError, NotSent
from cadence.core.ports import Check, Clock, Health

TOLERATED = timedelta(minutes=5)
"""Requests whose time is further off are refused: https://docs.slack.dev/authentication/verifying-requests-from-slack"""
SUSPICIOUS = timedelta(minutes=1)

APPS = "https://api.slack.com/apps"
RENEW_TOKEN = f"Put the Bot User OAuth Token ({APPS} → OAuth & Permissions) into SLACK_BOT_TOKEN"
RENEW_APP_TOKEN = f"Put an app-level token with connections:write ({APPS} → Basic Information) into SLACK_APP_TOKEN"
REINSTALL = (
    f"Paste the output of `cadence manifest` at {APPS} → App Manifest, then reinstall the app"
)
SET_CLOCK = "Set this machine's clock, for instance with `timedatectl set-ntp true`"

TOKEN_IS_BAD = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackHealth:
    """A `Connector`. Makes one call, and with an app token another."""

    client: WebClient
    clock: Clock
    pace: Pace | None = None
    app_token: str | None = field(default=None, repr=False)
    """None where events come by HTTP."""

    def checks(self) -> tuple[Check, ...]:
        return tuple(self._all())

    def _all(self) -> Iterator[Check]:
        try:
            with ours(sending=False):
                answer = self.client.auth_test()
        except MessengerError as error:
            yield _refused("Slack", error, RENEW_TOKEN)
        else:
            yield _known(answer)
            yield _scopes(answer)
            yield from self._clock_check(answer)
        if self.app_token is not None:
            yield self._socket_mode(self.app_token)
        if self.pace is not None:
            yield from _waiting(self.pace)

    def _socket_mode(self, token: str) -> Check:
        check = partial(Check, connector="Slack Socket Mode")
        if not token.startswith("xapp-"):
            why = "SLACK_APP_TOKEN is not an app-level token: those begin with xapp-"
            return check(health=Health.FAILING, why=why, fix=RENEW_APP_TOKEN)
        client = web_client(token, base_url=self.client.base_url)
        try:
            with ours(sending=False):
                client.apps_connections_open(app_token=token)
        except MessengerError as error:
            return _refused("Slack Socket Mode", error, RENEW_APP_TOKEN)
        return check(health=Health.HEALTHY, why="Slack lets us connect")

    def _clock_check(self, answer: SlackResponse) -> Iterator[Check]:
        theirs = _date(_header(answer, "date"))
        if theirs is None:
            return
        apart = abs(self.clock.now() - theirs)
        check = partial(Check, connector="Clock", facts={"apart": f"{apart.total_seconds():.0f} s"})
        if apart > TOLERATED:
            why = f"this machine's clock and Slack's are {apart} apart; Slack's signed requests are refused"
            yield check(health=Health.FAILING, why=why, fix=SET_CLOCK)
        elif apart > SUSPICIOUS:
            why = f"this machine's clock and Slack's are {apart} apart"
            yield check(health=Health.DEGRADED, why=why, fix=SET_CLOCK)
        else:
            yield check(health=Health.HEALTHY, why="agrees with Slack's")


def _known(answer: SlackResponse) -> Check:
    facts = {name: str(answer.get(name) or "") for name in ("team", "user", "url")}
    why = f"connected to {facts['team']} as {facts['user']}"
    return Check(connector="Slack", health=Health.HEALTHY, why=why, facts=facts)


def _scopes(answer: SlackResponse) -> Check:
    check: Callable[..., Check] = partial(Check, connector="Slack scopes")
    header = _header(answer, "x-oauth-scopes")
    if not header:
        return check(health=Health.DEGRADED, why="Slack doesn't say which scopes are granted")
    granted = {scope.strip() for scope in header.split(",")}
    if missing := sorted(needed() - granted):
        why = f"not granted: {', '.join(missing)}"
        return check(health=Health.FAILING, why=why, fix=REINSTALL)
    if missing := sorted(wanted() - granted):
        why = f"works, without what needs {', '.join(missing)}"
        return check(health=Health.DEGRADED, why=why, fix=REINSTALL)
    return check(health=Health.HEALTHY, why="all are granted")


def _refused(connector: str, error: MessengerError, fix: str) -> Check:
    bad_token = isinstance(error, NotSent) and error.reason in TOKEN_IS_BAD
    return Check(
        connector=connector,
        health=Health.FAILING,
        why=f"Slack refuses the token: {error.reason}"
        if isinstance(error, NotSent)
        else str(error),
        fix=fix if bad_token else None,
    )


def _waiting(pace: Pace) -> Iterator[Check]:
    """Nothing where Slack asked for no wait."""
    for method, until in pace.holds():
        why = f"Slack asked us to call {method} no sooner than {until:%H:%M:%S} UTC"
        yield Check(connector="Slack rate limits", health=Health.DEGRADED, why=why)


def _header(answer: SlackResponse, name: str) -> str:
    return next((str(value) for key, value in answer.headers.items() if key.lower() == name), "")


def _date(header: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return None
    return date if date.tzinfo is not None else None
