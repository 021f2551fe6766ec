"""Moves the sample company into a local Jira and a local Slack."""

from cadence.sandbox.company.model import Company
from cadence.sandbox.company.shape import PRIORITIES, STATUSES
from cadence.sandbox.jira.clock import SandboxClock
from cadence.sandbox.jira.data import from_export
from cadence.sandbox.jira.site import Site
from cadence.sandbox.slack.model import InstalledApp, Team
from cadence.sandbox.slack.timeline import Now, utc_now
from cadence.sandbox.slack.workspace import Workspace


def jira_site(company: Company, *, clock: SandboxClock | None = None) -> Site:
    """Its Jira, as it stands at the company's `now`; nobody has an account yet."""
    site = from_export(
        company.projects,
        company.issues,
        clock=clock,
        priorities=tuple(PRIORITIES),
        statuses=STATUSES.values(),
    )
    site.title = company.name
    return site


def slack_workspace(
    company: Company, *, app: InstalledApp | None = None, now: Now = utc_now
) -> Workspace:
    """Its Slack: everybody, every channel with the app in it, the user groups; nothing has been said."""
    cast = company.cast
    team = Team(name=company.name, domain=company.name.lower(), email_domain=cast.domain)
    workspace = Workspace(team=team, app=app, now=now)
    for person in cast.people:
        workspace.add_user(
            person.handle,
            id=person.user_id,
            real_name=person.name,
            email=person.email,
            tz=person.zone,
            title=person.title,
        )
    for channel in cast.channels:
        workspace.add_channel(
            channel.name,
            id=channel.id,
            members=channel.members,
            private=channel.private,
            topic=channel.topic,
        )
    for group in cast.groups:
        workspace.add_group(group.handle, name=group.name, users=group.members)
    return workspace
