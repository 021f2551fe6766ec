"""Writes the cadence.toml that fits the sample company."""

import json
from collections.abc import Iterable, Iterator

from cadence.sandbox.company import bets, revenue_settings
from cadence.sandbox.company.model import Area, Cast, Channel, Person


def text(cast: Cast) -> str:
    return "\n".join(_lines(cast)) + "\n"


def _lines(cast: Cast) -> Iterator[str]:
    keys = _list(project.key for project in cast.projects)
    yield f"# {cast.name}: who owns what, and who may see what."
    yield from ("", "[jira]", f"projects = {keys}")
    yield from ("", "[status]", 'time_zone = "Europe/Berlin"')
    log, checkout = _channel(cast, "decisions"), _channel(cast, "checkout-payments")
    owner = cast.person("Hannah Weiss").user_id
    yield from ("", "[decisions]", f"log_channel = {_quoted(log.id)}")
    yield f"owners = {{ {checkout.id} = {_quoted(owner)} }}"
    for area in cast.areas:
        yield from _area(area, cast)
    yield from _access(cast)
    yield from bets.settings(cast)
    yield from revenue_settings.settings(cast)


def _area(area: Area, cast: Cast) -> Iterator[str]:
    yield from ("", f"[areas.{_quoted(area.name)}]", f"projects = {_list(area.projects)}")
    if area.components:
        yield f"components = {_list(area.components)}"
    yield f"lead = {_lead(area.lead)}"
    yield f"next_level = {_lead(cast.person('Marcus Adeyemi'))}"
    yield f"channel = {_quoted(area.channel.id)}"


def _access(cast: Cast) -> Iterator[str]:
    free = _list(each.key for each in cast.projects if not each.level)
    levels = _list(each.level for each in cast.projects if each.level)
    yield from ("", "# Everybody may ask about everything that is not restricted.")
    yield from ("[[access.rules]]", 'channels = ["*"]', 'users = ["*"]', f"projects = {free}")
    yield from (
        "",
        "# The security team sees its own project too, and what carries its level elsewhere.",
    )
    yield from ("[[access.rules]]", f"channels = {_list([_channel(cast, 'security').id])}")
    yield from ('groups = ["security-team"]', 'projects = ["*"]', f"levels = {levels}")


def _channel(cast: Cast, name: str) -> Channel:
    return next(each for each in cast.channels if each.name == name)


def _lead(person: Person) -> str:
    return f"{{ name = {_quoted(person.name)}, user = {_quoted(person.user_id)} }}"


def _list(names: Iterable[str]) -> str:
    return "[" + ", ".join(_quoted(name) for name in names) + "]"


def _quoted(name: str) -> str:
    """A JSON string is a TOML basic string."""
    return json.dumps(name, ensure_ascii=False)
