"""Which ritual is meant on a terminal."""

import click

from cadence.rituals.model.ritual import Standing
from cadence.rituals.service.defined import only
from cadence.rituals.store.definitions import Definitions

NO_RITUALS = (
    "There is no ritual yet. They begin with a section in cadence.toml, from the next `cadence serve` on "
    "(`cadence rituals templates` lists what can be switched on by name), or in Slack, with `/cadence rituals new`."
)


def ritual_named(definitions: Definitions, said: str) -> Standing:
    """By its key, its title, or the beginning of either. Raises ClickException, which names those there are."""
    known = definitions.all()
    found = only(said, known)
    if found is not None:
        return found
    if not known:
        raise click.ClickException(NO_RITUALS)
    names = "\n".join(f"  {each.version.ritual.key}  {each.version.ritual.title}" for each in known)
    raise click.ClickException(f"“{said}” names no ritual, or several. There are:\n{names}")
