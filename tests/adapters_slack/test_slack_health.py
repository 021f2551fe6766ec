from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from slack_stub import US, Scripted, StubSlack, refused

from cadence.adapters.slack.health import SlackHealth
from cadence.adapters.slack.manifest import manifest, needed, wanted
from cadence.adapters.slack.messenger import web_client
from cadence.adapters.slack.pace import Pace
from cadence.core.ports import Health
from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.workspace import Workspace
from fakes.clock import FakeClock

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVERYTHING = needed() | wanted()


@pytest.fixture
def slack() -> Iterator[StubSlack]:
    with StubSlack() as stub:
        yield stub


def health_of(slack: StubSlack, **parts) -> SlackHealth:
    client = web_client("xoxb-1", base_url=slack.url)
    return SlackHealth(client=client, **({"clock": FakeClock(NOW)} | parts))


def answering(slack: StubSlack, *, scopes=EVERYTHING, at: datetime = NOW) -> None:
    headers = {
        "X-OAuth-Scopes": ",".join(sorted(scopes)),
        "Date": format_datetime(at, usegmt=True),
    }
    slack.answers("auth.test", Scripted(body=US.body, headers=headers))


def by_name(health: SlackHealth) -> dict:
    return {check.connector: check for check in health.checks()}


def test_all_is_well_where_all_is_granted(slack):
    answering(slack)
    checks = by_name(health_of(slack))
    assert set(checks) == {"Slack", "Slack scopes", "Clock"}
    assert {check.health for check in checks.values()} == {Health.HEALTHY}
    assert checks["Slack"].why == "connected to Acme as cadence"


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
def test_a_token_that_is_refused_is_named_with_the_page_that_renews_it(slack, code):
    slack.answers("auth.test", refused(code))
    (check,) = health_of(slack).checks()
    assert check.health is Health.FAILING
    assert code in check.why
    assert "SLACK_BOT_TOKEN" in (check.fix or "")


def test_a_slack_that_fails_is_reported_and_not_raised(slack):
    slack.answers("auth.test", Scripted(body="<html/>", status=503))
    (check,) = health_of(slack).checks()
    assert check.health is Health.FAILING
    assert check.fix is None


def test_a_slack_that_is_not_there_is_reported_and_not_raised():
    with StubSlack() as gone:
        health = health_of(gone, app_token="xapp-1")
    assert {check.health for check in health.checks()} == {Health.FAILING}


@pytest.mark.parametrize("scope", sorted(needed()))
def test_a_scope_that_is_needed_and_missing_is_named(slack, scope):
    answering(slack, scopes=EVERYTHING - {scope})
    check = by_name(health_of(slack))["Slack scopes"]
    assert check.health is Health.FAILING
    assert check.why == f"not granted: {scope}"
    assert "reinstall" in (check.fix or "")


@pytest.mark.parametrize("scope", sorted(wanted()))
def test_without_an_optional_scope_slack_is_degraded(slack, scope):
    answering(slack, scopes=EVERYTHING - {scope})
    check = by_name(health_of(slack))["Slack scopes"]
    assert check.health is Health.DEGRADED
    assert scope in check.why


@pytest.mark.parametrize(
    ("apart", "health"),
    [
        (timedelta(seconds=5), Health.HEALTHY),
        (timedelta(minutes=-2), Health.DEGRADED),
        (timedelta(minutes=6), Health.FAILING),
        (timedelta(minutes=-6), Health.FAILING),
    ],
)
def test_a_clock_that_is_off_is_noticed_before_slack_refuses(slack, apart, health):
    answering(slack, at=NOW + apart)
    assert by_name(health_of(slack))["Clock"].health is health


def test_an_app_token_of_the_wrong_kind_is_noticed_without_a_call(slack):
    answering(slack)
    check = by_name(health_of(slack, app_token="xoxb-oops"))["Slack Socket Mode"]
    assert check.health is Health.FAILING
    assert "xapp-" in check.why
    assert slack.calls("apps.connections.open") == []


def test_an_app_token_that_is_refused_is_named(slack):
    answering(slack)
    slack.answers("apps.connections.open", refused("invalid_auth"))
    check = by_name(health_of(slack, app_token="xapp-1"))["Slack Socket Mode"]
    assert check.health is Health.FAILING
    assert "SLACK_APP_TOKEN" in (check.fix or "")


def test_what_slack_asked_us_to_wait_for_is_shown(slack):
    answering(slack)
    pace = Pace(FakeClock(NOW))
    pace.hold("chat.postMessage", "C1", timedelta(seconds=30))
    check = by_name(health_of(slack, pace=pace))["Slack rate limits"]
    assert check.health is Health.DEGRADED
    assert "chat.postMessage no sooner than 09:00:30 UTC" in check.why


def test_no_token_is_shown(slack):
    answering(slack)
    health = health_of(slack, app_token="xapp-secret-1")
    assert "secret" not in repr(health)


def test_an_app_that_is_installed_from_our_manifest_is_well():
    workspace = Workspace(app=InstalledApp.from_manifest(manifest()))
    with SlackSandbox(workspace) as sandbox:
        health = SlackHealth(
            client=web_client(workspace.app.bot_token, base_url=sandbox.api_url),
            clock=FakeClock(datetime.now(UTC)),
            app_token=workspace.app.app_token,
        )
        checks = by_name(health)
    assert checks["Slack scopes"].health is Health.HEALTHY
    assert checks["Slack Socket Mode"].health is Health.HEALTHY
